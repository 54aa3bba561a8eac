//! The same with a pointer that can be cloned.

use std::sync::Arc;

use pool_runtime::Pool;

fn main() {
    let shared = Arc::new(Vec::<u8>::with_capacity(4096));
    let buffers: Pool<Arc<Vec<u8>>> = Pool::with_init(move || Arc::clone(&shared));
    assert!(buffers.get().is_empty());
}
