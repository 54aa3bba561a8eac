//! What belongs on a field.

use pool_runtime::Poolable;

#[derive(Poolable)]
#[pool(clear)]
#[pool(shrink_above = 1024, keep = "a table")]
struct Request {
    id: u8,
}

fn main() {}
