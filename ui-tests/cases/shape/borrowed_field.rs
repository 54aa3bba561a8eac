//! A field that borrows ties the pool to what it borrows.

use std::borrow::Cow;

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request<'input> {
    id: u64,
    name: &'input str,
    #[pool(clear)]
    parts: Vec<&'input [u8]>,
    #[pool(default)]
    text: Cow<'input, str>,
}

fn main() {}
