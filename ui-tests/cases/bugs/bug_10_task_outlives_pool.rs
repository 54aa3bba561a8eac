//! A guard that is moved to the thread, as it should be, out of a pool that ends before it.

use std::thread;

use pool_runtime::Pool;

fn main() {
    let logs: Pool<Vec<u8>> = Pool::new();
    let mut log = logs.get();
    thread::spawn(move || log.push(b'\n'));
}
