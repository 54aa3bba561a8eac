//! A pool's figures: they add up after any program, peaks are what was seen, and reading them while
//! others work shows nothing that cannot be.

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use pool_runtime::{Pool, Pooled, Stats, testing};
use pool_tests::census::{Census, Citizen, Held};
use pool_tests::figures;
use pool_tests::random::Random;

/// What a pooled `Vec` counts beside its capacity, in bytes.
const VEC: usize = size_of::<Vec<u8>>();

#[test]
fn figures_add_up_after_every_step_of_random_programs() {
    for seed in 0..60 {
        let mut random = Random::new(seed);
        let census = Census::new();
        let pool = census
            .builder()
            .max_idle(random.below(100))
            .max_idle_bytes(20_000)
            .max_object_bytes(8000)
            .idle_decay(Duration::from_secs(1))
            .build();
        let mut held: Vec<Held<'_, pool_runtime::Pooled<'_, Citizen>>> = Vec::new();
        let mut gets = 0;
        for _ in 0..200 {
            match random.below(20) {
                0..=6 => {
                    for _ in 0..=random.below(10) {
                        held.push(census.get(&pool));
                        gets += 1;
                    }
                }
                7..=9 => held.truncate(random.below(held.len() + 1)),
                10..=11 => {
                    if let Some(object) = held.last_mut() {
                        object.bytes.resize(random.below(9000), 1);
                    }
                }
                12 => drop(held.pop().map(Held::detach)),
                13 => drop(held.pop().map(Held::discard)),
                14 => {
                    let trimmed = pool.trim();
                    assert!(trimmed.objects <= 100 && trimmed.bytes <= 20_000);
                }
                15 => assert!(pool.prewarm(random.below(20)) < 20),
                16 => testing::advance(&pool, Duration::from_millis(700)),
                17 => {
                    let object = held.pop();
                    thread::scope(|scope| drop(scope.spawn(|| drop(object))));
                }
                18 => {
                    thread::scope(|scope| {
                        let two = || drop((census.get(&pool), census.get(&pool)));
                        scope.spawn(two).join().expect("no panic");
                    });
                    gets += 2;
                }
                _ => {
                    let object = held.pop();
                    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                        let _object = object;
                        std::panic::resume_unwind(Box::new(()));
                    }));
                    assert!(panicked.is_err());
                }
            }
            census.audit(&pool, gets);
            assert_eq!(pool.stats().live, held.len(), "seed {seed}");
        }
        held.clear();
        pool.trim();
        census.audit(&pool, gets);
        assert_eq!(
            (census.alive(), pool.stats().idle_bytes),
            (0, 0),
            "seed {seed}"
        );
    }
}

#[test]
fn discards_are_told_apart() {
    let pool: Pool<Vec<u8>> = Pool::builder().max_idle(1).max_object_bytes(10_000).build();
    pool.get().reserve_exact(10_001);
    assert_eq!(pool.stats().discards.oversized, 1);
    drop((pool.get(), pool.get()));
    assert_eq!(pool.stats().discards.over_budget, 1);
    assert_eq!(pool.trim().objects, 1);
    let discards = pool.stats().discards;
    assert_eq!(
        (
            discards.trimmed,
            discards.while_idle(),
            discards.at_return()
        ),
        (1, 1, 2)
    );
    assert_eq!(discards.total(), 3);
    figures::add_up(&pool.stats(), 3);
}

#[test]
fn peaks_are_the_most_that_was_seen() {
    let pool: Pool<Vec<u8>> = Pool::builder().max_idle(50).build();
    let mut held: Vec<_> = (0..70).map(|_| pool.get()).collect();
    for buffer in &mut held {
        buffer.reserve_exact(100);
    }
    assert_eq!(pool.stats().peak_live, 70);
    drop(held);
    let stats = pool.stats();
    assert_eq!(
        (stats.peak_live, stats.peak_idle, stats.peak_idle_bytes),
        (70, 50, 50 * (VEC + 100))
    );
    pool.trim();
    let stats = pool.stats();
    assert_eq!((stats.live, stats.idle, stats.idle_bytes), (0, 0, 0));
    assert_eq!(
        (stats.peak_live, stats.peak_idle, stats.peak_idle_bytes),
        (70, 50, 50 * (VEC + 100))
    );
}

#[test]
fn the_peak_of_live_objects_is_seen_without_anybody_looking() {
    let pool = Pool::<Vec<u8>>::new();
    for most in [1, 10, 100, 50] {
        drop((0..most).map(|_| pool.get()).collect::<Vec<_>>());
    }
    assert_eq!(pool.stats().peak_live, 100);
}

#[test]
fn a_thread_looks_at_the_peak_at_its_first_return_after_it_has_built() {
    // Beside others, each of whose needs may have it look at what they do not use.
    let pool = Pool::<Vec<u8>>::new();
    let held: Vec<_> = (0..3).map(|_| pool.get()).collect();
    for built in 1..=40 {
        thread::scope(|scope| {
            let worker = scope.spawn(|| drop((0..built).map(|_| pool.get()).collect::<Vec<_>>()));
            worker.join().expect("no panic");
        });
        // What they left is not for the next ones.
        pool.trim();
    }
    held.into_iter().for_each(Pooled::discard);
    assert_eq!(pool.stats().peak_live, 3 + 40);
}

#[test]
fn one_object_built_and_returned_beside_others_is_seen() {
    let pool = Pool::<Vec<u8>>::new();
    let held: Vec<_> = (0..3).map(|_| pool.get()).collect();
    thread::scope(|scope| {
        let worker = scope.spawn(|| drop(pool.get()));
        worker.join().expect("no panic");
    });
    held.into_iter().for_each(Pooled::discard);
    let stats = pool.stats();
    assert_eq!((stats.live, stats.peak_live), (0, 4));
}

#[test]
fn a_growth_that_found_some_on_its_way_is_seen_in_full() {
    let pool = Pool::<Vec<u8>>::new();
    let mut held: Vec<_> = (0..3).map(|_| pool.get()).collect();
    thread::scope(|scope| {
        let worker = scope.spawn(|| drop((0..5).map(|_| pool.get()).collect::<Vec<_>>()));
        worker.join().expect("no panic");
    });
    held.extend((0..25).map(|_| pool.get()));
    assert_eq!(held.len(), 28);
    drop(held);
    let stats = pool.stats();
    assert_eq!((stats.hits, stats.live, stats.peak_live), (5, 0, 28));
}

#[test]
fn a_growth_without_a_return_is_seen_but_for_its_last_eighth() {
    for built in [64, 500, 3_000, 20_000] {
        let pool = Pool::<Vec<u8>>::new();
        let held: Vec<_> = (0..built).map(|_| pool.get()).collect();
        held.into_iter().for_each(Pooled::discard);
        let peak = pool.stats().peak_live;
        println!("{built}: {peak}");
        assert!(
            peak <= built && peak + peak / 8 + 64 >= built,
            "{peak} of {built}"
        );
    }
}

#[test]
fn peaks_never_exceed_what_can_have_been() {
    const THREADS: usize = 4;
    const HELD: usize = 8;
    for _ in 0..20 {
        let census = Census::new();
        let pool = census.builder().max_idle(40).build();
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let stats = pool.stats();
                    assert!(stats.idle <= 40, "{stats:?}");
                }
            });
            let workers: Vec<_> = (0..THREADS)
                .map(|seed| {
                    let (census, pool) = (&census, &pool);
                    scope.spawn(move || {
                        let mut random = Random::new(seed as u64);
                        for _ in 0..200 {
                            let count = 1 + random.below(HELD);
                            drop((0..count).map(|_| census.get(pool)).collect::<Vec<_>>());
                        }
                    })
                })
                .collect();
            for worker in workers {
                worker.join().expect("no panic");
            }
            done.store(true, Ordering::Relaxed);
        });
        let stats = pool.stats();
        assert!(stats.peak_live <= THREADS * HELD, "{stats:?}");
        assert!(stats.peak_idle <= 40, "{stats:?}");
    }
}

/// Reads the figures on one thread while others work, and hands each pair of readings to `check`,
/// with how many `get`s had been started by then.
fn read_while_others_work(check: impl Fn(Stats, Stats, u64) + Sync) {
    const THREADS: usize = 4;
    const GETS: usize = 20_000;
    let pool = Pool::<Vec<u8>>::new();
    let done = AtomicBool::new(false);
    let started = AtomicUsize::new(0);
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut before = Stats::default();
            while !done.load(Ordering::Relaxed) {
                let stats = pool.stats();
                check(before, stats, started.load(Ordering::SeqCst) as u64);
                before = stats;
            }
        });
        let workers: Vec<_> = (0..THREADS)
            .map(|_| {
                scope.spawn(|| {
                    for _ in 0..GETS {
                        started.fetch_add(1, Ordering::SeqCst);
                        pool.get().push(1);
                    }
                })
            })
            .collect();
        for worker in workers {
            worker.join().expect("no panic");
        }
        done.store(true, Ordering::Relaxed);
        reader.join().expect("every reading is possible");
    });
    figures::add_up(&pool.stats(), THREADS * GETS);
}

#[test]
fn figures_read_while_others_work_are_possible_ones() {
    read_while_others_work(|_, stats, started| {
        assert!(
            stats.hits + stats.misses <= started,
            "{started} gets: {stats:?}"
        );
        assert!((0.0..=1.0).contains(&stats.hit_rate()), "{stats:?}");
    });
}

#[test]
fn counts_read_while_others_work_never_fall() {
    for _ in 0..20 {
        read_while_others_work(|before, stats, _| {
            assert!(stats.hits >= before.hits, "{before:?} then {stats:?}");
            assert!(stats.misses >= before.misses, "{before:?} then {stats:?}");
        });
    }
}

#[test]
fn no_more_objects_peak_than_there_ever_were() {
    for _ in 0..40 {
        read_while_others_work(|_, stats, _| {
            let made = usize::try_from(stats.misses).expect("a small number");
            // One that is just being built may be seen before it is counted.
            assert!(stats.peak_idle <= made + 4, "{stats:?}");
            assert!(stats.peak_live <= made + 4, "{stats:?}");
            let bytes = (VEC + 8) * (made + 4);
            assert!(stats.peak_idle_bytes <= bytes, "{stats:?}");
        });
    }
}

/// The counts of a reading that nothing takes back.
fn counts(stats: &Stats) -> [u64; 14] {
    let discards = stats.discards;
    [
        stats.hits,
        stats.misses,
        stats.prewarmed,
        u64::try_from(stats.init_time.as_nanos()).expect("not centuries"),
        discards.oversized,
        discards.over_budget,
        discards.underused,
        discards.panicked,
        discards.not_reusable,
        discards.discarded,
        discards.detached,
        discards.trimmed,
        discards.decayed,
        stats.peak_live as u64,
    ]
}

/// Which of the counts is less than it was.
fn fallen(before: &Stats, now: &Stats) -> Option<usize> {
    let (before, now) = (counts(before), counts(now));
    before
        .iter()
        .zip(&now)
        .position(|(before, now)| now < before)
}

#[test]
fn readings_beside_threads_that_come_and_go_end_and_never_fall() {
    // Each side goes on until the other is through: neither a reading nor a join may wait for a
    // moment without the other.
    const READINGS: usize = 3_000;
    const VISITORS: usize = 600;
    const GETS: usize = 40;
    let pool: Pool<Vec<u8>> = Pool::builder().max_idle(30).build();
    let (read, visited) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let go_on =
        || read.load(Ordering::Relaxed) < READINGS || visited.load(Ordering::Relaxed) < VISITORS;
    let gets: usize = thread::scope(|scope| {
        let readers = [(); 2].map(|()| {
            scope.spawn(|| {
                let mut before = pool.stats();
                while go_on() {
                    let stats = pool.stats();
                    assert_eq!(fallen(&before, &stats), None, "{before:?}, then {stats:?}");
                    assert!(stats.idle <= 30, "{stats:?}");
                    before = stats;
                    read.fetch_add(1, Ordering::Relaxed);
                }
            })
        });
        let hosts = [(); 2].map(|()| {
            scope.spawn(|| {
                let mut gets = 0;
                while go_on() {
                    let visit = || {
                        for count in 0..GETS / 2 {
                            let two = (pool.get(), pool.get());
                            if count == 7 {
                                Pooled::discard(two.0);
                            }
                        }
                    };
                    let visitor = thread::scope(|visit_scope| visit_scope.spawn(visit).join());
                    visitor.expect("no panic");
                    gets += GETS;
                    visited.fetch_add(1, Ordering::Relaxed);
                }
                gets
            })
        });
        for reader in readers {
            reader.join().expect("no count fell");
        }
        hosts
            .map(|host| host.join().expect("no panic"))
            .iter()
            .sum()
    });
    figures::add_up(&pool.stats(), gets);
    assert_eq!(pool.stats().live, 0);
}

#[test]
fn readings_beside_owners_at_work_end() {
    // Caches exchange credit all the while: a reading finds no quiet moment, and ends all the same.
    const THREADS: usize = 40;
    const READINGS: usize = 200;
    let pool = Pool::<Vec<u8>>::new();
    let done = AtomicBool::new(false);
    let (start, gets) = (Barrier::new(THREADS + 1), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..THREADS {
            let work = || {
                drop(pool.get());
                gets.fetch_add(1, Ordering::Relaxed);
                start.wait();
                while !done.load(Ordering::Relaxed) {
                    drop((pool.get(), pool.get(), pool.get()));
                    gets.fetch_add(3, Ordering::Relaxed);
                }
            };
            let builder = thread::Builder::new().stack_size(128 << 10);
            builder.spawn_scoped(scope, work).expect("a thread starts");
        }
        start.wait();
        let mut before = pool.stats();
        for _ in 0..READINGS {
            let stats = pool.stats();
            assert_eq!(fallen(&before, &stats), None, "{before:?}, then {stats:?}");
            assert!(stats.idle <= 1024, "{stats:?}");
            before = stats;
        }
        done.store(true, Ordering::Relaxed);
    });
    figures::add_up(&pool.stats(), gets.load(Ordering::Relaxed));
}

#[test]
fn hits_of_threads_that_are_gone_stay_counted() {
    let pool = Pool::<Vec<u8>>::new();
    for threads in 1..=30 {
        thread::scope(|scope| {
            let worker = scope.spawn(|| (0..100).for_each(|_| pool.get().push(1)));
            worker.join().expect("no panic");
        });
        figures::add_up(&pool.stats(), threads * 100);
    }
    assert_eq!(pool.stats().misses, 1);
}

#[test]
fn the_time_spent_in_init_is_counted() {
    const SLEEP: Duration = Duration::from_millis(5);
    let pool: Pool<Vec<u8>> = Pool::with_init(|| {
        thread::sleep(SLEEP);
        Vec::new()
    });
    assert_eq!(pool.stats().init_time, Duration::ZERO);
    drop((0..4).map(|_| pool.get()).collect::<Vec<_>>());
    let spent = pool.stats().init_time;
    assert!(spent >= 4 * SLEEP && spent < 100 * SLEEP, "{spent:?}");
    drop(pool.get());
    assert_eq!(pool.stats().init_time, spent, "a hit costs none");
}

#[test]
fn an_init_that_is_slow_now_and_then_is_noticed() {
    let calls = AtomicUsize::new(0);
    let pool: Pool<Vec<u8>> = Pool::with_init(move || {
        if calls.fetch_add(1, Ordering::Relaxed) >= 1000 {
            thread::sleep(Duration::from_millis(2));
        }
        Vec::new()
    });
    // Cheap at first, so that it may be timed by sample, and then not.
    drop((0..1064).map(|_| pool.get()).collect::<Vec<_>>());
    let spent = pool.stats().init_time;
    assert!(spent >= Duration::from_millis(32), "{spent:?}");
    assert!(spent <= Duration::from_secs(2), "{spent:?}");
}

#[test]
fn reading_stops_nobody() {
    // A thread that holds a guard, and one that is in `init`, while the figures are read.
    let (inside, go_on) = (
        std::sync::Arc::new(Barrier::new(2)),
        std::sync::Arc::new(Barrier::new(2)),
    );
    let (entered, left) = (
        std::sync::Arc::clone(&inside),
        std::sync::Arc::clone(&go_on),
    );
    let pool: Pool<Vec<u8>> = Pool::with_init(move || {
        entered.wait();
        left.wait();
        Vec::new()
    });
    thread::scope(|scope| {
        scope.spawn(|| drop(pool.get()));
        inside.wait();
        assert_eq!((pool.stats().misses, pool.trim().objects), (0, 0));
        go_on.wait();
    });
    assert_eq!(pool.stats().misses, 1);
}
