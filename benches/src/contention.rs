//! How often threads write what other threads have at hand, in each load: counted, so that few cores can
//! show what many would see. What counts is said in `pool-runtime/src/sync/shared_writes.rs`.
//!
//! All threads of a load share one pool. Each lets the others have a turn within every use, as if each had
//! a core of its own, and as much time passes as that use would take there. What a thread writes is
//! counted from use to use or return to return, after its first ones: not its start, and not its end.

use crate::scale::threads::{at_work, beside_parked};
use crate::subject::Lend;
use crate::work::Work;
use crate::workload::{Workload, lend, threads};
use pool_runtime::private::shared_writes::{SharedWrites, advance, by_all, by_this_thread};
use pool_runtime::{OwnedPooled, Pool, Poolable, Pooled, StaticPool, static_pool};
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

/// Operations of a thread, and uses and returns until it counts.
const OPERATIONS: usize = 600;
const STARTED: u64 = 400;

/// Idle objects of a pool that is to have room for all that the threads of a load hold.
const ROOM: usize = 1 << 17;

/// The statics of a kind of work: one with that room, and one with the limits that all have by default.
const ROOMY: usize = 0;
const USUAL: usize = 4;

/// Pools in turn: more than the front of a thread's table has seats; and turns until a thread knows them.
const POOLS: usize = 80;
const KNOWN: usize = 64;

/// Uses for each reading of the figures.
const READ_EVERY: usize = 100;

/// After this the pool looks at who is at work, in picoseconds: more than 50 ms.
const WINDOW: u64 = 60_000_000_000;

static USES: AtomicU64 = AtomicU64::new(0);
static COUNTED_USES: AtomicU64 = AtomicU64::new(0);
static COUNTED_WRITES: AtomicU64 = AtomicU64::new(0);
static COUNTED_BARRIERS: AtomicU64 = AtomicU64::new(0);
static AT_ONCE: AtomicU64 = AtomicU64::new(1);

thread_local! {
    static STEPS: Cell<u64> = const { Cell::new(0) };
    static BEFORE: Cell<Counts> = const { Cell::new(Counts { writes: 0, barriers: 0 }) };
}

/// This thread uses an object, or has one back: what it wrote since the last time is counted.
fn step(uses: u64) {
    STEPS.set(STEPS.get() + 1);
    let now = Counts::from(by_this_thread());
    let before = BEFORE.replace(now);
    USES.fetch_add(uses, Relaxed);
    if STEPS.get() > STARTED {
        COUNTED_USES.fetch_add(uses, Relaxed);
        COUNTED_WRITES.fetch_add(now.writes - before.writes, Relaxed);
        COUNTED_BARRIERS.fetch_add(now.barriers - before.barriers, Relaxed);
    }
}

/// A buffer that tells when it is back.
#[derive(Debug)]
pub struct Buffer(Vec<u8>);

impl Poolable for Buffer {
    fn reset(&mut self) {
        step(0);
        self.0.reset();
    }

    fn retained_bytes(&self) -> usize {
        self.0.retained_bytes()
    }

    fn used_bytes(&self) -> usize {
        self.0.used_bytes()
    }
}

/// 16 bytes into a buffer, and a turn for everybody else.
#[derive(Clone, Copy, Debug)]
pub struct Turn;

impl Work for Turn {
    const NAME: &'static str = "turn";
    const TITLE: &'static str = "16 bytes written, and a turn for everybody else";
    type Object = Buffer;
    type Input = [u8; 16];

    fn create() -> Buffer {
        Buffer(Vec::with_capacity(16))
    }

    fn input() -> [u8; 16] {
        [7; 16]
    }

    fn apply(buffer: &mut Buffer, source: &[u8; 16]) {
        buffer.0.extend_from_slice(black_box(source.as_slice()));
        step(1);
        advance(USE / AT_ONCE.load(Relaxed));
        thread::yield_now();
    }

    fn global(place: usize) -> &'static StaticPool<Pool<Buffer>> {
        static_pool! {
            static ROOMY: Pool<Buffer> = Pool::builder().init(Turn::create).max_idle(ROOM);
            static SECOND: Pool<Buffer> = Pool::builder().init(Turn::create);
            static THIRD: Pool<Buffer> = Pool::builder().init(Turn::create);
            static FOURTH: Pool<Buffer> = Pool::builder().init(Turn::create);
            static USUAL: Pool<Buffer> = Pool::builder().init(Turn::create);
        }
        [&ROOMY, &SECOND, &THIRD, &FOURTH, &USUAL][place]
    }

    fn cell<R>(f: impl FnOnce(&Cell<Option<Box<Buffer>>>) -> R) -> R {
        thread_local! {
            static CELL: Cell<Option<Box<Buffer>>> = const { Cell::new(None) };
        }
        CELL.with(f)
    }
}

/// One pool for all threads of a load: a static.
#[derive(Debug)]
struct Borrowed<const PLACE: usize>(&'static StaticPool<Pool<Buffer>>);

impl<const PLACE: usize> Lend<Turn> for Borrowed<PLACE> {
    type Loan<'pool> = Pooled<'pool, Buffer>;

    fn new(turn: usize) -> Self {
        Self(Turn::global(PLACE + turn))
    }

    fn lend(&self, apply: impl FnOnce(&mut Buffer)) -> Self::Loan<'_> {
        let mut object = self.0.get();
        apply(&mut object);
        object
    }
}

/// The same, with guards that own their object.
#[derive(Debug)]
struct Owned<const PLACE: usize>(&'static StaticPool<Pool<Buffer>>);

impl<const PLACE: usize> Lend<Turn> for Owned<PLACE> {
    type Loan<'pool> = OwnedPooled<Buffer>;

    fn new(turn: usize) -> Self {
        Self(Turn::global(PLACE + turn))
    }

    fn lend(&self, apply: impl FnOnce(&mut Buffer)) -> Self::Loan<'_> {
        let mut object = self.0.get_owned();
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
    /// All counts: the starts and ends of threads are the load.
    whole: bool,
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
    ///
    /// # Panics
    ///
    /// If the load does.
    pub fn measure(&self, threads: usize) -> Option<Rate> {
        if threads < self.least {
            return None;
        }
        AT_ONCE.store((self.at_work)(threads) as u64, Relaxed);
        Turn::global(ROOMY).trim();
        Turn::global(USUAL).trim();
        let counted = [&COUNTED_USES, &COUNTED_WRITES, &COUNTED_BARRIERS];
        for count in counted {
            count.store(0, Relaxed);
        }
        // What the pool does every 50 ms it does at the start.
        advance(WINDOW);
        let (uses, before) = (USES.load(Relaxed), Counts::from(by_all()));
        let Self { run, .. } = *self;
        // As all others, this thread has not used the pool before.
        let load = thread::spawn(move || run(threads, OPERATIONS));
        load.join().expect("a load panicked");
        let [uses, writes, barriers] = if self.whole {
            let after = Counts::from(by_all());
            let (writes, barriers) = (
                after.writes - before.writes,
                after.barriers - before.barriers,
            );
            [USES.load(Relaxed) - uses, writes, barriers]
        } else {
            counted.map(|count| count.load(Relaxed))
        };
        let rate = |count: u64| count as f64 * 1000.0 / uses as f64;
        Some(Rate {
            writes: rate(writes),
            barriers: rate(barriers),
        })
    }
}

#[derive(Clone, Copy)]
struct Counts {
    writes: u64,
    barriers: u64,
}

impl From<SharedWrites> for Counts {
    fn from(counts: SharedWrites) -> Self {
        Self {
            writes: counts.read_modify_writes + counts.stores,
            barriers: counts.barriers,
        }
    }
}

/// As many callers as there are threads for, each with a load of its own on the pool of all.
fn together<S: Lend<Turn>>(callers: usize, workload: Workload, operations: usize) {
    thread::scope(|scope| {
        for _ in 0..callers {
            scope.spawn(|| lend::<Turn, S>(workload, operations));
        }
    });
}

/// Threads that each do the same, with what they share.
fn each<F: FnMut()>(count: usize, operations: usize, trips: impl Fn() -> F + Sync) {
    threads(count, count * operations, trips);
}

fn use_it(buffer: &mut Buffer) {
    Turn::apply(buffer, &Turn::input());
}

fn pools_in_turn(count: usize, operations: usize) {
    let pools: Vec<_> = (0..POOLS).map(|_| Pool::with_init(Turn::create)).collect();
    let pools = &pools;
    each(count, operations, || {
        for pool in pools {
            (0..KNOWN).for_each(|_| drop(pool.get()));
            // Still starting.
            STEPS.set(0);
        }
        let mut turn = 0;
        move || {
            use_it(&mut pools[turn % POOLS].get());
            turn += 1;
        }
    });
}

fn read_now_and_then(count: usize, operations: usize) {
    let pool = Turn::global(USUAL);
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
    let pool = Pool::builder().init(Turn::create).max_idle(ROOM).build();
    each(count, operations, || {
        || {
            let mut object = pool.get();
            use_it(&mut object);
            // Held for good: what returns would cost is not growth.
            mem::forget(object);
        }
    });
}

fn bounded(max_objects: usize, count: usize, operations: usize) {
    let pool = Pool::builder()
        .init(Turn::create)
        .max_objects(max_objects)
        .build();
    each(count, operations, || || use_it(&mut pool.get()));
}

fn life(count: usize, operations: usize) {
    each(count, operations, || {
        || use_it(&mut Pool::with_init(Turn::create).get())
    });
}

/// All loads.
pub const LOADS: [Load; 19] = {
    const fn load(name: &'static str, least: usize, run: Run) -> Load {
        let at_work = |threads| threads;
        Load {
            name,
            least,
            at_work,
            whole: false,
            run,
        }
    }
    [
        load("one object at a time", 1, |count, operations| {
            at_work::<Turn, Borrowed<USUAL>>(count, count * operations);
        }),
        load("the same, owned guards", 1, |count, operations| {
            at_work::<Turn, Owned<USUAL>>(count, count * operations);
        }),
        load("32 held", 1, |count, operations| {
            together::<Borrowed<ROOMY>>(count, Workload::Held32, operations);
        }),
        load("32 held, of 1,024 in all", 1, |count, operations| {
            together::<Borrowed<USUAL>>(count, Workload::Held32, operations);
        }),
        load("100 held", 1, |count, operations| {
            together::<Borrowed<ROOMY>>(count, Workload::Held100, operations);
        }),
        load("four pools in turn", 1, |count, operations| {
            together::<Borrowed<ROOMY>>(count, Workload::Four, operations);
        }),
        load("80 pools in turn", 1, pools_in_turn),
        load("hand-off, in pairs", 2, |count, operations| {
            together::<Borrowed<ROOMY>>(count / 2, Workload::HandOff, operations);
        }),
        load("one to four", 5, |count, operations| {
            together::<Borrowed<ROOMY>>(count / 5, Workload::OneToMany, operations);
        }),
        load("four to one", 5, |count, operations| {
            together::<Borrowed<ROOMY>>(count / 5, Workload::ManyToOne, operations);
        }),
        load("starvation, in pairs", 2, |count, operations| {
            together::<Borrowed<ROOMY>>(count / 2, Workload::Starvation, operations);
        }),
        Load {
            whole: true,
            ..load("short-lived, of 100 uses", 1, |count, operations| {
                together::<Borrowed<USUAL>>(count, Workload::ShortLived, operations);
            })
        },
        Load {
            at_work: |_| 1,
            ..load("one at work, the others parked", 1, |count, operations| {
                beside_parked::<Turn, Borrowed<USUAL>>(count - 1, Duration::ZERO, operations);
            })
        },
        load("figures read after 100 uses", 1, read_now_and_then),
        load("misses, nothing kept", 1, nothing_kept),
        load("misses, growth", 1, growth),
        load("bounded, with room for all", 1, |count, operations| {
            bounded(1024, count, operations);
        }),
        load(
            "bounded, an object for two threads",
            2,
            |count, operations| {
                bounded(count / 2, count, operations);
            },
        ),
        load("a pool made, used once, dropped", 1, life),
    ]
};
