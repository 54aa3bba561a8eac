//! Many threads: the limits stay exact, nobody starves, those that sleep cost the others nothing, and
//! those that come and go leave nothing, and take nothing from those that stay.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Barrier, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Scope, ScopedJoinHandle};
use std::time::Duration;

use pool_runtime::{Pool, Poolable, testing};
use pool_tests::allocator::{self, CountingAllocator};
use pool_tests::census::Census;
use pool_tests::random::Random;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// Held by every test: hundreds of threads are enough at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A thread with a small stack, of which there may be a thousand.
fn spawn<'scope, R: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    run: impl FnOnce() -> R + Send + 'scope,
) -> ScopedJoinHandle<'scope, R> {
    let builder = thread::Builder::new().stack_size(128 << 10);
    builder.spawn_scoped(scope, run).expect("a thread starts")
}

fn join<R>(threads: Vec<ScopedJoinHandle<'_, R>>) -> Vec<R> {
    let threads = threads.into_iter();
    threads
        .map(|thread| thread.join().expect("no panic"))
        .collect()
}

thread_local! {
    /// Objects that this thread had to build.
    static BUILT: Cell<usize> = const { Cell::new(0) };
}

/// An object with a number of its own.
struct Numbered(usize);

impl Poolable for Numbered {
    fn reset(&mut self) {}
}

fn numbered(max_idle: usize) -> Pool<Numbered> {
    let made = AtomicUsize::new(0);
    let init = move || {
        BUILT.set(BUILT.get() + 1);
        Numbered(made.fetch_add(1, Ordering::Relaxed))
    };
    Pool::builder().init(init).max_idle(max_idle).build()
}

#[test]
fn limits_are_exact_with_three_hundred_threads_at_work() {
    const THREADS: usize = 300;
    const ROUNDS: usize = 60;
    let _alone = alone();
    for max_idle in [1024, 4] {
        let census = Census::new();
        let pool = census.builder().max_idle(max_idle).build();
        let (start, done) = (Barrier::new(THREADS), AtomicBool::new(false));
        let fill = || {
            // Of what the others have and do not use nothing is lost to this thread.
            let held: Vec<_> = (0..max_idle).map(|_| census.get(&pool)).collect();
            drop(held);
            let idle = pool.stats().idle;
            (idle, pool.prewarm(2 * max_idle))
        };
        thread::scope(|scope| {
            let sampler = spawn(scope, || {
                let mut samples = 0;
                while !done.load(Ordering::Relaxed) {
                    let stats = pool.stats();
                    assert!(stats.idle <= max_idle, "{stats:?}");
                    samples += 1;
                    thread::yield_now();
                }
                samples
            });
            let threads = (0..THREADS).map(|seed| {
                let (pool, census, start, fill) = (&pool, &census, &start, &fill);
                spawn(scope, move || {
                    let mut random = Random::new(seed as u64);
                    start.wait();
                    let mut gets = 0;
                    for _ in 0..ROUNDS {
                        let count = 1 + random.below(6);
                        let held: Vec<_> = (0..count).map(|_| census.get(pool)).collect();
                        gets += count;
                        if random.once_in(4) {
                            thread::yield_now();
                        }
                        drop(held);
                    }
                    // All stay, asleep, with whatever they have.
                    let filled = start.wait().is_leader().then(|| {
                        gets += max_idle;
                        fill()
                    });
                    start.wait();
                    (gets, filled)
                })
            });
            let threads = join(threads.collect());
            done.store(true, Ordering::Relaxed);
            assert!(sampler.join().expect("every sample is within the limit") > 0);
            census.audit(&pool, threads.iter().map(|(gets, _)| gets).sum());
            let filled: Vec<_> = threads
                .into_iter()
                .filter_map(|(_, filled)| filled)
                .collect();
            let [(idle, built)] = filled[..] else {
                panic!("there is one leader");
            };
            assert_eq!(
                idle + built,
                max_idle,
                "idle {idle}, and {built} built ahead"
            );
        });
        assert!(census.peak_idle() <= max_idle, "{}", census.peak_idle());
        assert_eq!(pool.stats().idle, max_idle);
        assert_eq!(pool.trim().objects, max_idle);
        assert_eq!(census.alive(), 0);
    }
}

#[test]
fn nobody_starves() {
    const THREADS: usize = 300;
    const GETS: usize = 1000;
    let _alone = alone();
    // With objects for all, and with far fewer than there are threads.
    for max_idle in [1024, 300, 16, 4] {
        let pool = numbered(max_idle);
        let start = Barrier::new(THREADS);
        let built = thread::scope(|scope| {
            let threads = (0..THREADS).map(|_| {
                spawn(scope, || {
                    start.wait();
                    for get in 0..GETS {
                        let held = pool.get();
                        // Where there is one for each, threads stop with theirs in hand.
                        if get % 16 == 0 && max_idle >= THREADS {
                            thread::yield_now();
                        }
                        drop(held);
                        if get % 16 == 8 {
                            thread::yield_now();
                        }
                    }
                    BUILT.get()
                })
            });
            join(threads.collect())
        });
        let (most, all) = (built.iter().max(), built.iter().sum::<usize>());
        println!("{max_idle}: {all} built, {most:?} at most by one thread");
        assert!(
            most < Some(&(GETS / 20)),
            "{most:?} of {GETS} found nothing"
        );
        assert_eq!(pool.stats().misses, all as u64);
    }
}

#[test]
fn one_at_work_finds_what_others_hold_and_do_not_use() {
    const HELD: usize = 90;
    const ROUNDS: usize = 50;
    let _alone = alone();
    // Each has one in its cache, or, where there are too many for that, brought it to the depot.
    for (parked, max_idle) in [(100, 300), (300, 300)] {
        let pool = numbered(max_idle);
        let barrier = Barrier::new(parked + 1);
        thread::scope(|scope| {
            let threads: Vec<_> = (0..parked)
                .map(|_| {
                    spawn(scope, || {
                        let mine = pool.get();
                        barrier.wait();
                        drop(mine);
                        barrier.wait();
                        barrier.wait();
                    })
                })
                .collect();
            barrier.wait();
            barrier.wait();
            // Seen at work once, and then no more.
            for _ in 0..2 {
                testing::advance(&pool, Duration::from_millis(100));
                drop(pool.get());
            }
            for _ in 0..ROUNDS {
                drop((0..HELD).map(|_| pool.get()).collect::<Vec<_>>());
            }
            let stats = pool.stats();
            // First of all: a test that fails must not leave them waiting.
            barrier.wait();
            join(threads);
            let found_nothing = stats.misses - parked as u64;
            println!("{parked} parked: {found_nothing} of {HELD} built anew");
            let gets = 2 + (ROUNDS * HELD) as u64;
            assert_eq!(stats.hits + found_nothing, gets);
            assert!(found_nothing < 10, "{stats:?}");
            assert!(stats.idle <= max_idle, "{stats:?}");
        });
    }
}

#[test]
fn who_is_parked_keeps_what_it_has_while_others_come_and_go() {
    const PARKED: usize = 256;
    const VISITORS: usize = 1000;
    let _alone = alone();
    let pool = numbered(1024);
    let barrier = Barrier::new(PARKED + 1);
    let spare = pool.get();
    thread::scope(|scope| {
        let (pool, barrier) = (&pool, &barrier);
        let threads: Vec<_> = (0..PARKED)
            .map(|_| {
                spawn(scope, move || {
                    let mine = pool.get();
                    let number = mine.0;
                    barrier.wait();
                    drop(mine);
                    barrier.wait();
                    barrier.wait();
                    (number, pool.get().0)
                })
            })
            .collect();
        barrier.wait();
        barrier.wait();
        // One for the visitors, each of which leaves it to the next.
        let mut visitors = vec![spawn(scope, move || drop(spare))];
        for _ in 0..VISITORS {
            join(visitors);
            visitors = vec![spawn(scope, || drop(pool.get()))];
        }
        join(visitors);
        let stats = pool.stats();
        barrier.wait();
        let kept = join(threads);
        let counted = (stats.hits, stats.misses, stats.idle);
        assert_eq!(counted, (VISITORS as u64, PARKED as u64 + 1, PARKED + 1));
        for (mine, again) in kept {
            assert_eq!(
                mine, again,
                "somebody took it, and somebody brought another"
            );
        }
        assert_eq!(pool.stats().hits, (VISITORS + PARKED) as u64);
        assert_eq!(pool.stats().misses, stats.misses);
    });
}

#[test]
fn a_thousand_threads_leave_nothing() {
    const THREADS: usize = 1000;
    let _alone = alone();
    let census = Census::new();
    let pool = census.builder().max_idle(200).build();
    let at_once = || {
        let barrier = Barrier::new(THREADS);
        thread::scope(|scope| {
            let threads = (0..THREADS).map(|_| {
                spawn(scope, || {
                    let held = census.get(&pool);
                    barrier.wait();
                    drop(held);
                    drop((census.get(&pool), census.get(&pool)));
                })
            });
            join(threads.collect());
        });
    };
    let one_after_the_other = || {
        for _ in 0..THREADS {
            thread::scope(|scope| {
                let thread = spawn(scope, || drop((census.get(&pool), census.get(&pool))));
                join(vec![thread]);
            });
        }
    };
    // Lists and queues reach their size.
    at_once();
    one_after_the_other();
    pool.trim();
    let before = allocator::process().live;
    let made = census.made();
    one_after_the_other();
    assert!(
        census.made() - made <= 2,
        "each finds what the last one left"
    );
    at_once();
    one_after_the_other();
    let gets = 2 * 3 * THREADS + 3 * 2 * THREADS;
    census.audit(&pool, gets);
    assert!(census.peak_idle() <= 200);
    pool.trim();
    assert_eq!(census.alive(), 0);
    let grown = allocator::process().live - before;
    assert!(grown < 10_000, "{grown} bytes grown");
}
