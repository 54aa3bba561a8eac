//! The function takes the field, by mutable reference, and returns nothing.

use pool_runtime::Poolable;

fn wipe(bytes: &mut Vec<u8>) {
    bytes.clear();
}

fn count(bytes: &mut Vec<u8>) -> usize {
    bytes.len()
}

#[derive(Poolable)]
struct Request {
    #[pool(with = wipe)]
    name: String,
    #[pool(with = count)]
    list: Vec<u8>,
    #[pool(with = missing)]
    other: Vec<u8>,
}

fn main() {}
