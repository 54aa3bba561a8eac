//! In a generic type, an array is measured for each use.

use pool_runtime::Poolable;

#[derive(Default, Poolable)]
struct Block<T, const N: usize> {
    id: T,
    #[pool(default = [0; N])]
    bytes: Bytes<N>,
    more: Words<N>,
}

type Words<const N: usize> = [u64; N];

#[derive(Clone, Copy)]
struct Unused;

type Bytes<const N: usize> = [u8; N];

fn main() {
    let mut block = Block::<u8, 100> { id: 0, bytes: [0; 100], more: [0; 100] };
    block.reset();
    let _ = (block.id, block.bytes, block.more, Unused);
}
