//! A `Vec` that says nothing keeps its contents and its capacity.

use pool_runtime::Poolable;

type Bytes = Vec<u8>;

#[derive(Poolable)]
struct Request {
    id: u64,
    body: Vec<u8>,
    again: Bytes,
}

fn main() {}
