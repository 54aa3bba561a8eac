//! What belongs beside a policy says nothing alone.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request {
    #[pool(shrink_to = 1024)]
    a: Vec<u8>,
    #[pool(bytes = Vec::capacity)]
    b: Vec<u8>,
    #[pool(clear, shrink_to = 1024)]
    c: Vec<u8>,
    #[pool(clear, bytes = Vec::capacity)]
    d: Vec<u8>,
}

fn main() {}
