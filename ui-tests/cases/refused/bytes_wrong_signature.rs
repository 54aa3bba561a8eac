//! The size is a `usize`, of a shared reference.

use pool_runtime::Poolable;

fn size(name: &String) -> u32 {
    name.len() as u32
}

#[derive(Poolable)]
struct Request {
    #[pool(with = String::clear, bytes = size)]
    name: String,
    #[pool(keep = "a table", bytes = Vec::<u8>::clear)]
    list: Vec<u8>,
}

fn main() {}
