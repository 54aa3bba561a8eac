//! An array above 256 bytes is not rewritten in silence.

use pool_runtime::Poolable;

type Page = [[u8; 1024]; 4];

#[derive(Poolable)]
struct Request {
    small: [u8; 256],
    block: [u8; 257],
    words: [u64; 64],
    maybe: Option<[u8; 4096]>,
    page: Page,
}

fn main() {}
