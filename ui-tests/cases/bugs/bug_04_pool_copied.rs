//! A struct that holds a pool is handed on by reference, or moved, but not copied.

use pool_runtime::Pool;

#[derive(Clone)]
struct Server {
    name: &'static str,
    buffers: Pool<Vec<u8>>,
}

fn serve(server: Server) {
    server.buffers.get().extend_from_slice(server.name.as_bytes());
}

fn main() {
    let server = Server { name: "north", buffers: Pool::new() };
    serve(server);
    serve(server);
}
