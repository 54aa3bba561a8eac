//! `discard_if` asks the whole value, by shared reference.

use pool_runtime::Poolable;

#[derive(Poolable)]
#[pool(discard_if = is_broken)]
struct Request {
    id: u64,
}

fn is_broken(id: u64) -> bool {
    id == 0
}

fn main() {}
