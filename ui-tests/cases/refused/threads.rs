//! A handle of a thread belongs to one borrower.

use std::thread::{JoinHandle, Thread};

use pool_runtime::Poolable;

type Task = JoinHandle<Vec<u8>>;

#[derive(Poolable)]
struct Request {
    worker: JoinHandle<()>,
    thread: Thread,
    maybe: Option<JoinHandle<u8>>,
    task: Task,
}

fn main() {}
