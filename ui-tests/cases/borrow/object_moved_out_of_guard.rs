//! An object leaves its guard by `Pooled::detach` only.

use pool_runtime::Pool;

fn main() {
    let pool: Pool<Vec<u8>> = Pool::new();
    let guard = pool.get();
    let buffer: Vec<u8> = *guard;
    drop(buffer);
}
