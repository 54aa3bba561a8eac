//! Pools that come and go cost nothing once they are gone, on threads that live on.

use pool_runtime::Pool;
use pool_tests::allocator::{CountingAllocator, process};
use std::sync::{Arc, mpsc};
use std::thread;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

#[test]
fn ten_thousand_short_pools_leave_nothing_on_long_threads() {
    let (pools, received) = mpsc::sync_channel::<Arc<Pool<Vec<u8>>>>(0);
    let worker = thread::spawn(move || {
        for pool in received {
            pool.get().push(1);
        }
    });
    let use_some = |count| {
        for _ in 0..count {
            let pool = Arc::new(Pool::<Vec<u8>>::new());
            pool.get().push(1);
            pools.send(Arc::clone(&pool)).expect("the worker receives");
        }
    };
    // Tables and queues reach their size.
    use_some(100);
    let before = process().live;
    use_some(10_000);
    let grown = process().live - before;
    drop(pools);
    worker.join().expect("the worker ends");
    // One pool more or less may be on its way; ten thousand would be megabytes.
    assert!(grown < 16 * 1024, "{grown} bytes more");
}

#[test]
fn more_pools_at_once_than_a_thread_has_in_front() {
    let pools: Vec<Pool<Vec<u8>>> = (0..100).map(|_| Pool::new()).collect();
    for round in 0..10 {
        for pool in &pools {
            let mut buffer = pool.get();
            assert!(buffer.is_empty());
            buffer.push(round);
        }
    }
    for pool in &pools {
        let stats = pool.stats();
        assert_eq!((stats.hits, stats.misses), (9, 1));
    }
}
