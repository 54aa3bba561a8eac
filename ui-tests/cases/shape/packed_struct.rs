//! The fields of a packed struct cannot be borrowed.

use pool_runtime::Poolable;

#[derive(Poolable)]
#[repr(C, packed)]
struct Header {
    kind: u8,
    length: u32,
}

fn main() {}
