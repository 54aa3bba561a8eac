//! What the last borrower set up with somebody else.

use std::fs::File;
use std::sync::mpsc::Sender;
use std::task::Waker;
use std::thread::JoinHandle;

use pool_runtime::Poolable;

#[derive(Default, Poolable)]
struct Job {
    input: u64,
    reply: Option<Sender<u64>>,
    worker: Option<JoinHandle<()>>,
    log: Option<File>,
    waker: Option<Waker>,
}

fn main() {}
