//! A guard writes for one at a time.

use std::thread;

use pool_runtime::Pool;

fn main() {
    let pool: Pool<Vec<u8>> = Pool::new();
    let mut buffer = pool.get();
    let first = &mut *buffer;
    let second = &mut *buffer;
    first.push(1);
    second.push(2);
    thread::scope(|scope| {
        scope.spawn(|| buffer.push(3));
        scope.spawn(|| buffer.push(4));
    });
}
