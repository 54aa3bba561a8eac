//! Two threads, one object: the borrow checker's oldest business.

use std::thread;

use pool_runtime::Pool;

fn main() {
    let buffers: Pool<Vec<u8>> = Pool::new();
    let mut buffer = buffers.get();
    thread::scope(|threads| {
        threads.spawn(|| buffer.clear());
        threads.spawn(|| buffer.extend_from_slice(b"hello"));
    });
}
