//! The same, without a function between.

use pool_runtime::Pool;

fn main() {
    let buffers: Pool<Vec<u8>> = Pool::new();
    let bytes: &[u8] = {
        let mut buffer = buffers.get();
        buffer.extend_from_slice(b"hello");
        &buffer[..]
    };
    assert_eq!(bytes, b"hello");
}
