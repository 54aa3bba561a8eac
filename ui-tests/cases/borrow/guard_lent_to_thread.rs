//! A thread that may outlive the guard cannot borrow it; moving an owned guard in works.

use std::thread;

use pool_runtime::{Pool, static_pool};

static_pool! {
    static BUFFERS: Pool<Vec<u8>>;
}

fn main() {
    let mut buffer = BUFFERS.get();
    let worker = thread::spawn(|| buffer.push(1));
    worker.join().unwrap();
}
