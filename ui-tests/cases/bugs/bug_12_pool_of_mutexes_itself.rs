//! Nor is a pool of nothing but locks.

use std::sync::Mutex;

use pool_runtime::{Pool, static_pool};

static_pool! {
    static LOCKS: Pool<Mutex<()>>;
}

fn main() {
    let lock = LOCKS.get();
    drop(lock.lock());
}
