//! `max_idle`, `max_idle_bytes` and `max_object_bytes` hold at every instant, on any number of
//! threads, and nothing of what they count drifts.

use std::collections::VecDeque;
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex, MutexGuard, PoisonError};
use std::thread;

use pool_runtime::{Builder, Pool, Poolable, UseInit};
use pool_tests::allocator::{self, CountingAllocator};
use pool_tests::census::{Census, Citizen, Held};
use pool_tests::figures;
use pool_tests::random::Random;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

const THREADS: usize = 10;
/// What an object counts beside what it retains, in bytes.
const CITIZEN: usize = size_of::<Citizen>();
const VEC: usize = size_of::<Vec<u8>>();

/// Tests that look at what the whole process allocates run alone, and so do those that disturb them.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A random schedule on one thread: gets, writes of random length, drops in random order, discards,
/// detaches, trims and prewarms, up to `most` held at once. Returns the number of gets.
fn wander(
    pool: &Pool<Citizen>,
    census: &Census,
    seed: usize,
    steps: usize,
    most: usize,
    longest: usize,
) -> usize {
    let mut random = Random::new(seed as u64);
    let mut held = VecDeque::new();
    let mut gets = 0;
    for _ in 0..steps {
        match random.below(100) {
            0..=49 if held.len() < most => {
                let mut object = census.get(pool);
                gets += 1;
                let length = random.below(longest);
                object.bytes.resize(length, 1);
                held.push_back(object);
            }
            0..=89 => drop(held.pop_front()),
            90..=94 => drop(held.pop_back()),
            95 => held.clear(),
            96 => drop(held.pop_front().map(Held::detach)),
            97 => {
                if let Some(object) = held.pop_front() {
                    object.discard();
                }
            }
            98 if random.once_in(8) => drop(pool.trim()),
            99 if random.once_in(8) => {
                let count = random.below(40);
                let _full = (0..count).find(|_| !census.prewarm_one(pool));
            }
            _ => thread::yield_now(),
        }
    }
    gets
}

/// Runs [`wander`] on many threads, samples from outside meanwhile, and checks that all is as
/// allowed then, and given back after.
fn hold_under_a_random_schedule(pool: &Pool<Citizen>, census: &Census, limits: Limits) {
    let Limits {
        idle,
        bytes,
        object,
    } = limits;
    let done = AtomicBool::new(false);
    let gets = AtomicUsize::new(0);
    thread::scope(|scope| {
        let sampler = scope.spawn(|| {
            let mut samples = 0;
            while !done.load(Ordering::Relaxed) {
                let stats = pool.stats();
                assert!(stats.idle <= idle, "{stats:?}");
                assert!(stats.idle_bytes <= bytes, "{stats:?}");
                samples += 1;
                thread::yield_now();
            }
            samples
        });
        let workers: Vec<_> = (0..THREADS)
            .map(|thread| {
                let gets = &gets;
                scope.spawn(move || {
                    // Threads that die: each worker is a row of five.
                    for life in 0..5 {
                        thread::scope(|scope| {
                            scope.spawn(|| {
                                let seed = thread * 100 + life;
                                let most = 1 + seed % 60;
                                let longest = (object - CITIZEN) * 5 / 4;
                                let count = wander(pool, census, seed, 600, most, longest);
                                gets.fetch_add(count, Ordering::Relaxed);
                            });
                        });
                    }
                })
            })
            .collect();
        for worker in workers {
            worker.join().expect("no worker panics");
        }
        done.store(true, Ordering::Relaxed);
        assert!(sampler.join().expect("every sample is within limits") > 0);
    });
    assert!(
        census.peak_idle() <= idle,
        "{} idle at once",
        census.peak_idle()
    );
    census.audit(pool, gets.load(Ordering::Relaxed));
    assert_eq!(pool.stats().live, 0);
    let trimmed = pool.trim();
    assert!(
        trimmed.objects <= idle && trimmed.bytes <= bytes,
        "{trimmed:?}"
    );
    assert_eq!((pool.stats().idle, pool.stats().idle_bytes), (0, 0));
    assert_eq!(census.alive(), 0, "trimmed objects are freed");
    census.audit(pool, gets.load(Ordering::Relaxed));
}

#[derive(Clone, Copy)]
struct Limits {
    idle: usize,
    bytes: usize,
    object: usize,
}

fn pool_with(census: &Arc<Census>, limits: Limits) -> Pool<Citizen> {
    census
        .builder()
        .max_idle(limits.idle)
        .max_idle_bytes(limits.bytes)
        .max_object_bytes(limits.object)
        .build()
}

#[test]
fn the_number_of_idle_objects_holds_at_every_instant() {
    for idle in [1, 7, 50, 300] {
        let limits = Limits {
            idle,
            bytes: 1 << 20,
            object: 1024,
        };
        let _alone = alone();
        let census = Census::new();
        hold_under_a_random_schedule(&pool_with(&census, limits), &census, limits);
    }
}

#[test]
fn the_bytes_of_idle_objects_hold_at_every_instant() {
    for bytes in [1000, 20_000] {
        let limits = Limits {
            idle: 1 << 20,
            bytes,
            object: 1000,
        };
        let _alone = alone();
        let census = Census::new();
        hold_under_a_random_schedule(&pool_with(&census, limits), &census, limits);
    }
}

#[test]
fn equal_objects_show_that_no_byte_too_much_is_kept_at_any_instant() {
    const SIZE: usize = 100;
    let _alone = alone();
    let limits = Limits {
        idle: 1 << 20,
        bytes: 30 * (CITIZEN + SIZE),
        object: CITIZEN + SIZE,
    };
    let census = Census::new();
    let pool = pool_with(&census, limits);
    let pool = &pool;
    let gets: usize = thread::scope(|scope| {
        let workers: Vec<_> = (0..THREADS)
            .map(|seed| {
                let census = &census;
                scope.spawn(move || {
                    let mut random = Random::new(seed as u64);
                    for _ in 0..1000 {
                        let mut held = Vec::new();
                        for _ in 0..=random.below(5) {
                            let mut object = census.get(pool);
                            object.bytes.reserve_exact(SIZE);
                            held.push(object);
                        }
                        if random.once_in(50) {
                            thread::yield_now();
                        }
                    }
                    let mut random = Random::new(seed as u64);
                    (0..1000)
                        .map(|_| {
                            let gets = 1 + random.below(5);
                            let _ = random.once_in(50);
                            gets
                        })
                        .sum::<usize>()
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().expect("no worker panics"))
            .sum()
    });
    assert!(
        census.peak_idle() <= 30,
        "{} times {SIZE} bytes",
        census.peak_idle()
    );
    assert!(
        pool.stats().discards.over_budget > 0,
        "the limit was reached"
    );
    census.audit(pool, gets);
}

#[test]
fn the_allocator_sees_no_more_than_what_is_held_and_what_may_be_idle() {
    const SIZE: usize = 64 << 10;
    const HELD: usize = 4;
    const IDLE: usize = 1 << 20;
    const SLACK: usize = 128 << 10;
    let _alone = alone();
    let before = allocator::process().live;
    let pool: Pool<Vec<u8>> = Pool::builder().max_idle_bytes(IDLE).build();
    allocator::restart_process_peak();
    let start = Barrier::new(THREADS);
    thread::scope(|scope| {
        for seed in 0..THREADS {
            let (pool, start) = (&pool, &start);
            scope.spawn(move || {
                let mut random = Random::new(seed as u64);
                start.wait();
                for _ in 0..300 {
                    let mut held = Vec::new();
                    for _ in 0..=random.below(HELD) {
                        let mut buffer = pool.get();
                        buffer.reserve_exact(SIZE);
                        held.push(buffer);
                    }
                    if random.once_in(5) {
                        thread::yield_now();
                    }
                }
            });
        }
    });
    let peak = usize::try_from(allocator::process().peak - before).expect("something is allocated");
    assert!(
        peak <= IDLE + THREADS * HELD * SIZE + SLACK,
        "{peak} bytes at once"
    );
    let trimmed = pool.trim();
    assert!(
        trimmed.objects > 0 && trimmed.bytes == trimmed.objects * (VEC + SIZE),
        "{trimmed:?}"
    );
    let left = allocator::process().live - before;
    assert!(left < 64 << 10, "{left} bytes are left after a trim");
    drop(pool);
}

#[test]
fn on_one_thread_the_limit_is_reached_exactly() {
    let census = Census::new();
    let pool = census.builder().max_idle(100).build();
    let held: Vec<_> = (0..150).map(|_| census.get(&pool)).collect();
    drop(held);
    let stats = pool.stats();
    assert_eq!(
        (stats.idle, stats.returns, stats.discards.over_budget),
        (100, 100, 50)
    );
    census.audit(&pool, 150);
    // All of them are to be had again.
    let held: Vec<_> = (0..100).map(|_| census.get(&pool)).collect();
    assert_eq!((pool.stats().hits, pool.stats().idle), (100, 0));
    drop(held);
    census.audit(&pool, 250);
}

#[test]
fn on_one_thread_the_limit_of_bytes_is_reached_exactly() {
    let census = Census::new();
    let pool = census
        .builder()
        .max_idle_bytes(100 * (CITIZEN + 1000))
        .max_object_bytes(CITIZEN + 1000)
        .build();
    let mut held: Vec<_> = (0..150).map(|_| census.get(&pool)).collect();
    for object in &mut held {
        object.bytes.reserve_exact(1000);
    }
    drop(held);
    let stats = pool.stats();
    assert_eq!(
        (stats.idle, stats.idle_bytes),
        (100, 100 * (CITIZEN + 1000))
    );
    assert_eq!(stats.discards.over_budget, 50);
    census.audit(&pool, 150);
}

#[test]
fn one_object_may_take_max_object_bytes_and_not_one_more() {
    // Small ones go without questions, so both sides of that are tried.
    for most in [1000, 10_000] {
        let pool: Pool<Vec<u8>> = Pool::builder().max_object_bytes(most).build();
        pool.get().reserve_exact(most - VEC);
        assert_eq!((pool.stats().idle, pool.stats().idle_bytes), (1, most));
        let mut larger = pool.get();
        *larger = Vec::with_capacity(most - VEC + 1);
        drop(larger);
        let stats = pool.stats();
        assert_eq!((stats.idle, stats.discards.oversized), (0, 1));
        figures::add_up(&stats, 2);
    }
}

type Options = Builder<Citizen, UseInit<Citizen>>;

/// A way to keep nothing, and whether an object of some bytes is then too large or one too many.
type KeepNone = (fn(Options) -> Options, bool);

const KEEP_NONE: [KeepNone; 3] = [
    (|options| options.max_idle(0), false),
    (|options| options.max_idle_bytes(0), true),
    (|options| options.max_object_bytes(0), true),
];

#[test]
fn zero_keeps_none() {
    for (keep_none, oversized) in KEEP_NONE {
        let census = Census::new();
        let pool = keep_none(census.builder()).build();
        for use_ in 0..10 {
            // Every other one without heap.
            census.get(&pool).bytes.resize(use_ % 2, 1);
        }
        assert_eq!(pool.prewarm(10), 0);
        let stats = pool.stats();
        let discards = [stats.discards.over_budget, stats.discards.oversized];
        assert_eq!(census.peak_idle(), 0);
        assert_eq!(discards, if oversized { [0, 10] } else { [10, 0] });
        assert_eq!((stats.misses, stats.idle, stats.idle_bytes), (10, 0, 0));
        census.audit(&pool, 10);
    }
}

#[test]
fn zero_keeps_none_of_what_takes_no_bytes() {
    let builders: [fn(Builder<()>) -> Builder<()>; 3] = [
        |builder| builder.max_idle(0),
        |builder| builder.max_idle_bytes(0),
        |builder| builder.max_object_bytes(0),
    ];
    for keep_none in builders {
        let pool = keep_none(Pool::builder()).build();
        for _ in 0..10 {
            drop((pool.get(), pool.get()));
        }
        assert_eq!(pool.prewarm(10), 0);
        let stats = pool.stats();
        assert_eq!((stats.misses, stats.idle), (20, 0));
        assert_eq!(stats.discards.over_budget, 20, "no object is too large");
        figures::add_up(&stats, 20);
    }
    // Of these any number of bytes allows as many as there may be.
    let pool: Pool<()> = Pool::builder().max_idle(50).max_idle_bytes(1).build();
    assert_eq!((pool.prewarm(100), pool.stats().idle_bytes), (50, 0));
}

/// A value that is all of its memory.
struct Inline<const BYTES: usize>([u8; BYTES]);

impl<const BYTES: usize> Poolable for Inline<BYTES> {
    fn reset(&mut self) {
        self.0[0] = 0;
    }
}

/// On a thread whose stack such values pass over.
fn with_a_large_stack<R: Send>(run: impl FnOnce() -> R + Send) -> R {
    thread::scope(|scope| {
        let builder = thread::Builder::new().stack_size(32 << 20);
        let worker = builder.spawn_scoped(scope, run).expect("a thread starts");
        worker.join().expect("no panic")
    })
}

#[test]
#[expect(clippy::large_stack_arrays, reason = "that is what is tried")]
fn what_is_large_inline_is_bounded_by_default() {
    const MIB: usize = 1 << 20;
    let _alone = alone();
    let pool: Pool<[u8; MIB]> = Pool::with_init(|| [0; MIB]);
    with_a_large_stack(|| {
        drop((0..70).map(|_| pool.get()).collect::<Vec<_>>());
        assert_eq!(pool.prewarm(10), 0, "there is no room");
    });
    let stats = pool.stats();
    assert_eq!((stats.idle, stats.idle_bytes), (64, 64 * MIB));
    let refused = (stats.discards.over_budget, stats.discards.oversized);
    assert_eq!(refused, (6, 0));
    figures::add_up(&stats, 70);
    let trimmed = pool.trim();
    assert_eq!((trimmed.objects, trimmed.bytes), (64, 64 * MIB));
}

#[test]
#[expect(clippy::large_stack_arrays, reason = "that is what is tried")]
fn what_is_too_large_inline_is_kept_only_where_that_was_asked_for() {
    const BYTES: usize = 2 << 20;
    let _alone = alone();
    let init = || Inline([0; BYTES]);
    let pool = Pool::with_init(init);
    with_a_large_stack(|| {
        for _ in 0..10 {
            pool.get().0[0] = 1;
        }
        assert_eq!(pool.prewarm(10), 0);
    });
    let stats = pool.stats();
    assert_eq!((stats.misses, stats.idle, stats.idle_bytes), (10, 0, 0));
    let refused = (stats.discards.oversized, stats.discards.over_budget);
    assert_eq!(refused, (10, 0));
    figures::add_up(&stats, 10);
    for (most, kept) in [(BYTES - 1, 0), (BYTES, 1)] {
        let pool = Pool::builder().init(init).max_object_bytes(most).build();
        with_a_large_stack(|| drop(pool.get()));
        let stats = pool.stats();
        assert_eq!((stats.idle, stats.idle_bytes), (kept, kept * BYTES));
    }
}

#[test]
fn prewarm_goes_up_to_the_limits() {
    let census = Census::new();
    let pool = census.builder().max_idle(100).build();
    assert_eq!(pool.prewarm(30), 30);
    assert_eq!((pool.prewarm(1000), pool.prewarm(1)), (70, 0));
    let held: Vec<_> = (0..100).map(|_| census.get(&pool)).collect();
    assert_eq!(
        (pool.stats().hits, pool.stats().misses, census.made()),
        (100, 0, 100)
    );
    drop(held);
    census.audit(&pool, 100);

    let by_bytes: Pool<Vec<u8>> = Pool::builder()
        .init(|| Vec::with_capacity(1000))
        .max_idle_bytes(10 * (VEC + 1000) + 500)
        .build();
    assert_eq!(by_bytes.prewarm(100), 10);
    assert_eq!(by_bytes.stats().idle_bytes, 10 * (VEC + 1000));

    let too_large: Pool<Vec<u8>> = Pool::builder()
        .init(|| Vec::with_capacity(1000))
        .max_object_bytes(VEC + 999)
        .build();
    assert_eq!((too_large.prewarm(100), too_large.stats().idle), (0, 0));
}

#[test]
fn what_one_thread_left_unused_another_may_fill() {
    // Credit that caches hold in advance must not count as used: each of these threads comes and
    // stays, with an almost empty cache.
    let census = Census::new();
    let pool = census.builder().max_idle(64).build();
    let (came, leave) = (Barrier::new(THREADS + 1), Barrier::new(THREADS + 1));
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                drop(census.get(&pool));
                came.wait();
                leave.wait();
            });
        }
        came.wait();
        let held: Vec<_> = (0..100).map(|_| census.get(&pool)).collect();
        drop(held);
        let idle = pool.stats().idle;
        let built = pool.prewarm(1000);
        // First of all: a test that fails must not leave them waiting.
        leave.wait();
        assert_eq!(idle + built, 64);
    });
    assert_eq!(pool.stats().idle, 64);
    census.audit(&pool, THREADS + 100);
}

#[test]
fn no_thread_starves_the_others_by_hoarding() {
    // Eight threads with a cache of 32 each would swallow 16 objects eight times over.
    const GETS: usize = 5000;
    let census = Census::new();
    let pool = census.builder().max_idle(16).build();
    let (start, done) = (Barrier::new(8), Barrier::new(9));
    thread::scope(|scope| {
        for thread in 0..8 {
            let (pool, census, start, done) = (&pool, &census, &start, &done);
            scope.spawn(move || {
                start.wait();
                // Half of them come once, and sit on whatever they have.
                let gets = if thread % 2 == 0 { GETS } else { 10 };
                for get in 0..gets {
                    let object = census.get(pool);
                    black_box(&object);
                    drop(object);
                    if get % 16 == 0 {
                        thread::yield_now();
                    }
                }
                done.wait();
            });
        }
        done.wait();
    });
    let stats = pool.stats();
    println!(
        "16 objects, 8 threads, 4 of them idle: {:.1} % hits",
        100.0 * stats.hit_rate()
    );
    assert!(stats.hit_rate() > 0.9, "{stats:?}");
    census.audit(&pool, 4 * GETS + 4 * 10);
}

#[test]
fn who_came_first_does_not_keep_it_all() {
    // Alone, a thread may have all there is in its cache; it gives it up when others come, and
    // sleeps on.
    const GETS: usize = 1000;
    let census = Census::new();
    let pool = census.builder().max_idle(16).build();
    let (filled, done) = (Barrier::new(2), Barrier::new(2));
    thread::scope(|scope| {
        scope.spawn(|| {
            drop((0..16).map(|_| census.get(&pool)).collect::<Vec<_>>());
            filled.wait();
            done.wait();
        });
        filled.wait();
        for _ in 0..GETS {
            drop(census.get(&pool));
        }
        done.wait();
    });
    assert_eq!((census.made(), pool.stats().misses), (16, 16));
    census.audit(&pool, 16 + GETS);
}

#[test]
fn one_that_gets_and_one_that_returns_share_a_few_objects() {
    // Credit must follow the objects: a thread that only returns would else soon hold all of it.
    const GETS: usize = 20_000;
    let census = Census::new();
    let pool = Arc::new(census.builder().max_idle(8).build());
    let (send, receive) = std::sync::mpsc::sync_channel(2);
    thread::scope(|scope| {
        scope.spawn(|| {
            let send = send;
            for _ in 0..GETS {
                send.send(census.get(&pool))
                    .expect("the other thread listens");
            }
        });
        scope.spawn(|| receive.into_iter().for_each(drop));
    });
    let stats = pool.stats();
    println!(
        "8 objects, one gets and one returns: {:.1} % hits",
        100.0 * stats.hit_rate()
    );
    // Both are at work, though one of them never gets.
    assert!(stats.hit_rate() > 0.99, "{stats:?}");
    census.audit(&pool, GETS);
}
