//! What was returned is somebody else's.

use pool_runtime::Pool;

fn main() {
    let pool: Pool<Vec<u8>> = Pool::new();
    let mut buffer = pool.get();
    drop(buffer);
    buffer.push(1);
}
