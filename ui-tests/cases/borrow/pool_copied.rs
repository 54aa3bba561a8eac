//! A pool that moved is where it moved to.

use pool_runtime::Pool;

fn main() {
    let pool: Pool<Vec<u8>> = Pool::new();
    let copy = pool;
    drop((copy.get(), pool.get()));
}
