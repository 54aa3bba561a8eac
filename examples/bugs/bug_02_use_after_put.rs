//! The guard is the object; when the guard is gone there is nothing left to use.

use pool_runtime::Pool;

pub fn run() {
    let buffers: Pool<Vec<u8>> = Pool::new();
    let length = {
        let mut buffer = buffers.get();
        buffer.extend_from_slice(b"hello");
        buffer.push(b'!');
        buffer.len()
    };
    assert_eq!(length, 6);
    println!(
        "  {length} bytes, counted before the return; idle now: {}",
        buffers.stats().idle
    );
}
