//! A wrapper that is generic in what it pools, for a type whose default is nothing.

use pool_runtime::{Pool, Poolable};

struct Scratch<T: Poolable>(Pool<T>);

impl<T: Poolable + Default> Scratch<T> {
    fn new() -> Self {
        Scratch(Pool::new())
    }
}

fn main() {
    let tables: Scratch<Option<Box<[u64; 256]>>> = Scratch::new();
    let mut table = tables.0.get();
    table.as_mut().unwrap()[0] = 1;
}
