//! `bound` replaces what would have been inferred.

use pool_runtime::Poolable;

#[derive(Poolable)]
#[pool(bound = "T: Clone")]
struct Request<T> {
    value: T,
}

fn main() {}
