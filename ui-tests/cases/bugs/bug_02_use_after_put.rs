//! The guard is gone with the object.

use pool_runtime::Pool;

fn main() {
    let buffers: Pool<Vec<u8>> = Pool::new();
    let mut buffer = buffers.get();
    buffer.extend_from_slice(b"hello");
    drop(buffer);
    buffer.push(b'!');
}
