//! All that works only by being shared.

use std::sync::{Barrier, Condvar, LazyLock, Once, OnceLock, RwLock};

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request {
    table: RwLock<u8>,
    wake: Condvar,
    once: Once,
    cell: OnceLock<u8>,
    lazy: LazyLock<u8>,
    barrier: Barrier,
}

fn main() {}
