//! A guard is held by a name for as long as its object is needed.

use pool_runtime::Pool;

pub fn run() {
    let buffers: Pool<Vec<u8>> = Pool::new();
    // For one step, no name is needed.
    buffers.get().push(1);
    assert!(buffers.get().is_empty());
    // For several, it is.
    let mut buffer = buffers.get();
    buffer.push(1);
    buffer.push(2);
    assert_eq!(buffer.len(), 2);
    println!("  {} bytes in one buffer", buffer.len());
}
