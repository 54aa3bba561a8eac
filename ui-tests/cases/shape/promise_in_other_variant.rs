//! What a reset drops keeps no promises.

use pool_runtime::Poolable;

#[derive(Poolable)]
enum State {
    #[pool(initial)]
    Idle,
    Busy {
        #[pool(keep = "set once")]
        table: Vec<u8>,
        #[pool(with = Vec::clear)]
        list: Vec<u8>,
        #[pool(default = 7)]
        count: u32,
    },
}

fn main() {}
