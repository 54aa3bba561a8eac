//! The guard moves into the thread, and the object returns when the thread is done with it.

use std::sync::Arc;
use std::thread;

use pool_runtime::{Pool, static_pool};

static_pool! {
    static LOGS: Pool<Vec<u8>>;
}

pub fn run() {
    let mut log = LOGS.get();
    log.push(7);
    let background = thread::spawn(move || {
        log.push(b'\n');
        log.len()
    });
    assert!(LOGS.get().is_empty(), "another one: the first is not back");
    let length = background.join().expect("it writes, and ends");

    // Of a pool that is not a static, an owned guard.
    let logs = Arc::new(Pool::<Vec<u8>>::new());
    let mut log = logs.get_owned();
    let background = thread::spawn(move || log.push(b'\n'));
    background.join().expect("it writes, and ends");
    assert_eq!((LOGS.stats().live, logs.stats().idle), (0, 1));
    println!("  {length} bytes written, and both logs are back");
}
