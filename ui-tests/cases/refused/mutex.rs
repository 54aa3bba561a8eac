//! A lock in every object is a lock that nobody shares.

use std::sync::Mutex;

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request {
    id: u64,
    lock: Mutex<u64>,
    maybe: Option<Mutex<u64>>,
}

fn main() {}
