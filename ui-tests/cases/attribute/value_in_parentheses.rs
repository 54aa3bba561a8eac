//! A value follows an equals sign.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request {
    #[pool(shrink_above(1024))]
    a: Vec<u8>,
    #[pool(keep("a table"))]
    b: Vec<u8>,
    #[pool(clear())]
    c: Vec<u8>,
}

fn main() {}
