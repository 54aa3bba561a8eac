//! What cannot be overwritten without leaving copies behind.

use std::collections::HashMap;
use std::sync::Arc;

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Session {
    #[pool(zeroize)]
    keys: HashMap<u64, [u8; 32]>,
    #[pool(drop_ref, zeroize)]
    shared: Option<Arc<[u8]>>,
}

#[derive(Poolable)]
#[pool(zeroize)]
struct Whole {
    key: [u8; 32],
    #[pool(drop_ref)]
    session: Option<Arc<u8>>,
}

fn main() {}
