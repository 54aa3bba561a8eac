//! And it ends in one place.

use pool_runtime::Poolable;

#[derive(Poolable)]
enum State {
    #[pool(initial)]
    Idle,
    #[pool(initial)]
    Busy(u32),
}

fn main() {}
