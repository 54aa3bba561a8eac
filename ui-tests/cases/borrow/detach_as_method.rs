//! What belongs to the guard is not a method, so that it hides none of the object's.

use pool_runtime::Pool;

fn main() {
    let pool: Pool<Vec<u8>> = Pool::new();
    let buffer = pool.get().detach();
    drop(buffer);
}
