//! A guard shares what its object shares: not a `Cell`.

use std::cell::Cell;
use std::thread;

use pool_runtime::{Pool, Poolable};

#[derive(Default, Poolable)]
struct Counter {
    seen: Cell<u64>,
}

fn main() {
    let counters: Pool<Counter> = Pool::new();
    let counter = counters.get();
    thread::scope(|threads| {
        threads.spawn(|| counter.seen.set(1));
        threads.spawn(|| counter.seen.set(2));
    });
}
