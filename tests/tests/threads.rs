//! Guards move between threads, objects flow back to where they are needed, and a thread that exits
//! leaves nothing behind.
//!
//! Threads whose exit matters are joined one by one: the end of a `thread::scope` does not wait for
//! thread-local destructors.

use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{channel, sync_channel};
use std::sync::{Arc, Barrier, Mutex, PoisonError};
use std::thread;

use pool_runtime::{OwnedPooled, Pool, Pooled};
use pool_tests::allocator::{self, CountingAllocator};
use pool_tests::census::Census;
use pool_tests::figures;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// Held by every test: those that look at the whole process's memory want no others beside them.
static ALONE: Mutex<()> = Mutex::new(());

#[test]
fn a_guard_returns_on_the_thread_that_drops_it() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let census = Census::new();
    let pool = Arc::new(census.builder().build());
    let mut object = census.get_owned(&pool);
    object.bytes.extend_from_slice(b"from here");
    thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let mut object = object;
            assert_eq!(object.bytes, b"from here");
            object.bytes.extend_from_slice(b", and there");
            drop(object);
            // It is in this thread's reach now, as good as new.
            assert!(census.get(&pool).bytes.is_empty());
        });
        worker.join().expect("no panic");
    });
    // And in that of others, now that the thread is gone.
    drop(census.get(&pool));
    assert_eq!((pool.stats().misses, pool.stats().hits), (1, 2));
    census.audit(&pool, 3);
}

#[test]
fn owned_guards_outlive_the_thread_that_got_them() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let pool = Arc::new(Pool::<Vec<u8>>::new());
    let worker = Arc::clone(&pool);
    let guards: Vec<OwnedPooled<Vec<u8>>> = thread::spawn(move || {
        (0..100_u8)
            .map(|number| {
                let mut guard = worker.get_owned();
                guard.push(number);
                guard
            })
            .collect()
    })
    .join()
    .expect("the thread does not panic");
    for (number, guard) in (0..).zip(&guards) {
        assert_eq!(**guard, [number]);
    }
    drop(guards);
    assert_eq!((pool.stats().idle, pool.stats().returns), (100, 100));
    figures::add_up(&pool.stats(), 100);
}

#[test]
fn hand_off_has_no_misses_in_steady_state() {
    const BATCH: usize = 32;
    const BATCHES: usize = 500;
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let census = Census::new();
    let pool = census.builder().build();
    let (send, receive) = sync_channel::<Vec<_>>(2);
    thread::scope(|scope| {
        let (pool, census) = (&pool, &census);
        scope.spawn(move || {
            for number in 0..BATCHES {
                let batch = (0..BATCH).map(|_| {
                    let mut object = census.get(pool);
                    object
                        .bytes
                        .push(u8::try_from(number % 256).expect("less than 256"));
                    object
                });
                send.send(batch.collect())
                    .expect("the other thread listens");
            }
        });
        scope.spawn(move || {
            for (number, batch) in receive.into_iter().enumerate() {
                let expected = [u8::try_from(number % 256).expect("less than 256")];
                assert!(batch.iter().all(|object| object.bytes == expected));
            }
        });
    });
    // One batch each is got, sent (twice) and returned; the rest are in caches and on their way.
    let stats = pool.stats();
    println!("hand-off: {} misses of {}", stats.misses, BATCH * BATCHES);
    assert!(stats.misses <= 8 * BATCH as u64, "{stats:?}");
    census.audit(&pool, BATCH * BATCHES);
}

/// `getters` threads get, `returners` threads drop what they got; the misses.
fn flow(getters: usize, returners: usize) -> u64 {
    const GETS: usize = 24_000;
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let census = Census::new();
    let pool = census.builder().build();
    let (send, receive) = sync_channel(64);
    let receive = Mutex::new(receive);
    thread::scope(|scope| {
        for _ in 0..getters {
            let (send, census, pool) = (send.clone(), &census, &pool);
            scope.spawn(move || {
                for _ in 0..GETS / getters {
                    send.send(census.get(pool)).expect("somebody listens");
                }
            });
        }
        drop(send);
        for _ in 0..returners {
            scope.spawn(|| {
                loop {
                    let next = receive.lock().expect("nobody panicked").recv();
                    let Ok(object) = next else { break };
                    drop(object);
                }
            });
        }
    });
    census.audit(&pool, GETS / getters * getters);
    let misses = pool.stats().misses;
    println!("{getters} get, {returners} return: {misses} misses of {GETS}");
    misses
}

#[test]
fn producers_and_consumers_have_no_misses_in_steady_state() {
    // 64 in the channel, one in each hand, and up to three magazines of 32 in each cache.
    for (getters, returners) in [(1, 1), (1, 6), (6, 1), (3, 3)] {
        let enough = 64 + (getters + returners) as u64 * (1 + 3 * 32);
        assert!(flow(getters, returners) <= enough);
    }
}

#[test]
fn scoped_threads_borrow_a_pool_of_their_parent() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let pool = Pool::<Vec<usize>>::new();
    let mut shared = pool.get();
    shared.extend(0..1000);
    let sum: usize = thread::scope(|scope| {
        let halves = shared.split_at(500);
        let workers = [halves.0, halves.1].map(|half| {
            let pool = &pool;
            scope.spawn(move || {
                let mut copy = pool.get();
                copy.extend_from_slice(half);
                copy.iter().sum::<usize>()
            })
        });
        workers
            .map(|worker| worker.join().expect("no panic"))
            .iter()
            .sum()
    });
    assert_eq!(sum, 999 * 500);
    drop(shared);
    figures::add_up(&pool.stats(), 3);
    assert_eq!(pool.stats().live, 0);
}

#[test]
fn a_thread_that_exits_hands_its_objects_to_the_others() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let census = Census::new();
    let pool = census.builder().build();
    thread::scope(|scope| {
        let worker = scope.spawn(|| drop((0..75).map(|_| census.get(&pool)).collect::<Vec<_>>()));
        worker.join().expect("no panic");
    });
    assert_eq!(pool.stats().idle, 75);
    let held: Vec<_> = (0..75).map(|_| census.get(&pool)).collect();
    assert_eq!((census.made(), pool.stats().hits), (75, 75));
    drop(held);
    census.audit(&pool, 150);
}

#[test]
fn a_thousand_short_threads_leave_nothing() {
    const THREADS: usize = 1000;
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let census = Census::new();
    let pool = census.builder().max_idle(50).build();
    let one_thread = || {
        let gets = 1 + census.made() % 3;
        let held: Vec<_> = (0..gets).map(|_| census.get(&pool)).collect();
        drop(held);
        gets
    };
    let mut gets = 0;
    let mut run = |threads| {
        for _ in 0..threads {
            gets += thread::scope(|scope| scope.spawn(one_thread).join().expect("no panic"));
        }
    };
    run(50);
    let before = allocator::process().live;
    run(THREADS);
    let grown = allocator::process().live - before;
    assert!(grown < 10_000, "{grown} bytes grown over {THREADS} threads");
    let stats = pool.stats();
    assert!(
        stats.misses < 10,
        "each thread finds what the last one left: {stats:?}"
    );
    census.audit(&pool, gets);
    pool.trim();
    assert_eq!(census.alive(), 0);
}

#[test]
fn a_hundred_threads_at_once_leave_nothing() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let census = Census::new();
    let pool = census.builder().build();
    let gets = AtomicUsize::new(0);
    let round = || {
        let barrier = Barrier::new(100);
        thread::scope(|scope| {
            let worker = || {
                scope.spawn(|| {
                    let held = (census.get(&pool), census.get(&pool));
                    barrier.wait();
                    drop(held);
                    gets.fetch_add(2, Ordering::Relaxed);
                    barrier.wait();
                })
            };
            let workers: Vec<_> = (0..100).map(|_| worker()).collect();
            for worker in workers {
                worker.join().expect("no panic");
            }
        });
    };
    round();
    pool.trim();
    let before = allocator::process().live;
    for _ in 0..10 {
        round();
    }
    assert!(pool.stats().idle <= 1024);
    pool.trim();
    assert_eq!(census.alive(), 0);
    let grown = allocator::process().live - before;
    assert!(grown < 50_000, "{grown} bytes grown over 1000 threads");
    census.audit(&pool, gets.load(Ordering::Relaxed));
}

#[test]
fn a_thread_that_lives_on_keeps_nothing_of_pools_that_are_gone() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let one_pool = || {
        let pool = Pool::<Vec<u8>>::new();
        pool.get().push(1);
        let worker = &pool;
        thread::scope(|scope| {
            let worker = scope.spawn(|| drop(worker.get()));
            worker.join().expect("no panic");
        });
        Pooled::discard(pool.get());
    };
    for _ in 0..50 {
        one_pool();
    }
    let before = allocator::process().live;
    for _ in 0..500 {
        one_pool();
    }
    let grown = allocator::process().live - before;
    assert!(grown < 10_000, "{grown} bytes grown over 500 pools");
}

#[test]
fn guards_of_many_pools_cross_in_channels() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    // More pools than any thread has quick seats for.
    let pools: Vec<_> = (0..80).map(|_| Arc::new(Pool::<String>::new())).collect();
    let (send, receive) = channel::<OwnedPooled<String>>();
    thread::scope(|scope| {
        let pools = &pools;
        scope.spawn(move || {
            for round in 0..20 {
                for (number, pool) in pools.iter().enumerate() {
                    let mut line = pool.get_owned();
                    write!(line, "{round}/{number}").expect("a string takes all");
                    send.send(line).expect("the other thread listens");
                }
            }
        });
        scope.spawn(move || {
            for (position, line) in receive.into_iter().enumerate() {
                assert_eq!(*line, format!("{}/{}", position / 80, position % 80));
            }
        });
    });
    for pool in &pools {
        figures::add_up(&pool.stats(), 20);
        assert_eq!(pool.stats().live, 0);
    }
}
