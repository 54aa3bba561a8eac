//! Without the bound, the wrapper could be of anything.

use pool_runtime::{Pool, Poolable};

struct Scratch<T: Poolable>(Pool<T>);

impl<T: Poolable> Scratch<T> {
    fn new() -> Self {
        Scratch(Pool::new())
    }
}

fn main() {}
