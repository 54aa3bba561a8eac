//! A guard that keeps its pool alive needs a pool in an `Arc`.

use pool_runtime::Pool;

fn main() {
    let pool: Pool<Vec<u8>> = Pool::new();
    drop(pool.get_owned());
}
