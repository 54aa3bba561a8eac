//! Policies that need a value.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request {
    #[pool(shrink_above)]
    a: Vec<u8>,
    #[pool(keep)]
    b: Vec<u8>,
    #[pool(with)]
    c: Vec<u8>,
    #[pool(shrink_above =)]
    d: Vec<u8>,
    #[pool(default =)]
    e: u8,
    #[pool(with = Vec::clear, bytes)]
    f: Vec<u8>,
}

fn main() {}
