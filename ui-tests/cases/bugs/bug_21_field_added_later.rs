//! The struct was fine until somebody added the last field.

use pool_runtime::Poolable;

#[derive(Default, Poolable)]
struct Request {
    id: u64,
    #[pool(clear)]
    headers: Vec<(String, String)>,
    #[pool(shrink_above = 65536)]
    body: Vec<u8>,
    trailers: Vec<(String, String)>,
}

fn main() {}
