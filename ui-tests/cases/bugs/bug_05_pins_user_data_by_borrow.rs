//! A field that borrows from the request it was made for.

use pool_runtime::Poolable;

#[derive(Default, Poolable)]
struct Scratch<'request> {
    id: u64,
    payload: &'request [u8],
}

fn main() {}
