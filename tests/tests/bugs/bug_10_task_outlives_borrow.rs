//! A thread that goes on takes the guard with it, and the object comes back when it is done.

use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

use pool_runtime::{Pool, static_pool};

static_pool! {
    static LOGS: Pool<Vec<u8>>;
}

#[test]
fn bug_10_the_object_is_not_idle_before_the_thread_is_done() {
    let (go_on, wait) = mpsc::channel::<()>();
    let mut log = LOGS.get();
    log.push(1);
    let address = log.as_ptr();
    let task = thread::spawn(move || {
        wait.recv().expect("the test goes on");
        log.push(2);
        assert_eq!(*log, [1, 2], "somebody else wrote to it");
    });

    // Its first borrower is done, and yet nobody else gets it.
    for _ in 0..100 {
        let mut other = LOGS.get();
        assert!(other.is_empty());
        other.push(3);
        assert_ne!(other.as_ptr(), address);
    }
    go_on.send(()).expect("the thread waits");
    task.join().expect("the log is the thread's own");
    assert_eq!(LOGS.stats().live, 0);
    assert_eq!(LOGS.stats().idle, 2);
}

#[test]
fn bug_10_an_owned_guard_outlives_even_the_pool() {
    let pool = Arc::new(Pool::<Vec<u8>>::new());
    let mut log = pool.get_owned();
    let task = thread::spawn(move || {
        log.push(1);
        log.len()
    });
    drop(pool);
    assert_eq!(task.join().expect("the log is the thread's own"), 1);
}
