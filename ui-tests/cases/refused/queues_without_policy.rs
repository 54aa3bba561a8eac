//! Queues, heaps and lists that say nothing.

use std::collections::{BinaryHeap, LinkedList, VecDeque};

use pool_runtime::Poolable;

type Backlog = VecDeque<String>;

#[derive(Poolable)]
struct Request {
    queue: VecDeque<u8>,
    heap: BinaryHeap<u8>,
    list: LinkedList<u8>,
    backlog: Backlog,
}

fn main() {}
