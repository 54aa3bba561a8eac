//! A new lock at every return is no better.

use std::sync::{Barrier, Condvar, LazyLock, Mutex, Once, OnceLock, RwLock};

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Job {
    #[pool(default)]
    mutex: Mutex<u64>,
    #[pool(default)]
    rw_lock: RwLock<u64>,
    #[pool(default)]
    condvar: Condvar,
    #[pool(default = Once::new())]
    once: Once,
    #[pool(default)]
    once_lock: OnceLock<u64>,
    #[pool(default = LazyLock::new(|| 7))]
    lazy_lock: LazyLock<u64>,
    #[pool(default = Barrier::new(2))]
    barrier: Barrier,
}

fn main() {}
