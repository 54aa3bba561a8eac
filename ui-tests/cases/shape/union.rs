//! A union does not know what it holds.

use pool_runtime::Poolable;

#[derive(Poolable)]
union Bits {
    float: f32,
    word: u32,
}

fn main() {}
