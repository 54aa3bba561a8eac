//! Many threads at work, and one at work beside many that used the pool once and are parked.

use super::{Amount, Measure, Results};
use crate::ours::Borrowed;
use crate::sample::Sample;
use crate::subject::Lend;
use crate::target::Target;
use crate::work::{Work, Write};
use crate::workload::{one, threads};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

const MANY: [usize; 4] = [260, 512, 1000, 2000];
const PARKED: [usize; 3] = [64, 256, 1000];

/// The pool looks at who is at work every 50 ms; after this it knows.
const SETTLED: Duration = Duration::from_millis(150);

/// Operations of all threads together, so many that what it takes to start the threads and to wake them is lost
/// among them: with two thousand that is some tenths of a second.
const OPERATIONS: usize = 40_000_000;

/// As many threads, each with an object at a time, for itself.
pub fn at_work<W: Work, S: Lend<W>>(count: usize, operations: usize) -> Sample {
    let pool = S::new(0);
    threads(count, operations, || trip(&pool))
}

/// One thread at work; `parked` others have used the pool once.
///
/// # Panics
///
/// If one of the others cannot be started.
pub fn beside_parked<W: Work, S: Lend<W>>(
    parked: usize,
    settled: Duration,
    operations: usize,
) -> Sample {
    let pool = S::new(0);
    let all = Barrier::new(parked + 1);
    thread::scope(|scope| {
        for _ in 0..parked {
            scope.spawn(|| {
                trip::<W, S>(&pool)();
                all.wait();
                all.wait();
            });
        }
        all.wait();
        let mut trip = trip::<W, S>(&pool);
        let start = Instant::now();
        while start.elapsed() < settled {
            (0..64).for_each(|_| trip());
        }
        let sample = one(operations, trip);
        all.wait();
        sample
    })
}

fn trip<W: Work, S: Lend<W>>(pool: &S) -> impl FnMut() + use<'_, W, S> {
    let input = W::input();
    move || drop(pool.lend(|object| W::apply(object, &input)))
}

fn at_work_name(count: usize) -> String {
    format!("{count} threads at work")
}

fn parked_name(count: usize) -> String {
    format!("one thread beside {count} parked")
}

pub(super) fn measures() -> Vec<Measure> {
    let at_work = [64].into_iter().chain(MANY).map(|count| {
        Measure::new(
            at_work_name(count),
            Amount::Exactly(OPERATIONS),
            move |operations| at_work::<Write, Borrowed<Write>>(count, operations),
        )
    });
    let beside = [0].into_iter().chain(PARKED).map(|count| {
        Measure::new(parked_name(count), Amount::Times(1), move |operations| {
            beside_parked::<Write, Borrowed<Write>>(count, SETTLED, operations)
        })
    });
    at_work.chain(beside).collect()
}

pub(super) fn targets(results: &Results) -> Vec<Target> {
    let at_work = MANY.map(|count| {
        Target::at_most(
            format!("{count} threads at work beside 64"),
            2.0,
            " ×",
            results.ratio(&at_work_name(count), &at_work_name(64)),
        )
    });
    let beside = PARKED.map(|count| {
        Target::at_most(
            format!("one thread beside {count} parked ones, beside one alone"),
            1.3,
            " ×",
            results.ratio(&parked_name(count), &parked_name(0)),
        )
    });
    at_work.into_iter().chain(beside).collect()
}
