//! A pool lives for as long as its objects are out, or is owned by their guards.

use pool_runtime::{Pool, Pooled};

fn buffer<'pool>() -> Pooled<'pool, Vec<u8>> {
    let pool = Pool::new();
    pool.get()
}

fn main() {
    drop(buffer());
}
