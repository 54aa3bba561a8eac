//! The lifetime is found inside brackets, and behind a length. Another one is none of the item's.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Words<'text> {
    first: (u32, &'text str),
    ends: [Option<&'text u8>; 2],
    #[pool(clear)]
    all: Vec<([u8; 4], &'text str)>,
    #[pool(default)]
    language: &'static str,
}

fn main() {}
