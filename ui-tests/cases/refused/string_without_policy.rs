//! A `String` that says nothing, spelled out and behind an alias.

use pool_runtime::Poolable;

type Text = String;

#[derive(Poolable)]
struct Request {
    name: String,
    text: Text,
}

fn main() {}
