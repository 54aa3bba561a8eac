//! One end of a channel stays connected.

use std::sync::mpsc::{Receiver, Sender, SyncSender};

use pool_runtime::Poolable;

type Results = Receiver<String>;

#[derive(Poolable)]
struct Request {
    send: Sender<u8>,
    bounded: SyncSender<u8>,
    receive: Receiver<u8>,
    results: Results,
}

fn main() {}
