//! `shrink_above` is for containers with a capacity.

use std::collections::BTreeMap;

use pool_runtime::Poolable;

type Tree = BTreeMap<u64, u64>;

#[derive(Poolable)]
struct Request {
    #[pool(shrink_above = 1024)]
    map: BTreeMap<u8, u8>,
    #[pool(shrink_above = 1024)]
    id: u64,
    #[pool(shrink_above = 1024)]
    alias: Tree,
}

fn main() {}
