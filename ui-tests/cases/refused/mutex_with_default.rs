//! A lock is no better for being replaced at every return.

use std::sync::Mutex;

use pool_runtime::Poolable;

type Lock = Mutex<u8>;

#[derive(Poolable)]
struct Request {
    #[pool(default)]
    lock: Mutex<u64>,
    #[pool(default = Mutex::new(7))]
    seven: Mutex<u64>,
    #[pool(default)]
    alias: Lock,
}

fn main() {}
