//! A value of the wrong kind.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request {
    #[pool(shrink_above = "64k")]
    a: Vec<u8>,
    #[pool(shrink_above = 64k)]
    b: Vec<u8>,
    #[pool(shrink_above = 1.5)]
    c: Vec<u8>,
    #[pool(keep = 7)]
    d: Vec<u8>,
    #[pool(keep = reason)]
    e: Vec<u8>,
    #[pool(with = "Vec::clear")]
    f: Vec<u8>,
    #[pool(keep = "a table", bytes = 64)]
    g: Vec<u8>,
    #[pool(shrink_above = 1024, shrink_to = true)]
    h: Vec<u8>,
}

fn main() {}
