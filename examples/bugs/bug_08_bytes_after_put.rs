//! Bytes that outlive the buffer are copied out of it, used while it is borrowed, or taken with it.

use pool_runtime::{Pool, Pooled, static_pool};

static_pool! {
    static BUFFERS: Pool<Vec<u8>>;
}

/// Borrowed from the pool, and returned by the caller.
fn encode(name: &str) -> Pooled<'static, Vec<u8>> {
    let mut buffer = BUFFERS.get();
    buffer.extend_from_slice(b"hello, ");
    buffer.extend_from_slice(name.as_bytes());
    buffer
}

/// Used within.
fn with_encoded<R>(name: &str, read: impl FnOnce(&[u8]) -> R) -> R {
    read(&encode(name))
}

pub fn run() {
    let guard = encode("ada");
    assert_eq!(guard[..], *b"hello, ada");
    let copied: Box<[u8]> = with_encoded("grace", |bytes| bytes.into());
    let taken: Vec<u8> = Pooled::detach(encode("edsger"));
    drop(guard);
    println!(
        "  {} and {} bytes that belong to nobody's pool",
        copied.len(),
        taken.len()
    );
    assert_eq!(BUFFERS.stats().live, 0);
}
