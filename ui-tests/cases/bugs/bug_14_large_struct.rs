//! Sixteen mebibytes in every object, whether it is used or not.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Frame {
    width: u32,
    #[pool(default = [0; 16 << 20])]
    pixels: [u8; 16 << 20],
}

fn main() {}
