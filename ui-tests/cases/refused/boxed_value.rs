//! A box says whether its contents are reset or replaced.

use pool_runtime::Poolable;

type Boxed = Box<[u64; 4]>;

#[derive(Poolable)]
struct Request {
    scratch: Box<u64>,
    alias: Boxed,
}

fn main() {}
