//! A bare `Arc` always points to something.

use std::sync::Arc;

use pool_runtime::Poolable;

type Shared = Arc<u8>;

#[derive(Poolable)]
struct Request {
    #[pool(drop_ref)]
    session: Arc<String>,
    #[pool(drop_ref)]
    id: u64,
    #[pool(drop_ref)]
    alias: Shared,
}

fn main() {}
