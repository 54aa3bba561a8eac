//! A waker wakes the task that is gone.

use std::task::Waker;

use pool_runtime::Poolable;

type Wake = Waker;

#[derive(Poolable)]
struct Request {
    waker: Waker,
    maybe: Option<Waker>,
    alias: Wake,
}

fn main() {}
