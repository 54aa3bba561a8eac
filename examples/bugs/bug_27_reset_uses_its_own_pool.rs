//! A node holds guards of the same pool; emptying it returns them.

use pool_runtime::{Pool, Poolable, Pooled, static_pool};

#[derive(Default, Poolable)]
struct Node {
    value: u64,
    #[pool(clear)]
    children: Vec<Pooled<'static, Node>>,
}

static_pool! {
    static NODES: Pool<Node>;
}

fn tree(depth: u64) -> Pooled<'static, Node> {
    let mut node = NODES.get();
    node.value = depth;
    if depth > 0 {
        node.children.extend([tree(depth - 1), tree(depth - 1)]);
    }
    node
}

fn sum(node: &Node) -> u64 {
    node.value + node.children.iter().map(|child| sum(child)).sum::<u64>()
}

pub fn run() {
    let root = tree(5);
    println!(
        "  {} nodes with a sum of {}",
        NODES.stats().live,
        sum(&root)
    );
    drop(root);
    assert_eq!((NODES.stats().live, NODES.stats().idle), (0, 63));
    println!("  and all of them returned with their root");
}
