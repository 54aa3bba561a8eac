//! A field has one policy.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request {
    #[pool(clear, drop_ref)]
    a: Vec<u8>,
    #[pool(default)]
    #[pool(keep = "a table")]
    b: Vec<u8>,
    #[pool(nested, with = Vec::clear, default)]
    c: Vec<u8>,
}

fn main() {}
