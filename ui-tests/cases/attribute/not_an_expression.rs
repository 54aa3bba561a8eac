//! A value that is no expression.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request {
    #[pool(shrink_above = 64 KiB)]
    a: Vec<u8>,
    #[pool(default = 1 +)]
    b: u8,
    #[pool(clear drop_ref)]
    c: Vec<u8>,
}

fn main() {}
