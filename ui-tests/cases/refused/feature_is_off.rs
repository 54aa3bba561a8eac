//! Types of other crates are known with the feature of the crate's name, which is off here.

use bytes::BytesMut;
use pool_runtime::{Pool, Poolable};

#[derive(Poolable)]
struct Message {
    head: BytesMut,
    #[pool(clear)]
    body: BytesMut,
    #[pool(shrink_above = 4096)]
    tail: BytesMut,
    #[pool(nested)]
    nested: BytesMut,
}

fn main() {
    let _ = Pool::<BytesMut>::new();
}
