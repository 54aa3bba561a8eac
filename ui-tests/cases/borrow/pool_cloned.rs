//! A pool is not copied: two of them would each hold the other's objects.

use pool_runtime::Pool;

struct Server {
    buffers: Pool<Vec<u8>>,
}

fn main() {
    let server = Server { buffers: Pool::new() };
    let mine = server.buffers.clone();
    drop(mine);
}
