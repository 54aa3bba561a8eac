//! The fields of an initial variant are fields like any other.

use pool_runtime::Poolable;

#[derive(Poolable)]
enum State {
    #[pool(initial)]
    Reading { body: Vec<u8> },
    Done(Vec<u8>),
}

fn main() {}
