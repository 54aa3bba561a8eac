//! The limit is a constant of `usize`.

use pool_runtime::Poolable;

const LIMIT: u32 = 1024;

fn limit() -> usize {
    1024
}

#[derive(Poolable)]
struct Request {
    #[pool(shrink_above = LIMIT)]
    body: Vec<u8>,
    #[pool(shrink_above = limit())]
    name: String,
}

fn main() {}
