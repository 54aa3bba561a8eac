//! An attribute that says nothing.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request {
    #[pool]
    a: Vec<u8>,
    #[pool()]
    b: Vec<u8>,
    #[pool = "clear"]
    c: Vec<u8>,
}

fn main() {}
