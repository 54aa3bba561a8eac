//! Who asks for objects when: the thirteen loads.

use crate::bases;
use crate::flow::{self, Sides};
use crate::sample::{Sample, WARM_UP};
use crate::subject::Lend;
use crate::work::{Work, made};
use clap::ValueEnum;
use pool_runtime::Poolable;
use std::sync::Barrier;
use std::thread;
use std::time::Instant;

/// Objects in a batch that changes threads.
const BATCH: usize = 32;

/// Of each cycle of [`Workload::Starvation`], objects got, and returned on the thread that got them.
const GOT: usize = 100;
const RETURNED: usize = 67;

/// Uses in the life of a thread of [`Workload::ShortLived`].
const USES: usize = 100;

/// Objects got from an empty pool, and none returned.
const MISSES: usize = 256;

/// Threads on the side that has many.
const MANY: usize = 4;

/// A load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Workload {
    /// One thread, one object at a time.
    One,
    /// As many threads as cores, each for itself.
    Cores,
    /// 64 threads on these cores.
    #[value(name = "threads-64")]
    Threads64,
    /// As the next two, with one.
    #[value(name = "held-1")]
    Held1,
    /// 32 objects held at once, then all dropped.
    #[value(name = "held-32")]
    Held32,
    /// 100 objects held at once, then all dropped.
    #[value(name = "held-100")]
    Held100,
    /// Borrowed on one thread, dropped on another.
    HandOff,
    /// Borrowed on one thread, dropped on four.
    OneToMany,
    /// Borrowed on four threads, dropped on one.
    ManyToOne,
    /// Threads that live for 100 uses, one after the other.
    ShortLived,
    /// One thread, four pools in turn.
    Four,
    /// Of 100 objects got on a thread 67 are returned there, the others elsewhere.
    Starvation,
    /// 256 objects from an empty pool, the drop not counted.
    Misses,
}

impl Workload {
    /// As in the head of a table.
    pub fn title(self) -> &'static str {
        match self {
            Self::One => "one thread",
            Self::Cores => "N threads",
            Self::Threads64 => "64 threads",
            Self::Held1 => "1 held",
            Self::Held32 => "32 held",
            Self::Held100 => "100 held",
            Self::HandOff => "hand-off",
            Self::OneToMany => "one to many",
            Self::ManyToOne => "many to one",
            Self::ShortLived => "short-lived",
            Self::Four => "four pools",
            Self::Starvation => "starvation",
            Self::Misses => "misses",
        }
    }

    fn held(self) -> usize {
        match self {
            Self::Held100 => 100,
            Self::Held32 => 32,
            _ => 1,
        }
    }

    fn threads(self) -> usize {
        match self {
            Self::Cores => cores(),
            Self::Threads64 => 64,
            _ => 1,
        }
    }

    fn sides(self) -> Sides {
        let (getters, returners) = match self {
            Self::OneToMany => (1, MANY),
            Self::ManyToOne => (MANY, 1),
            _ => (1, 1),
        };
        Sides { getters, returners }
    }

    /// Whether misses are a failing: everywhere but where they are the load, or the pool is new.
    pub fn is_steady(self) -> bool {
        self != Self::Misses
    }
}

/// As many threads as can run at once.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// A pool under a load, for about so many operations. `None`: it is not for this subject.
pub fn lend<W: Work, S: Lend<W>>(workload: Workload, operations: usize) -> Option<Sample> {
    let pool = S::new(0);
    let trips = || {
        let input = W::input();
        let pool = &pool;
        move || drop(pool.lend(|object| W::apply(object, &input)))
    };
    Some(match workload {
        Workload::One => one(operations, trips()),
        Workload::Cores | Workload::Threads64 => threads(workload.threads(), operations, trips),
        Workload::ShortLived => short_lived(operations, trips),
        Workload::Four => {
            let pools = [S::new(0), S::new(1), S::new(2), S::new(3)];
            let input = W::input();
            let mut turn = 0;
            one(operations, || {
                drop(pools[turn % 4].lend(|object| W::apply(object, &input)));
                turn += 1;
            })
        }
        Workload::Held1 | Workload::Held32 | Workload::Held100 => {
            let count = workload.held();
            let input = W::input();
            let mut held = Vec::with_capacity(count);
            cycles(operations, count, || {
                for _ in 0..count {
                    held.push(pool.lend(|object| W::apply(object, &input)));
                }
                held.clear();
            })
        }
        Workload::HandOff | Workload::OneToMany | Workload::ManyToOne => flow::pass(
            workload.sides(),
            operations.div_ceil(BATCH),
            || Vec::with_capacity(BATCH),
            || {
                let input = W::input();
                let pool = &pool;
                move |batch: &mut Vec<_>| {
                    for _ in 0..BATCH {
                        batch.push(pool.lend(|object| W::apply(object, &input)));
                    }
                }
            },
            || Vec::clear,
        )
        .in_batches_of(BATCH),
        Workload::Starvation => flow::pass(
            workload.sides(),
            operations.div_ceil(GOT),
            || Vec::with_capacity(GOT - RETURNED),
            || {
                let input = W::input();
                let mut held = Vec::with_capacity(RETURNED);
                let pool = &pool;
                move |batch: &mut Vec<_>| {
                    for _ in 0..RETURNED {
                        held.push(pool.lend(|object| W::apply(object, &input)));
                    }
                    for _ in RETURNED..GOT {
                        batch.push(pool.lend(|object| W::apply(object, &input)));
                    }
                    held.clear();
                }
            },
            || Vec::clear,
        )
        .in_batches_of(GOT),
        Workload::Misses => misses::<W, S>(operations),
    })
}

/// The work alone under a load: the same uses and resets, of objects that are there already.
pub fn alone<W: Work>(workload: Workload, operations: usize) -> Option<Sample> {
    let trips = bases::alone::<W, 1>;
    Some(match workload {
        Workload::One => one(operations, trips()),
        Workload::Cores | Workload::Threads64 => threads(workload.threads(), operations, trips),
        Workload::ShortLived => short_lived(operations, trips),
        Workload::Four => one(operations, bases::alone::<W, 4>()),
        Workload::Held1 | Workload::Held32 | Workload::Held100 => {
            let input = W::input();
            let count = workload.held();
            let mut held = create::<W>(count);
            cycles(operations, count, || {
                apply_all::<W>(&mut held, &input);
                reset_all::<W>(&mut held);
            })
        }
        // The objects stay in the batch: the queue alone.
        Workload::HandOff | Workload::OneToMany | Workload::ManyToOne => flow::pass(
            workload.sides(),
            operations.div_ceil(BATCH),
            || create::<W>(BATCH),
            || {
                let input = W::input();
                move |batch: &mut Vec<_>| apply_all::<W>(batch, &input)
            },
            || |batch: &mut Vec<_>| reset_all::<W>(batch),
        )
        .in_batches_of(BATCH),
        Workload::Starvation => flow::pass(
            workload.sides(),
            operations.div_ceil(GOT),
            || create::<W>(GOT - RETURNED),
            || {
                let input = W::input();
                let mut held = create::<W>(RETURNED);
                move |batch: &mut Vec<_>| {
                    apply_all::<W>(&mut held, &input);
                    apply_all::<W>(batch, &input);
                    reset_all::<W>(&mut held);
                }
            },
            || |batch: &mut Vec<_>| reset_all::<W>(batch),
        )
        .in_batches_of(GOT),
        Workload::Misses => return None,
    })
}

/// A thread-local cell under a load; it cannot hold two objects, or pass one on.
pub fn cell<W: Work>(workload: Workload, operations: usize) -> Option<Sample> {
    let trips = bases::cell::<W>;
    Some(match workload {
        Workload::One => one(operations, trips()),
        Workload::Cores | Workload::Threads64 => threads(workload.threads(), operations, trips),
        Workload::ShortLived => short_lived(operations, trips),
        _ => return None,
    })
}

fn create<W: Work>(count: usize) -> Vec<W::Object> {
    (0..count).map(|_| W::create()).collect()
}

fn apply_all<W: Work>(objects: &mut [W::Object], input: &W::Input) {
    for object in objects {
        W::apply(object, input);
    }
}

fn reset_all<W: Work>(objects: &mut [W::Object]) {
    for object in objects {
        object.reset();
    }
}

pub(crate) fn one(operations: usize, mut trip: impl FnMut()) -> Sample {
    (0..operations.div_ceil(WARM_UP)).for_each(|_| trip());
    Sample::of(operations, || (0..operations).for_each(|_| trip()))
}

/// As [`one`], of cycles of several operations.
fn cycles(operations: usize, each: usize, cycle: impl FnMut()) -> Sample {
    one(operations.div_ceil(each), cycle).in_batches_of(each)
}

pub(crate) fn threads<F: FnMut()>(
    count: usize,
    operations: usize,
    trips: impl Fn() -> F + Sync,
) -> Sample {
    let each = operations.div_ceil(count);
    let warm = Barrier::new(count);
    let parts: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|_| {
                scope.spawn(|| {
                    let mut trip = trips();
                    (0..each.div_ceil(WARM_UP)).for_each(|_| trip());
                    warm.wait();
                    let (before, start) = (made(), Instant::now());
                    (0..each).for_each(|_| trip());
                    (start, Instant::now(), made() - before)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread of a load panicked"))
            .collect()
    });
    Sample {
        parallel: count.min(cores()),
        ..Sample::over(&parts, each * count)
    }
}

fn short_lived<F: FnMut()>(operations: usize, trips: impl Fn() -> F + Sync) -> Sample {
    let life = || {
        thread::scope(|scope| {
            let thread = scope.spawn(|| {
                let mut trip = trips();
                (0..USES).for_each(|_| trip());
                made()
            });
            thread.join().expect("a short-lived thread panicked")
        })
    };
    let lives = operations.div_ceil(USES);
    (0..lives.div_ceil(WARM_UP)).for_each(|_| {
        life();
    });
    let start = Instant::now();
    let misses = (0..lives).map(|_| life()).sum();
    Sample {
        elapsed: start.elapsed(),
        operations: lives * USES,
        misses,
        parallel: 1,
    }
}

fn misses<W: Work, S: Lend<W>>(operations: usize) -> Sample {
    let input = W::input();
    let mut sum = Sample {
        parallel: 1,
        ..Sample::default()
    };
    for _ in 0..operations.div_ceil(MISSES) {
        let pool = S::new(0);
        let mut held = Vec::with_capacity(MISSES);
        let sample = Sample::of(MISSES, || {
            for _ in 0..MISSES {
                held.push(pool.lend(|object| W::apply(object, &input)));
            }
        });
        sum.elapsed += sample.elapsed;
        sum.operations += sample.operations;
        sum.misses += sample.misses;
    }
    sum
}
