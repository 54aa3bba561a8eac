//! What lies above a limit cannot shrink to more than it.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request {
    #[pool(shrink_above = 1024, shrink_to = 4 * 1024)]
    body: Vec<u8>,
    #[pool(shrink_above = 1024, shrink_to = 1024)]
    same: Vec<u8>,
}

fn main() {}
