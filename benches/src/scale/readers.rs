//! The figures read while four threads are at work: what a reading takes, and what a thread that joins
//! meanwhile waits.

use super::{Amount, Measure, Results};
use crate::sample::Sample;
use crate::target::Target;
use crate::work::{Work, Write};
use pool_runtime::Pool;
use std::hint::black_box;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const BUSY: usize = 4;
/// Threads that join, and readings, in a round.
const JOINS: usize = 100;
const READINGS: usize = 100;
const PAUSE: Duration = Duration::from_micros(100);

const JOIN: &str = "a new thread's first get, 95th percentile";
const JOIN_BESIDE: &str = "the same beside a reader in a loop";
const READING: &str = "a reading beside four busy threads, 95th percentile";

/// Runs `f` beside as many threads that use the pool all the time, and `readers` that read its figures
/// all the time.
fn beside<R>(pool: &Pool<Vec<u8>>, busy: usize, readers: usize, f: impl FnOnce() -> R) -> R {
    let (over, all) = (AtomicBool::new(false), Barrier::new(busy + readers + 1));
    let until_over = |step: &dyn Fn()| {
        all.wait();
        while !over.load(Ordering::Relaxed) {
            step();
        }
    };
    let until_over = &until_over;
    thread::scope(|scope| {
        for _ in 0..busy {
            scope.spawn(move || {
                let input = Write::input();
                until_over(&|| Write::apply(&mut pool.get(), &input));
            });
        }
        for _ in 0..readers {
            scope.spawn(move || {
                until_over(&|| {
                    black_box(pool.stats());
                });
            });
        }
        all.wait();
        let result = f();
        over.store(true, Ordering::Relaxed);
        result
    })
}

/// The first get of each of so many threads, one after the other: that which 5 of 100 exceed.
///
/// # Panics
///
/// If a thread cannot be started.
pub fn joins(busy: usize, readers: usize, threads: usize) -> Sample {
    let pool = Pool::with_init(Write::make);
    let first_get = || {
        let start = Instant::now();
        let object = pool.get();
        let elapsed = start.elapsed();
        drop(object);
        elapsed
    };
    beside(&pool, busy, readers, || {
        percentile(95, threads, || {
            thread::scope(|scope| scope.spawn(first_get).join().expect("a get panicked"))
        })
    })
}

/// So many readings: that which 5 of 100 exceed.
pub fn readings(busy: usize, readings: usize) -> Sample {
    let pool = Pool::with_init(Write::make);
    beside(&pool, busy, 0, || {
        percentile(95, readings, || {
            // In between all others have their turns.
            thread::sleep(PAUSE);
            let start = Instant::now();
            black_box(pool.stats());
            start.elapsed()
        })
    })
}

fn percentile(part: usize, count: usize, mut measure: impl FnMut() -> Duration) -> Sample {
    let mut all: Vec<_> = (0..count).map(|_| measure()).collect();
    all.sort_unstable();
    Sample {
        elapsed: all[(count * part / 100).min(count - 1)],
        operations: 1,
        misses: 0,
        parallel: 1,
    }
}

pub(super) fn measures() -> Vec<Measure> {
    vec![
        Measure::new(JOIN, Amount::Exactly(JOINS), |count| joins(BUSY, 0, count)),
        Measure::new(JOIN_BESIDE, Amount::Exactly(JOINS), |count| {
            joins(BUSY, 1, count)
        }),
        Measure::new(READING, Amount::Exactly(READINGS), |count| {
            readings(BUSY, count)
        }),
    ]
}

pub(super) fn targets(results: &Results) -> Vec<Target> {
    vec![
        Target::at_most(
            "a new thread's first get beside a reader in a loop, beside one without (95th percentile)",
            5.0,
            " ×",
            results.ratio(JOIN_BESIDE, JOIN),
        ),
        Target::at_most(READING, 100_000.0, " ns", results.cost(READING)),
    ]
}
