//! What every thread may borrow is made of what may go to every thread: `Arc` for `Rc`.

use std::sync::Arc;
use std::thread;

use pool_runtime::{Pool, Poolable, static_pool};

#[derive(Default, Poolable)]
struct Node {
    #[pool(drop_ref)]
    parent: Option<Arc<str>>,
}

static_pool! {
    static NODES: Pool<Node>;
}

pub fn run() {
    let root: Arc<str> = Arc::from("root");
    thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                let mut node = NODES.get();
                node.parent = Some(Arc::clone(&root));
            });
        }
    });
    assert_eq!(Arc::strong_count(&root), 1);
    println!("  nodes of four threads, and none of them holds on to `{root}`");
}
