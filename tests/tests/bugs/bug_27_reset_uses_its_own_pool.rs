//! A reset, or a destructor, may use the very pool its object is on the way to.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use pool_runtime::{Pool, Poolable, static_pool};

#[derive(Default)]
struct Node {
    depth: usize,
    /// Whether the destructor borrows. Kept by the reset; one that borrows for every object, new ones
    /// included, would have no end.
    says_goodbye: bool,
}

impl Poolable for Node {
    fn reset(&mut self) {
        // Clears its child by way of the pool.
        if self.depth > 0 {
            NODES.get().depth = self.depth - 1;
        }
        self.depth = 0;
    }
    fn is_reusable(&self) -> bool {
        self.depth == 0 || NODES.get().depth == 0
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if self.says_goodbye {
            drop(NODES.get());
        }
    }
}

static_pool! {
    static NODES: Pool<Node> = Pool::builder().max_idle(4);
}

#[test]
fn bug_27_nothing_deadlocks() {
    let (done, finished) = mpsc::channel();
    thread::spawn(move || {
        for _ in 0..100 {
            let mut node = NODES.get();
            node.depth = 20;
            node.says_goodbye = true;
        }
        let trimmed = NODES.trim();
        done.send((NODES.stats(), trimmed)).expect("the test waits");
    });
    let (stats, trimmed) = finished
        .recv_timeout(Duration::from_secs(20))
        .expect("it deadlocked");
    assert_eq!(stats.live, 0);
    assert!(
        trimmed.objects >= 1 && stats.discards.over_budget > 0,
        "destructors ran too: {stats:?}"
    );
}
