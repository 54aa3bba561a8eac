//! An object has one guard.

use pool_runtime::{Pool, Pooled};

fn twice<'pool>(guard: &Pooled<'pool, Vec<u8>>) -> Pooled<'pool, Vec<u8>> {
    guard.clone()
}

fn main() {
    let pool = Pool::new();
    drop(twice(&pool.get()));
}
