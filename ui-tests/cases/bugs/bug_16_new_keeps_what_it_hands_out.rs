//! One buffer for all, handed out by every call.

use pool_runtime::Pool;

fn main() {
    let shared = Vec::with_capacity(4096);
    let buffers: Pool<Vec<u8>> = Pool::with_init(move || shared);
    buffers.get().push(1);
}
