//! Two types, two pools; the compiler knows which is which.

use pool_runtime::Pool;

pub fn run() {
    let bytes: Pool<Vec<u8>> = Pool::with_init(|| Vec::with_capacity(4096));
    let texts: Pool<String> = Pool::with_init(|| String::with_capacity(256));
    let mut text = texts.get();
    text.push_str("hello");
    let mut buffer = bytes.get();
    buffer.extend_from_slice(text.as_bytes());
    assert_eq!((buffer.capacity(), text.capacity()), (4096, 256));
    println!("  `{text}` in {} bytes", buffer.len());
}
