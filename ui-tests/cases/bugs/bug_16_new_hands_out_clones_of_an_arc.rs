//! The same with a pointer that can be cloned.

use std::sync::Arc;

use pool_runtime::Pool;

struct Server {
    buffers: Pool<Arc<Vec<u8>>>,
}

fn serve() -> Server {
    let shared = Arc::new(Vec::with_capacity(4096));
    Server { buffers: Pool::with_init(move || Arc::clone(&shared)) }
}

fn main() {
    serve();
}
