//! A reader over a buffer that goes back first.

use std::io::{Cursor, Read};

use pool_runtime::Pool;

fn main() {
    let buffers: Pool<Vec<u8>> = Pool::new();
    let mut buffer = buffers.get();
    buffer.extend_from_slice(b"hello");
    let mut reader = Cursor::new(&buffer[..]);
    drop(buffer);
    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
}
