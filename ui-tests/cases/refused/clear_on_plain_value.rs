//! `clear` is for containers.

use std::sync::Arc;

use pool_runtime::Poolable;

type Id = u64;

#[derive(Poolable)]
struct Request {
    #[pool(clear)]
    id: u64,
    #[pool(clear)]
    session: Option<Arc<str>>,
    #[pool(clear)]
    alias: Id,
}

fn main() {}
