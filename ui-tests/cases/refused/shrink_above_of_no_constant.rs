//! The limit is a constant.

use pool_runtime::Poolable;

fn limit() -> usize {
    1024
}

#[derive(Poolable)]
struct Request {
    #[pool(shrink_above = limit())]
    body: Vec<u8>,
}

fn main() {}
