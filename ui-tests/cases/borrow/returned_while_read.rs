//! An object is not reset while somebody reads it.

use std::thread;

use pool_runtime::Pool;

fn main() {
    let pool: Pool<Vec<u8>> = Pool::new();
    thread::scope(|scope| {
        let buffer = pool.get();
        scope.spawn(|| println!("{}", buffer.len()));
        drop(buffer);
    });
}
