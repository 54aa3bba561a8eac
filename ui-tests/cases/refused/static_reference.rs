//! A reference to what lives for ever is still the last borrower's.

use pool_runtime::Poolable;

type Name = &'static str;

#[derive(Poolable)]
struct Request {
    method: &'static str,
    table: Option<&'static u32>,
    alias: Name,
}

fn main() {}
