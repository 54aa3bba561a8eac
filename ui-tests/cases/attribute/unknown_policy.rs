//! A word that is like none gets the list.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request {
    #[pool(forget)]
    a: Vec<u8>,
    #[pool(42)]
    b: u8,
    #[pool("clear")]
    c: Vec<u8>,
}

fn main() {}
