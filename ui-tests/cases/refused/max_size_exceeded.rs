//! The limit that was written.

use pool_runtime::Poolable;

#[derive(Poolable)]
#[pool(max_size = 2 * 64)]
struct Frame {
    left: [u8; 128],
    right: u8,
}

fn main() {}
