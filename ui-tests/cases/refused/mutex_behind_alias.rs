//! The same by another name, or imported as one.

use std::sync::RwLock as Shared;

use pool_runtime::Poolable;

type Lock = std::sync::Mutex<Vec<u8>>;

#[derive(Poolable)]
struct Request {
    lock: Lock,
    shared: Shared<u8>,
}

fn main() {}
