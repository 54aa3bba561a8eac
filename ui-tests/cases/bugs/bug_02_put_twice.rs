//! Nor can it be returned a second time.

use pool_runtime::Pool;

fn main() {
    let buffers: Pool<Vec<u8>> = Pool::new();
    let buffer = buffers.get();
    drop(buffer);
    drop(buffer);
}
