//! A thread's last words go through a pool too.

use std::cell::RefCell;
use std::sync::{Mutex, PoisonError};
use std::thread;

use pool_runtime::{Pool, static_pool};

static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());

static_pool! {
    static LINES: Pool<String>;
}

/// What a thread has counted; written down when the thread ends.
struct Count(u64);

impl Drop for Count {
    fn drop(&mut self) {
        let mut line = LINES.get();
        line.push_str("counted ");
        line.push_str(&self.0.to_string());
        LOG.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(line.clone());
    }
}

thread_local! {
    static COUNT: RefCell<Count> = const { RefCell::new(Count(0)) };
}

pub fn run() {
    thread::spawn(|| {
        for _ in 0..3 {
            COUNT.with_borrow_mut(|count| count.0 += 1);
            drop(LINES.get());
        }
    })
    .join()
    .expect("no destructor panics");
    let log = LOG.lock().unwrap_or_else(PoisonError::into_inner);
    assert_eq!(*log, ["counted 3"]);
    assert_eq!(LINES.stats().live, 0);
    println!("  {}", log[0]);
}
