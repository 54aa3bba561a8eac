//! A growable container stays one inside an `Option`, a tuple and an array.

use pool_runtime::Poolable;

type Maybe = Option<String>;

#[derive(Poolable)]
struct Request {
    body: Option<Vec<u8>>,
    pair: (u8, String),
    parts: [Vec<u8>; 4],
    maybe: Maybe,
}

fn main() {}
