//! Two threads share a guard where they could share its object.

use std::cell::Cell;
use std::thread;

use pool_runtime::{Pool, Poolable};

struct Counter(Cell<u64>);

impl Poolable for Counter {
    fn reset(&mut self) {
        self.0.set(0);
    }
}

fn main() {
    let pool = Pool::with_init(|| Counter(Cell::new(0)));
    let counter = pool.get();
    thread::scope(|scope| {
        scope.spawn(|| counter.0.set(1));
        counter.0.set(2);
    });
}
