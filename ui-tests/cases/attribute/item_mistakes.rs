//! Mistakes in the attributes of the item.

use pool_runtime::Poolable;

#[derive(Poolable)]
#[pool(max_size, discard_if = 7)]
#[pool(max_sise = 64, bounds = "T: Clone")]
#[pool(bound = T)]
struct Request {
    id: u8,
}

#[derive(Poolable)]
#[pool(bound = "T Clone", max_size = "64 KiB")]
#[pool(discard_if = is_broken, discard_if = is_broken)]
struct Other<T> {
    value: T,
}

fn main() {}
