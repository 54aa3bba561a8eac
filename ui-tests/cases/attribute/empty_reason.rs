//! A reason is made of words.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request {
    #[pool(keep = "")]
    a: Vec<u8>,
    #[pool(keep = "  ")]
    b: Vec<u8>,
    #[pool(keep = "...")]
    c: Vec<u8>,
}

fn main() {}
