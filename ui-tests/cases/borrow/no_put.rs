//! There is no `put`: dropping the guard is the only way back.

use pool_runtime::Pool;

fn main() {
    let pool: Pool<Vec<u8>> = Pool::new();
    let buffer = pool.get();
    pool.put(buffer);
}
