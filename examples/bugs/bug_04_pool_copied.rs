//! A pool is shared by reference or in an `Arc`; a copy of the `Arc` is the same pool.

use std::sync::Arc;

use pool_runtime::Pool;

#[derive(Clone)]
struct Server {
    name: &'static str,
    buffers: Arc<Pool<Vec<u8>>>,
}

fn serve(server: &Server) {
    server
        .buffers
        .get()
        .extend_from_slice(server.name.as_bytes());
}

pub fn run() {
    let north = Server {
        name: "north",
        buffers: Arc::new(Pool::new()),
    };
    let south = Server {
        name: "south",
        ..north.clone()
    };
    serve(&north);
    serve(&south);
    let stats = north.buffers.stats();
    assert_eq!((stats.misses, stats.hits, stats.idle), (1, 1, 1));
    println!("  two servers, one buffer");
}
