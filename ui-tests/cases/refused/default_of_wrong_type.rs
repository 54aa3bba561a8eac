//! The expression is a value of the field's type.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request {
    #[pool(default = "none")]
    name: String,
    #[pool(default = 1.5)]
    count: u32,
}

#[derive(Poolable)]
enum State {
    #[pool(initial)]
    Open {
        #[pool(default = "one")]
        session: u8,
    },
    Closed,
}

fn main() {}
