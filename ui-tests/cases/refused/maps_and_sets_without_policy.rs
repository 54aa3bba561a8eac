//! Maps and sets that say nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use pool_runtime::Poolable;

type Headers = HashMap<String, String>;

#[derive(Poolable)]
struct Request {
    headers: Headers,
    by_name: HashMap<String, u32>,
    seen: HashSet<u64>,
    ordered: BTreeMap<u64, u64>,
    ids: BTreeSet<u64>,
}

fn main() {}
