//! What protects something only by being the same for everybody.

use std::sync::{Barrier, Condvar, LazyLock, Mutex, Once, OnceLock, RwLock};

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Job {
    mutex: Mutex<u64>,
    rw_lock: RwLock<u64>,
    condvar: Condvar,
    once: Once,
    once_lock: OnceLock<u64>,
    lazy_lock: LazyLock<u64>,
    barrier: Barrier,
}

fn main() {}
