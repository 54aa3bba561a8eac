//! `zeroize` stands alone or beside a policy, but not beside what it would undo.

use pool_runtime::Poolable;
use pool_runtime::field::Container;

#[derive(Poolable)]
struct Session {
    #[pool(keep = "the same key for every request", zeroize)]
    key: [u8; 32],
    #[pool(zeroize = true)]
    value: u64,
    #[pool(zeroise)]
    misspelt: u64,
}

#[derive(Poolable)]
#[pool(container, zeroize)]
struct Ring(Vec<u8>);

impl Container for Ring {
    fn clear(&mut self) {
        self.0.clear();
    }
    fn retained_bytes(&self) -> usize {
        self.0.capacity()
    }
    fn used_bytes(&self) -> usize {
        self.0.len()
    }
    fn shrink_to_bytes(&mut self, bytes: usize) {
        self.0.shrink_to(bytes);
    }
}

fn main() {}
