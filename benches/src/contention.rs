//! How often threads write what other threads have at hand, in each load: counted, so that few cores can
//! show what many would see. What counts is said in `pool-runtime/src/sync/shared_writes.rs`.
//!
//! All threads of a load share one pool. Each lets the others have a turn within every use, as if each had
//! a core of its own, and as much time passes as that use would take there. Every load is run for few
//! operations and for many, and what the many add is what is counted: not the start, and not the end.

use crate::scale::threads::{at_work, beside_parked};
use crate::subject::Lend;
use crate::work::{Work, statics};
use crate::workload::{Workload, lend, threads};
use pool_runtime::private::shared_writes::{SharedWrites, advance, counted};
use pool_runtime::{OwnedPooled, Pool, Pooled, StaticPool, static_pool};
use std::cell::Cell;
use std::hint::black_box;
use std::mem;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

/// Threads of a load.
pub const THREADS: [usize; 5] = [1, 2, 16, 64, 256];

/// What a use takes on a core of its own, in picoseconds.
const USE: u64 = 10_000;

/// Operations of a thread; the first ones are not counted.
const FEW: usize = 200;
const MANY: usize = 1200;

/// Pools in turn: more than the front of a thread's table has seats.
const POOLS: usize = 200;

/// Uses for each reading of the figures.
const READ_EVERY: usize = 100;

static USES: AtomicU64 = AtomicU64::new(0);
static AT_ONCE: AtomicU64 = AtomicU64::new(1);

/// 16 bytes into a buffer, and a turn for everybody else.
#[derive(Clone, Copy, Debug)]
pub struct Turn;

impl Work for Turn {
    const NAME: &'static str = "turn";
    const TITLE: &'static str = "16 bytes written, and a turn for everybody else";
    type Object = Vec<u8>;
    type Input = [u8; 16];

    fn create() -> Vec<u8> {
        Vec::with_capacity(16)
    }

    fn input() -> [u8; 16] {
        [7; 16]
    }

    fn apply(buffer: &mut Vec<u8>, source: &[u8; 16]) {
        buffer.extend_from_slice(black_box(source.as_slice()));
        take_turns();
    }

    statics!(Turn, Vec<u8>);
}

fn take_turns() {
    USES.fetch_add(1, Relaxed);
    advance(USE / AT_ONCE.load(Relaxed));
    thread::yield_now();
}

/// One pool for all threads of a load, with guards of either kind.
#[derive(Debug)]
struct Borrowed(&'static StaticPool<Pool<Vec<u8>>>);

impl Lend<Turn> for Borrowed {
    type Loan<'pool> = Pooled<'pool, Vec<u8>>;

    fn new(place: usize) -> Self {
        Self(Turn::global(place))
    }

    fn lend(&self, apply: impl FnOnce(&mut Vec<u8>)) -> Self::Loan<'_> {
        let mut object = self.0.get();
        apply(&mut object);
        object
    }
}

#[derive(Debug)]
struct Owned(Borrowed);

impl Lend<Turn> for Owned {
    type Loan<'pool> = OwnedPooled<Vec<u8>>;

    fn new(place: usize) -> Self {
        Self(Borrowed::new(place))
    }

    fn lend(&self, apply: impl FnOnce(&mut Vec<u8>)) -> Self::Loan<'_> {
        let mut object = self.0.0.get_owned();
        apply(&mut object);
        object
    }
}

type Run = fn(usize, usize);

/// A load.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// As in the table.
    pub name: &'static str,
    /// It takes so many threads at least.
    least: usize,
    /// Of those, at work at once.
    at_work: fn(usize) -> usize,
    run: Run,
}

/// So many in a thousand operations.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// Atomic read-modify-writes, and stores to lines that other threads have touched.
    pub writes: f64,
    /// Calls of the asymmetric barrier.
    pub barriers: f64,
}

impl Load {
    /// What this load costs on so many threads; `None` if it takes more.
    pub fn measure(&self, threads: usize) -> Option<Rate> {
        if threads < self.least {
            return None;
        }
        AT_ONCE.store((self.at_work)(threads) as u64, Relaxed);
        let count = |operations| {
            Turn::global(0).trim();
            let (uses, before) = (USES.load(Relaxed), counted());
            (self.run)(threads, operations);
            let after = counted();
            (USES.load(Relaxed) - uses, Counts::between(before, after))
        };
        let (few_uses, few) = count(FEW);
        let (many_uses, many) = count(MANY);
        let rate = |few: u64, many: u64| {
            many.saturating_sub(few) as f64 * 1000.0 / (many_uses - few_uses) as f64
        };
        Some(Rate {
            writes: rate(few.writes, many.writes),
            barriers: rate(few.barriers, many.barriers),
        })
    }
}

struct Counts {
    writes: u64,
    barriers: u64,
}

impl Counts {
    fn between(before: SharedWrites, after: SharedWrites) -> Self {
        let writes = |counts: SharedWrites| counts.read_modify_writes + counts.stores;
        Self {
            writes: writes(after) - writes(before),
            barriers: after.barriers - before.barriers,
        }
    }
}

/// As many callers as there are threads for, each with a load of its own on the pool of all.
fn together(callers: usize, workload: Workload, operations: usize) {
    thread::scope(|scope| {
        for _ in 0..callers {
            scope.spawn(|| lend::<Turn, Borrowed>(workload, operations));
        }
    });
}

/// Threads that each do the same, with what they share.
fn each<F: FnMut()>(count: usize, operations: usize, trips: impl Fn() -> F + Sync) {
    threads(count, count * operations, trips);
}

fn use_it(buffer: &mut Vec<u8>) {
    Turn::apply(buffer, &Turn::input());
}

fn pools_in_turn(count: usize, operations: usize) {
    let pools: Vec<_> = (0..POOLS).map(|_| Pool::with_init(Turn::create)).collect();
    let pools = &pools;
    each(count, operations, || {
        let mut turn = 0;
        move || {
            use_it(&mut pools[turn % POOLS].get());
            turn += 1;
        }
    });
}

fn read_now_and_then(count: usize, operations: usize) {
    let pool = Turn::global(0);
    each(count, operations, || {
        let mut turn = 0;
        move || {
            use_it(&mut pool.get());
            turn += 1;
            if turn % READ_EVERY == 0 {
                black_box(pool.stats());
            }
        }
    });
}

fn nothing_kept(count: usize, operations: usize) {
    let pool = Pool::builder().init(Turn::create).max_idle(0).build();
    each(count, operations, || || use_it(&mut pool.get()));
}

fn growth(count: usize, operations: usize) {
    let pool = Pool::with_init(Turn::create);
    each(count, operations, || {
        || {
            let mut object = pool.get();
            use_it(&mut object);
            // Held for good: what returns would cost is not growth.
            mem::forget(object);
        }
    });
}

fn life(count: usize, operations: usize) {
    each(count, operations, || {
        || use_it(&mut Pool::with_init(Turn::create).get())
    });
}

/// All loads.
pub const LOADS: [Load; 17] = {
    const fn load(name: &'static str, least: usize, run: Run) -> Load {
        let at_work = |threads| threads;
        Load {
            name,
            least,
            at_work,
            run,
        }
    }
    [
        load("one object at a time", 1, |count, operations| {
            at_work::<Turn, Borrowed>(count, count * operations);
        }),
        load("the same, owned guards", 1, |count, operations| {
            at_work::<Turn, Owned>(count, count * operations);
        }),
        load("32 held", 1, |count, operations| {
            together(count, Workload::Held32, operations);
        }),
        load("100 held", 1, |count, operations| {
            together(count, Workload::Held100, operations);
        }),
        load("four pools in turn", 1, |count, operations| {
            together(count, Workload::Four, operations);
        }),
        load("200 pools in turn", 1, pools_in_turn),
        load("hand-off, in pairs", 2, |count, operations| {
            together(count / 2, Workload::HandOff, operations);
        }),
        load("one to four", 5, |count, operations| {
            together(count / 5, Workload::OneToMany, operations);
        }),
        load("four to one", 5, |count, operations| {
            together(count / 5, Workload::ManyToOne, operations);
        }),
        load("starvation, in pairs", 2, |count, operations| {
            together(count / 2, Workload::Starvation, operations);
        }),
        load("short-lived, of 100 uses", 1, |count, operations| {
            together(count, Workload::ShortLived, operations);
        }),
        Load {
            at_work: |_| 1,
            ..load("one at work, the others parked", 1, |count, operations| {
                beside_parked::<Turn, Borrowed>(count - 1, Duration::ZERO, operations);
            })
        },
        load("figures read after 100 uses", 1, read_now_and_then),
        load("misses, nothing kept", 1, nothing_kept),
        load("misses, growth", 1, growth),
        load("256 misses of a trimmed pool", 1, |count, operations| {
            together(count, Workload::Misses, operations);
        }),
        load("a pool made, used once, dropped", 1, life),
    ]
};
