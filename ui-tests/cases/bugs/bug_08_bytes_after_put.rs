//! Bytes that are returned to the caller, out of a buffer that is returned to its pool.

use pool_runtime::{Pool, static_pool};

static_pool! {
    static BUFFERS: Pool<Vec<u8>>;
}

fn encode(name: &str) -> &[u8] {
    let mut buffer = BUFFERS.get();
    buffer.extend_from_slice(b"hello, ");
    buffer.extend_from_slice(name.as_bytes());
    &buffer[..]
}

fn main() {
    encode("ada");
}
