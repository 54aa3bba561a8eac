//! A reference to what lives for ever is still the last borrower's.

use pool_runtime::Poolable;

type Name = &'static str;

#[derive(Poolable)]
struct Request {
    method: &'static str,
    maybe: Option<&'static str>,
    alias: Name,
}

fn main() {}
