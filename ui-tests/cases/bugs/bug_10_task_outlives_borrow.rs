//! A thread that goes on with the object while its borrower returns it.

use std::thread;

use pool_runtime::{Pool, static_pool};

static_pool! {
    static LOGS: Pool<Vec<u8>>;
}

fn handle(request: u8) {
    let mut log = LOGS.get();
    log.push(request);
    let lines = &mut log;
    thread::spawn(move || lines.push(b'\n'));
}

fn main() {
    handle(7);
}
