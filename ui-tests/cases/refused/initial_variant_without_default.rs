//! Coming from another variant, the initial one is built anew.

use pool_runtime::Poolable;

#[derive(Poolable)]
enum State {
    #[pool(initial)]
    Open {
        #[pool(keep = "set once")]
        session: Session,
    },
    Closed,
}

struct Session;

fn main() {}
