//! Stress, after what the test suites of others check. Each test names its source; none is a copy.
//!
//! Short by default. `POOL_STRESS_SECONDS` says how long each test is to run instead.

use std::collections::VecDeque;
use std::env;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crossing::Crossing;
use pool_runtime::{OwnedPooled, Pool, Poolable, Pooled};
use pool_tests::census::{Census, Citizen, Held};
use pool_tests::figures;
use pool_tests::random::Random;

/// Runs `round` once, and again until the time that was asked for is over.
fn for_as_long_as_asked(mut round: impl FnMut(usize)) {
    let seconds = env::var("POOL_STRESS_SECONDS").map_or(0, |seconds| {
        seconds
            .parse()
            .expect("POOL_STRESS_SECONDS is a number of seconds")
    });
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut number = 0;
    loop {
        round(number);
        number += 1;
        if Instant::now() >= end {
            break;
        }
    }
}

/// Objects on their way between threads.
mod crossing {
    use super::{Mutex, PoisonError, VecDeque};

    pub(super) struct Crossing<T>(Mutex<VecDeque<T>>);

    impl<T> Crossing<T> {
        pub(super) fn new() -> Self {
            Self(Mutex::new(VecDeque::new()))
        }

        pub(super) fn send(&self, value: T) {
            let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            queue.push_back(value);
        }

        pub(super) fn receive(&self) -> Option<T> {
            let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            queue.pop_front()
        }
    }
}

/// Go, `sync/pool_test.go`, `TestPoolStress`: many goroutines put and get the same value, and never
/// see another.
#[test]
fn many_threads_get_and_return_and_see_nothing_strange() {
    const THREADS: usize = 10;
    const GETS: usize = 5000;
    for_as_long_as_asked(|_| {
        let pool = Pool::with_init(|| vec![0_u8; 0]);
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    for _ in 0..GETS {
                        let mut value = pool.get();
                        assert!(value.is_empty());
                        value.push(1);
                        assert_eq!(*value, [1]);
                    }
                });
            }
        });
        figures::add_up(&pool.stats(), THREADS * GETS);
    });
}

/// An object with a number that no other has.
struct Numbered {
    number: usize,
    seen: Arc<Vec<AtomicUsize>>,
}

impl Poolable for Numbered {
    fn reset(&mut self) {}
}

impl Drop for Numbered {
    fn drop(&mut self) {
        self.seen[self.number].fetch_add(1, Ordering::SeqCst);
    }
}

/// Go, `sync/pool_test.go`, `TestPoolDequeue` and `TestPoolChain`: what one produces and many
/// consume is seen by exactly one of them, all of it.
#[test]
fn each_of_the_idle_objects_is_seen_exactly_once() {
    const OBJECTS: usize = 4000;
    const THREADS: usize = 8;
    for_as_long_as_asked(|_| {
        let seen: Arc<Vec<_>> = Arc::new((0..OBJECTS * 2).map(|_| AtomicUsize::new(0)).collect());
        let (numbers, counters) = (AtomicUsize::new(0), Arc::clone(&seen));
        let pool = Pool::builder()
            .init(move || Numbered {
                number: numbers.fetch_add(1, Ordering::SeqCst),
                seen: Arc::clone(&counters),
            })
            .max_idle(OBJECTS)
            .build();
        let first: Vec<_> = (0..OBJECTS).map(|_| pool.get()).collect();
        let returned = Crossing::new();
        for object in first {
            returned.send(object);
        }
        let taken = AtomicUsize::new(0);
        thread::scope(|scope| {
            for thread in 0..THREADS {
                let (pool, returned, taken) = (&pool, &returned, &taken);
                scope.spawn(move || {
                    // Half return what is there, and half take it out for good; nothing is built
                    // anew for as long as they take no more than was returned.
                    if thread % 2 == 0 {
                        while let Some(object) = returned.receive() {
                            drop(object);
                        }
                    } else {
                        while taken.load(Ordering::SeqCst) < OBJECTS {
                            if pool.stats().idle > 0 {
                                let object = Pooled::detach(pool.get());
                                taken.fetch_add(1, Ordering::SeqCst);
                                drop(object);
                            } else {
                                thread::yield_now();
                            }
                        }
                    }
                });
            }
        });
        drop(returned);
        drop(pool);
        let counts: Vec<_> = seen
            .iter()
            .map(|count| count.load(Ordering::SeqCst))
            .collect();
        assert!(
            counts[..OBJECTS].iter().all(|&count| count == 1),
            "all of them, once each"
        );
        assert!(counts.iter().all(|&count| count <= 1), "and none twice");
    });
}

/// Go, `sync/pool_test.go`, `TestPoolGC` and `TestPoolRelease`: what the pool lets go is destroyed,
/// not kept by a place that forgot to clear itself.
#[test]
fn what_is_let_go_is_destroyed() {
    const OBJECTS: usize = 100;
    for_as_long_as_asked(|_| {
        let census = Census::new();
        let pool = Arc::new(census.builder().build());
        for round in 1..=20 {
            let held: Vec<_> = (0..OBJECTS).map(|_| census.get_owned(&pool)).collect();
            let quarters = Crossing::new();
            for object in held {
                quarters.send(object);
            }
            thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        for _ in 0..OBJECTS / 4 {
                            drop(quarters.receive());
                        }
                    });
                }
            });
            assert_eq!(pool.trim().objects, OBJECTS);
            assert_eq!((census.alive(), census.made()), (0, round * OBJECTS));
        }
        census.audit(&pool, 20 * OBJECTS);
    });
}

/// Go, `sync/pool_test.go`, `BenchmarkPoolStarvation`: every thread gets a hundred and returns
/// sixty-seven, so that all of them look for what the others have.
#[test]
fn threads_that_return_less_than_they_get_find_what_the_others_returned() {
    const THREADS: usize = 6;
    const ROUNDS: usize = 50;
    for_as_long_as_asked(|_| {
        let census = Census::new();
        let pool = census.builder().build();
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    for _ in 0..ROUNDS {
                        let mut held: Vec<_> = (0..100).map(|_| census.get(&pool)).collect();
                        for object in held.drain(67..) {
                            object.discard();
                        }
                    }
                });
            }
        });
        let stats = pool.stats();
        println!(
            "starvation: {:.1} % hits of at most 67",
            100.0 * stats.hit_rate()
        );
        // What is returned is found again, but for what is in caches when all is over.
        assert!(stats.hit_rate() > 0.6, "{stats:?}");
        census.audit(&pool, THREADS * ROUNDS * 100);
    });
}

/// Netty, `RecyclerTest`: an object outlives the thread that got it; capacities that are no power of
/// two hold; what exceeds them is dropped; foreign threads return as well as their own.
#[test]
fn foreign_returns_and_odd_capacities_hold() {
    for_as_long_as_asked(|_| {
        for capacity in [0, 1, 3, 31, 33, 100, 129, 1000] {
            let census = Census::new();
            let pool = Arc::new(census.builder().max_idle(capacity).build());
            let count = capacity * 3 / 2 + 1;
            let got_there: Vec<OwnedPooled<Citizen>> = {
                let pool = Arc::clone(&pool);
                let getter = thread::spawn(move || (0..count).map(|_| pool.get_owned()).collect());
                getter.join().expect("no panic")
            };
            // Half are returned here, where they were never got, and half by another thread.
            let mut here = got_there;
            let there = here.split_off(count / 2);
            drop(here);
            thread::spawn(move || drop(there)).join().expect("no panic");
            let stats = pool.stats();
            assert_eq!(
                (stats.idle, census.alive()),
                (capacity, capacity),
                "{stats:?}"
            );
            assert_eq!(stats.discards.over_budget, (count - capacity) as u64);
            figures::add_up(&stats, count);
            // And all of it is to be had here.
            drop((0..capacity).map(|_| pool.get()).collect::<Vec<_>>());
            assert_eq!(census.made(), count);
        }
    });
}

/// What a thread of [`threads_come_and_go_and_pass_objects_on`] has.
type Cargo<'pool> = Held<'pool, Pooled<'pool, Citizen>>;

/// mimalloc, `test/test-stress.c`: threads are killed and recreated, keep some of what they got,
/// pass a quarter on to others, and verify contents before they let go.
#[test]
fn threads_come_and_go_and_pass_objects_on() {
    const THREADS: usize = 8;
    const LIVES: usize = 4;
    const STEPS: usize = 800;
    fn check(object: &Cargo<'_>) {
        if let Some((&first, rest)) = object.bytes.split_first() {
            assert!(
                rest.iter().all(|&byte| byte == first),
                "contents changed in hand"
            );
            assert_eq!(
                object.bytes.len(),
                1 + usize::from(first) * 3,
                "and so did the length"
            );
        }
    }
    for_as_long_as_asked(|round| {
        let census = Census::new();
        let pool = census
            .builder()
            .max_idle(200)
            .max_idle_bytes(60_000)
            .max_object_bytes(600)
            .build();
        let crossing: Crossing<Cargo<'_>> = Crossing::new();
        let gets = AtomicUsize::new(0);
        for life in 0..LIVES {
            thread::scope(|scope| {
                for thread in 0..THREADS {
                    let (census, pool, crossing, gets) = (&census, &pool, &crossing, &gets);
                    scope.spawn(move || {
                        let seed = (round * LIVES + life) * THREADS + thread;
                        let mut random = Random::new(seed as u64);
                        let mut kept: VecDeque<Cargo<'_>> = VecDeque::new();
                        for _ in 0..STEPS {
                            let mut object = census.get(pool);
                            gets.fetch_add(1, Ordering::Relaxed);
                            let byte = u8::try_from(random.below(256)).expect("a byte");
                            object.bytes.resize(1 + usize::from(byte) * 3, byte);
                            match random.below(4) {
                                0 => {
                                    crossing.send(object);
                                    kept.extend(crossing.receive());
                                }
                                1 => kept.push_back(object),
                                _ => check(&object),
                            }
                            while kept.len() > 30 {
                                kept.pop_front().iter().for_each(check);
                            }
                        }
                        kept.iter().for_each(check);
                    });
                }
            });
        }
        while let Some(object) = crossing.receive() {
            check(&object);
        }
        census.audit(&pool, gets.load(Ordering::Relaxed));
        assert!(census.peak_idle() <= 200);
        pool.trim();
        assert_eq!((census.alive(), pool.stats().idle_bytes), (0, 0));
    });
}

/// tcmalloc, `transfer_cache_fuzz`: whatever is inserted, removed and resized in whatever order, what
/// is used never exceeds the capacity, and all of it drains to zero.
#[test]
fn whatever_the_order_the_capacity_holds_and_all_drains() {
    for_as_long_as_asked(|round| {
        let mut random = Random::new(round as u64);
        for _ in 0..20 {
            let (objects, bytes) = (random.below(150), random.below(50_000));
            let census = Census::new();
            let pool = census
                .builder()
                .max_idle(objects)
                .max_idle_bytes(bytes)
                .build();
            let done = AtomicBool::new(false);
            let seeds: Vec<_> = (0..3).map(|_| random.below(1 << 20)).collect();
            let gets: usize = thread::scope(|scope| {
                let workers: Vec<_> = seeds
                    .into_iter()
                    .map(|seed| {
                        let (pool, census) = (&pool, &census);
                        scope.spawn(move || {
                            let mut random = Random::new(seed as u64);
                            let mut gets = 0;
                            for _ in 0..100 {
                                let batch = random.below(70);
                                let mut held: Vec<_> =
                                    (0..batch).map(|_| census.get(pool)).collect();
                                gets += batch;
                                for object in &mut held {
                                    object.bytes.resize(random.below(1000), 1);
                                }
                                if random.once_in(10) {
                                    pool.trim();
                                }
                            }
                            gets
                        })
                    })
                    .collect();
                scope.spawn(|| {
                    while !done.load(Ordering::Relaxed) {
                        let stats = pool.stats();
                        assert!(
                            stats.idle <= objects && stats.idle_bytes <= bytes,
                            "{stats:?}"
                        );
                        thread::yield_now();
                    }
                });
                let gets = workers
                    .into_iter()
                    .map(|worker| worker.join().expect("no panic"))
                    .sum();
                done.store(true, Ordering::Relaxed);
                gets
            });
            assert!(census.peak_idle() <= objects);
            census.audit(&pool, gets);
            pool.trim();
            let stats = pool.stats();
            assert_eq!((stats.idle, stats.idle_bytes, census.alive()), (0, 0, 0));
            // All credit is back where it was.
            let by_bytes = bytes / size_of::<Citizen>();
            assert_eq!(pool.prewarm(1000), objects.min(by_bytes));
        }
    });
}
