//! A buffer whose length would outlive its contents' owner.

use pool_runtime::Poolable;

#[derive(Default, Poolable)]
struct Line {
    number: usize,
    bytes: Vec<u8>,
}

fn main() {}
