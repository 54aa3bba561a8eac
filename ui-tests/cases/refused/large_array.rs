//! Arrays above 256 bytes in all are not rewritten in silence.

use pool_runtime::Poolable;

type Page = [[u8; 1024]; 4];

#[derive(Poolable)]
struct Request {
    small: [u8; 256],
    block: [u8; 257],
    words: [u64; 64],
    maybe: Option<[u8; 4096]>,
    page: Page,
    few: ([u8; 100], u64, Option<[u8; 156]>),
    pair: ([u8; 200], [u8; 200]),
    inside: Option<(u8, ([u16; 100], [[u8; 57]; 1]))>,
}

fn main() {}
