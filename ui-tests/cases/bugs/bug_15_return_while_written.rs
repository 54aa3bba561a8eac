//! The return is a reset too.

use std::thread;

use pool_runtime::Pool;

fn main() {
    let buffers: Pool<Vec<u8>> = Pool::new();
    let mut buffer = buffers.get();
    thread::scope(|threads| {
        threads.spawn(|| buffer.extend_from_slice(b"hello"));
        drop(buffer);
    });
}
