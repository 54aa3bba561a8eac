//! An object that is not to come back is detached; the pool knows, and its figures add up.

use pool_runtime::{Pool, Pooled};

pub fn run() {
    let buffers: Pool<Vec<u8>> = Pool::new();
    let mut buffer = buffers.get();
    buffer.extend_from_slice(b"for the rest of the program");
    let leaked: &'static mut [u8] = Pooled::detach(buffer).leak();
    let stats = buffers.stats();
    assert_eq!((stats.live, stats.discards.detached), (0, 1));
    println!(
        "  {} bytes for ever, and {} borrowed",
        leaked.len(),
        stats.live
    );
}
