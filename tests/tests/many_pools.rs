//! Pools that come and go cost nothing once they are gone, on threads that live on; and a thread that
//! uses many at once finds in each what it left there.

use pool_runtime::{OwnedPooled, Pool};
use pool_tests::allocator::{CountingAllocator, measure, process};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// Held by every test: one looks at the whole process's memory, and how many pools there are at once
/// decides how long a thread's table is.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn ten_thousand_short_pools_leave_nothing_on_long_threads() {
    let _alone = alone();
    let (pools, received) = mpsc::sync_channel::<(Arc<Pool<Vec<u8>>>, OwnedPooled<Vec<u8>>)>(0);
    let worker = thread::spawn(move || {
        for (pool, guard) in received {
            // The first that this thread hears of the pool.
            drop(guard);
            pool.get().push(1);
        }
    });
    let use_some = |count| {
        for _ in 0..count {
            let pool = Arc::new(Pool::<Vec<u8>>::new());
            pool.get().push(1);
            // Dropped once the pool is gone, here or there.
            let outlives = pool.get_owned();
            let sent = (Arc::clone(&pool), pool.get_owned());
            pools.send(sent).expect("the worker receives");
            drop(pool);
            drop(outlives);
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

/// Uses so many pools in turn on this thread: each gives back, from the second round on, what it was
/// given in the first.
fn in_turn(pools: usize, guards: fn(&Pool<Vec<u8>>, u8)) {
    const ROUNDS: u8 = 10;
    let pools: Vec<Pool<Vec<u8>>> = (0..pools).map(|_| Pool::new()).collect();
    let mut allocated = Vec::with_capacity(usize::from(ROUNDS));
    for round in 0..ROUNDS {
        let ((), usage) = measure(|| {
            for pool in &pools {
                guards(pool, round);
            }
        });
        allocated.push(usage.allocations);
    }
    // A second magazine, a place in the depot: nothing of that is needed for one object.
    assert!(allocated[0] >= pools.len() as u64, "{allocated:?}");
    assert!(
        allocated[1..].iter().all(|count| *count == 0),
        "{allocated:?}"
    );
    for pool in &pools {
        let stats = pool.stats();
        let counted = (stats.hits, stats.misses, stats.returns, stats.idle);
        let rounds = u64::from(ROUNDS);
        assert_eq!(counted, (rounds - 1, 1, rounds, 1), "of {}", pools.len());
    }
}

fn borrowed(pool: &Pool<Vec<u8>>, round: u8) {
    let mut buffer = pool.get();
    assert!(buffer.is_empty());
    buffer.push(round);
}

fn owned(pool: &Pool<Vec<u8>>, round: u8) {
    let mut buffer = pool.get_owned();
    assert!(buffer.is_empty());
    buffer.push(round);
}

#[test]
fn more_pools_at_once_than_a_thread_has_in_front() {
    let _alone = alone();
    for pools in [100, 200, 1_000] {
        in_turn(pools, borrowed);
        in_turn(pools, owned);
    }
}

#[test]
fn a_guard_finds_its_pool_among_a_thousand_whatever_was_used_meanwhile() {
    let _alone = alone();
    let pools: Vec<Pool<Vec<u8>>> = (0..1_000).map(|_| Pool::new()).collect();
    for round in 0..5 {
        let borrowed: Vec<_> = pools.iter().map(Pool::get).collect();
        let mut owned: Vec<_> = pools.iter().map(Pool::get_owned).collect();
        for (index, buffer) in owned.iter_mut().enumerate() {
            buffer.push(u8::try_from(index % 251).expect("a byte"));
        }
        // In another order than they came.
        drop(owned.split_off(300));
        drop(borrowed);
        drop(owned);
        for pool in &pools {
            let stats = pool.stats();
            assert_eq!((stats.live, stats.idle), (0, 2), "round {round}");
            assert_eq!((stats.misses, stats.hits), (2, 2 * round), "round {round}");
        }
    }
}
