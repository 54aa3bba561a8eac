//! A container says how it is emptied; its fields say nothing.

use pool_runtime::Poolable;

#[derive(Poolable)]
#[pool(container)]
struct Silent {
    bytes: Vec<u8>,
}

#[derive(Poolable)]
#[pool(container)]
struct Talkative {
    #[pool(clear)]
    bytes: Vec<u8>,
}

fn main() {}
