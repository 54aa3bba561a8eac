//! The path of the runtime crate is a path.

use pool_runtime::Poolable;

#[derive(Poolable)]
#[pool(crate = "pool_runtime")]
struct Request {
    id: u8,
}

fn main() {}
