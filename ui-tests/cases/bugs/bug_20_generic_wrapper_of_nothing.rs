//! A wrapper that is generic in what it pools, for a type whose default is nothing.

use pool_runtime::{Pool, Poolable};

type Table = [u64; 256];

struct Scratch<T: Poolable>(Pool<T>);

impl<T: Poolable + Default> Default for Scratch<T> {
    fn default() -> Self {
        Scratch(Pool::new())
    }
}

#[derive(Default)]
struct Server {
    tables: Scratch<Option<Box<Table>>>,
}

fn main() {}
