//! An enum says where a reset ends.

use pool_runtime::Poolable;

#[derive(Poolable)]
enum State {
    Idle,
    Busy(u32),
}

fn main() {}
