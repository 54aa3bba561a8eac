//! An object goes back once.

use pool_runtime::Pool;

fn main() {
    let pool: Pool<Vec<u8>> = Pool::new();
    let buffer = pool.get();
    drop(buffer);
    drop(buffer);
}
