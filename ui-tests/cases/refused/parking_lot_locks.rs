//! A lock of another crate is no better than std's.

use parking_lot::{Condvar, Mutex, RwLock};
use pool_runtime::{Pool, Poolable};

type Lock = Mutex<u8>;

#[derive(Poolable)]
struct Request {
    lock: Mutex<u64>,
    wake: Condvar,
    #[pool(clear)]
    cleared: Mutex<Vec<u8>>,
    #[pool(shrink_above = 1024)]
    shrunk: RwLock<Vec<u8>>,
    #[pool(default)]
    alias: Lock,
    #[pool(default)]
    boxed: Option<Box<Lock>>,
}

fn main() {
    let _ = Pool::<Mutex<u8>>::new();
}
