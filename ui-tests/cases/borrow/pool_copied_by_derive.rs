//! Nor is what holds a pool copied.

use pool_runtime::Pool;

#[derive(Clone)]
struct Server {
    buffers: Pool<Vec<u8>>,
}

fn main() {}
