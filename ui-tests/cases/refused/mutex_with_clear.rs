//! Nor is it a container, or anything to nest.

use std::sync::{Mutex, OnceLock};

use pool_runtime::Poolable;

type Lock = Mutex<u8>;

#[derive(Poolable)]
struct Request {
    #[pool(clear)]
    lock: Mutex<Vec<u8>>,
    #[pool(shrink_above = 1024)]
    shrunk: Mutex<Vec<u8>>,
    #[pool(nested)]
    cell: OnceLock<u8>,
    #[pool(default)]
    locks: [Lock; 2],
}

fn main() {}
