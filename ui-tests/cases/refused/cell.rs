//! In a `Cell` is a plain value, or a policy says what becomes of what is in it.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Instant;

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request {
    count: Cell<u64>,
    seen: Cell<Option<Instant>>,
    shared: Cell<Option<Arc<u8>>>,
    list: Cell<Vec<u8>>,
    inside: Option<Cell<Vec<u8>>>,
    #[pool(clear)]
    cleared: Cell<Vec<u8>>,
    #[pool(drop_ref)]
    released: Cell<Option<Arc<u8>>>,
    #[pool(default)]
    replaced: Cell<Vec<u8>>,
}

fn main() {}
