//! A struct has no variants.

use pool_runtime::Poolable;

#[derive(Poolable)]
#[pool(initial)]
struct Request {
    id: u8,
}

fn main() {}
