//! The last thing a thread does may be to use a pool.

use std::cell::{Cell, RefCell};
use std::thread;

use pool_runtime::{OwnedPooled, Pool, static_pool};
use std::sync::Arc;

static_pool! {
    static BUFFERS: Pool<Vec<u8>>;
    static HELD: Pool<Vec<u8>>;
}

/// Uses the pool when its thread ends.
struct Last(Cell<bool>);

impl Drop for Last {
    fn drop(&mut self) {
        for _ in 0..100 {
            let mut buffer = BUFFERS.get();
            assert!(buffer.is_empty());
            buffer.push(1);
        }
    }
}

thread_local! {
    static LAST: Last = const { Last(Cell::new(false)) };
    static GUARD: RefCell<Option<OwnedPooled<Vec<u8>>>> = const { RefCell::new(None) };
    static STATIC_GUARD: RefCell<Option<pool_runtime::Pooled<'static, Vec<u8>>>> = const { RefCell::new(None) };
}

#[test]
fn bug_24_get_and_return_work_to_the_last() {
    // Destructors run in an order that depends on which was reached first: try both.
    for pool_first in [true, false] {
        let before = BUFFERS.stats();
        thread::spawn(move || {
            if pool_first {
                drop(BUFFERS.get());
                LAST.with(|last| last.0.set(true));
            } else {
                LAST.with(|last| last.0.set(true));
                drop(BUFFERS.get());
            }
        })
        .join()
        .expect("no destructor panics");
        let stats = BUFFERS.stats();
        assert_eq!(stats.hits + stats.misses - before.hits - before.misses, 101);
        assert_eq!(stats.live, 0);
        assert!(stats.misses - before.misses <= 2, "{stats:?}");
    }
    // What the threads left is there for others.
    let before = BUFFERS.stats();
    assert!(before.idle >= 1);
    thread::spawn(|| drop(BUFFERS.get()))
        .join()
        .expect("it borrows");
    assert_eq!(
        BUFFERS.stats().misses,
        before.misses,
        "what the threads left was out of reach"
    );
}

#[test]
fn bug_24_a_guard_in_a_thread_local_returns_when_its_thread_ends() {
    let pool = Arc::new(Pool::<Vec<u8>>::new());
    let inner = Arc::clone(&pool);
    thread::spawn(move || {
        GUARD.set(Some(inner.get_owned()));
        STATIC_GUARD.set(Some(HELD.get()));
        drop(inner.get());
    })
    .join()
    .expect("no destructor panics");
    assert_eq!((pool.stats().live, pool.stats().idle), (0, 2));
    assert_eq!((HELD.stats().live, HELD.stats().idle), (0, 1));
}
