//! What wraps something growable is growable.

use std::borrow::Cow;
use std::io::Cursor;

use pool_runtime::Poolable;

type Body = Cow<'static, [u8]>;

#[derive(Poolable)]
struct Request {
    text: Cow<'static, str>,
    reader: Cursor<Vec<u8>>,
    body: Body,
}

fn main() {}
