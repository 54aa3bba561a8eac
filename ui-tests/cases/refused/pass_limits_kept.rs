//! At a limit, and not above it.

use pool_runtime::Poolable;

#[derive(Poolable)]
#[pool(max_size = 256)]
struct Block {
    bytes: [u8; 256],
}

#[derive(Poolable)]
#[pool(max_size = N)]
struct Generic<const N: usize> {
    bytes: [u8; N],
}

fn main() {
    let mut block = Block { bytes: [1; 256] };
    block.reset();
    assert_eq!(block.bytes, [0; 256]);
    let mut generic = Generic { bytes: [1; 16] };
    generic.reset();
    assert_eq!(generic.bytes, [0; 16]);
}
