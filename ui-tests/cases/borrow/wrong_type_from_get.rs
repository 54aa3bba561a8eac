//! What comes out of a pool is of its type.

use pool_runtime::Pool;

fn main() {
    let pool: Pool<String> = Pool::new();
    let buffer: &mut Vec<u8> = &mut pool.get();
    buffer.push(1);
}
