//! A type of more than 64 KiB is refused, since a pool holds many.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Frame {
    id: u64,
    #[pool(keep = "overwritten before it is read")]
    pixels: [[u8; 256]; 256],
}

fn main() {}
