//! In a generic type, an array is measured for each use.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Block<T, const N: usize> {
    id: T,
    words: Words<N>,
}

type Words<const N: usize> = [u64; N];

fn main() {
    let mut small = Block { id: 0_u8, words: [0; 32] };
    small.reset();
    let mut large = Block { id: 0_u8, words: [0; 33] };
    large.reset();
    let _ = (small.id, small.words, large.id, large.words);
}
