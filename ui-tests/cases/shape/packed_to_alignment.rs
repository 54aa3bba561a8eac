//! Nor those of one packed to an alignment.

use pool_runtime::Poolable;

#[derive(Poolable)]
#[repr(packed(2))]
struct Header(u8, u32);

fn main() {}
