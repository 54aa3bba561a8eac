//! Nothing follows where a refused type is used: a pool of it, and a field that says nothing.

use pool_runtime::{Pool, Poolable};

#[derive(Default, Poolable)]
enum State {
    #[default]
    Idle,
    Busy(u32),
}

#[derive(Default, Poolable)]
struct Connection {
    state: State,
}

fn main() {
    let (states, connections) = (Pool::<State>::new(), Pool::<Connection>::new());
    drop((states.get(), connections.get()));
}
