//! A shared pointer that an idle object would hold on to.

use std::sync::Arc;

use pool_runtime::Poolable;

struct Payload(Vec<u8>);

#[derive(Default, Poolable)]
struct Scratch {
    id: u64,
    payload: Option<Arc<Payload>>,
}

fn main() {}
