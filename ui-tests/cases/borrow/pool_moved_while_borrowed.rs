//! A pool stays where it is while its objects are out.

use pool_runtime::Pool;

fn main() {
    let pool: Pool<Vec<u8>> = Pool::new();
    let mut buffer = pool.get();
    let moved = Box::new(pool);
    buffer.push(1);
    drop((buffer, moved));
}
