//! Policies that take none.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request {
    #[pool(clear = true)]
    a: Vec<u8>,
    #[pool(drop_ref = "yes")]
    b: Option<u8>,
    #[pool(nested = Poolable::reset)]
    c: u8,
}

fn main() {}
