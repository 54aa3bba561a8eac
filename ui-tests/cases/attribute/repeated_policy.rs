//! A policy is said once.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request {
    #[pool(clear, clear)]
    a: Vec<u8>,
    #[pool(drop_ref)]
    #[pool(drop_ref)]
    b: Option<u8>,
}

fn main() {}
