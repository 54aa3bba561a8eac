//! A guard that borrows its pool cannot go where the pool may not be any more; `get_owned` can.

use std::thread;

use pool_runtime::Pool;

fn main() {
    let pool: Pool<Vec<u8>> = Pool::new();
    let mut buffer = pool.get();
    let worker = thread::spawn(move || buffer.push(1));
    worker.join().unwrap();
}
