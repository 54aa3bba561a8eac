//! A variant is initial or says nothing.

use pool_runtime::Poolable;

#[derive(Poolable)]
enum State {
    #[pool(clear)]
    Idle(Vec<u8>),
    #[pool(intial)]
    Busy,
    #[pool(initial = true)]
    Done,
}

fn main() {}
