//! Objects that belong to one thread, in a pool that serves all of them.

use std::rc::Rc;

use pool_runtime::{Pool, Poolable, static_pool};

#[derive(Default, Poolable)]
struct Node {
    #[pool(drop_ref)]
    parent: Option<Rc<str>>,
}

static_pool! {
    static NODES: Pool<Node>;
}

fn main() {
    NODES.get().parent = Some(Rc::from("root"));
}
