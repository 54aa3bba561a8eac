//! A pool stays where it is while something of it is borrowed.

use pool_runtime::Pool;

struct Server {
    buffers: Pool<Vec<u8>>,
}

fn main() {
    let buffers = Pool::new();
    let mut buffer = buffers.get();
    let server = Server { buffers };
    buffer.push(1);
    server.buffers.get().push(2);
}
