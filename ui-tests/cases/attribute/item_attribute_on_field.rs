//! What belongs on the struct.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request {
    #[pool(max_size = 1024)]
    a: u8,
    #[pool(discard_if = is_broken)]
    b: u8,
    #[pool(initial)]
    c: u8,
    #[pool(maxsize = 1024)]
    d: u8,
}

fn main() {}
