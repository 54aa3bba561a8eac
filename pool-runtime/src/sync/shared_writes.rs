//! How often threads write what other threads have at hand, in builds with `--cfg shared_writes`.
//!
//! Such a write is what does not get cheaper with more cores: the line that holds the word has to come from
//! another core first, and two writes to one line come after each other, whoever makes them. So few
//! cores can show what many would see: not how long it takes, but how often it is done.
//!
//! Counted is
//!
//! - **each atomic read-modify-write**, whether or not anybody else was there. A lock is two (taking it and
//!   giving it back), a push to the depot's queue two and a pop two (crossbeam's `SegQueue`: the index, the
//!   slot), a place in the line of those who wait two, and to hand something to it two, a reference count
//!   that comes and goes two. An exchange that fails counts as well.
//! - **a store to a line that another thread has touched** since this thread's last store to it, be it by a
//!   store or by a load. A line of its own that a thread writes again and again while nobody looks is not
//!   shared, though others may look: they make the next store count, and only that one.
//!
//! Lines are of 64 bytes, so that words which share one count as the hardware takes them; who touched a
//! line last is known for each. A line that nobody is known to have touched is nobody's, and a store to it
//! does not count.
//!
//! Beside these, calls of the asymmetric barrier are counted. Each interrupts every core that runs a thread of
//! the process, which costs more than a write.
//!
//! Not seen are the lines of the objects themselves, which go from thread to thread with their objects in
//! any pool; allocators; and loads, which make a line shared and do not make anybody wait for another.
//!
//! Time is not the clock's here, but what [`advance`] is told, so that what the pool does now and then is
//! done as often in every run, and as often for an operation as on as many cores as the run stands for.

use std::cell::Cell;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

static ALL: [AtomicU64; 3] = [const { AtomicU64::new(0) }; 3];

thread_local! {
    static MINE: [Cell<u64>; 3] = const { [const { Cell::new(0) }; 3] };
}

static PICOSECONDS: AtomicU64 = AtomicU64::new(0);

/// What was counted so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SharedWrites {
    /// Atomic read-modify-writes.
    pub read_modify_writes: u64,
    /// Stores to lines that another thread had touched.
    pub stores: u64,
    /// Calls of the asymmetric barrier.
    pub barriers: u64,
}

impl From<[u64; 3]> for SharedWrites {
    fn from([read_modify_writes, stores, barriers]: [u64; 3]) -> Self {
        Self {
            read_modify_writes,
            stores,
            barriers,
        }
    }
}

/// By all threads.
pub fn by_all() -> SharedWrites {
    [0, 1, 2].map(|kind| ALL[kind].load(Relaxed)).into()
}

/// By this thread.
pub fn by_this_thread() -> SharedWrites {
    MINE.with(|mine| [0, 1, 2].map(|kind| mine[kind].get()))
        .into()
}

fn count(kind: usize, count: u64) {
    ALL[kind].fetch_add(count, Relaxed);
    MINE.with(|mine| mine[kind].set(mine[kind].get() + count));
}

/// Lets time pass.
pub fn advance(picoseconds: u64) {
    PICOSECONDS.fetch_add(picoseconds, Relaxed);
}

pub(super) fn now() -> Duration {
    Duration::from_nanos(PICOSECONDS.load(Relaxed) / 1000)
}

pub(super) fn count_barrier() {
    count(2, 1);
}

/// So many read-modify-writes to lines that are not known here.
pub(crate) fn count_read_modify_writes(count: u64) {
    self::count(0, count);
}

pub(super) fn on_load<T>(word: &T) {
    let line = Line::of(word);
    let me = thread();
    match line.last() {
        None => line.set(me),
        Some(last) if last == me => {}
        Some(_) => line.set(SEVERAL),
    }
}

pub(super) fn on_store<T>(word: &T) {
    let line = Line::of(word);
    let me = thread();
    if line.last().is_some_and(|last| last != me) {
        count(1, 1);
    }
    line.set(me);
}

pub(super) fn on_read_modify_write<T>(word: &T) {
    Line::of(word).set(thread());
    count_read_modify_writes(1);
}

const LINE: usize = 64;
/// Lines known at once; those that meet in one place forget each other.
const LINES: usize = 1 << 18;
/// Not a thread's number: several have touched the line since the last store.
const SEVERAL: u32 = u32::MAX;

/// Of each line, which it is (the upper half, never 0 for one that is known) and who touched it last.
static TABLE: [AtomicU64; LINES] = [const { AtomicU64::new(0) }; LINES];

struct Line {
    place: &'static AtomicU64,
    tag: u64,
}

impl Line {
    fn of<T>(word: &T) -> Self {
        let number = std::ptr::from_ref(word).addr() / LINE;
        Self {
            place: &TABLE[number % LINES],
            tag: (number / LINES) as u64 + 1,
        }
    }

    fn last(&self) -> Option<u32> {
        let known = self.place.load(Relaxed);
        let (tag, last) = (known >> 32, known & u64::from(u32::MAX));
        // The mask leaves what fits.
        (tag == self.tag).then(|| u32::try_from(last).unwrap_or(SEVERAL))
    }

    fn set(&self, last: u32) {
        self.place.store(self.tag << 32 | u64::from(last), Relaxed);
    }
}

fn thread() -> u32 {
    static THREADS: AtomicU32 = AtomicU32::new(0);
    thread_local! {
        static NUMBER: Cell<u32> = const { Cell::new(SEVERAL) };
    }
    if NUMBER.get() == SEVERAL {
        NUMBER.set(THREADS.fetch_add(1, Relaxed));
    }
    NUMBER.get()
}
