//! A boxed slice, which keeps its contents.

use pool_runtime::Poolable;

type Text = Box<str>;

#[derive(Poolable)]
struct Request {
    body: Box<[u8]>,
    text: Text,
}

fn main() {}
