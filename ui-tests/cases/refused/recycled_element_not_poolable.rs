//! Elements are reset as they leave, so they must say how.

use std::sync::Mutex;

use pool_runtime::Poolable;
use pool_runtime::collections::{RecycleMap, RecycleVec};

struct Session;

#[derive(Poolable)]
struct Request {
    sessions: RecycleVec<Session>,
    by_name: RecycleMap<String, Session>,
    locks: RecycleVec<Mutex<u8>>,
    maybe: RecycleVec<Option<String>>,
    #[pool(shrink_above = 4096)]
    limited: RecycleVec<Session>,
}

fn main() {}
