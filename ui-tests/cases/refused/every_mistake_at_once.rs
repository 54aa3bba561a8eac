//! Several mistakes of all kinds: each is reported, and nothing else.

use std::sync::Mutex;
use std::time::Instant;

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request<'a> {
    id: u64,
    body: Vec<u8>,
    #[pool(claer)]
    name: String,
    borrowed: &'a str,
    #[pool(keep = "")]
    table: Vec<u8>,
    lock: Mutex<u8>,
    #[pool(clear, drop_ref)]
    list: Vec<u8>,
    #[pool(default)]
    started: Instant,
}

fn uses_it(request: &mut Request<'_>) {
    request.reset();
}

fn main() {}
