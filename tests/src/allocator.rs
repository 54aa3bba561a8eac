//! A global allocator that counts: what a test allocates, as the allocator sees it.
//!
//! A test binary that wants counts declares it:
//!
//! ```
//! use pool_tests::allocator::{self, CountingAllocator};
//!
//! #[global_allocator]
//! static ALLOCATOR: CountingAllocator = CountingAllocator;
//!
//! let (numbers, usage) = allocator::measure(|| vec![0u8; 1000]);
//! assert_eq!((usage.live, usage.peak, usage.allocations), (1000, 1000, 1));
//! # drop(numbers);
//! ```
//!
//! Counts are kept for each thread, so that tests which run in parallel do not disturb each other, and
//! for the process as a whole, for tests that start threads of their own (and stand alone in their
//! binary, or look at differences that dwarf what others allocate).

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// The system's allocator, counted.
pub struct CountingAllocator;

/// What was allocated, by one thread or by the process.
///
/// A thread that frees what another one allocated has the bytes taken off its own count, which can thus
/// be negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Bytes allocated and not yet freed.
    pub live: i64,
    /// The most that `live` has been since the last [`measure`] or [`restart_process_peak`] began.
    pub peak: i64,
    /// Calls that allocated, a reallocation counting as one.
    pub allocations: u64,
}

/// What this thread has allocated since it started.
pub fn thread() -> Usage {
    THREAD.get()
}

/// What all threads have allocated since the process started.
///
/// The three numbers are read one after the other; threads at work may move between the readings.
pub fn process() -> Usage {
    Usage {
        live: PROCESS.live.load(Ordering::Relaxed),
        peak: PROCESS.peak.load(Ordering::Relaxed),
        allocations: PROCESS.allocations.load(Ordering::Relaxed),
    }
}

/// Lets the process's peak start again from what is live now.
pub fn restart_process_peak() {
    PROCESS
        .peak
        .store(PROCESS.live.load(Ordering::Relaxed), Ordering::Relaxed);
}

/// Runs a closure, and tells what this thread allocated meanwhile: `live` is what is left of it,
/// `peak` the most it was at any instant.
pub fn measure<R>(run: impl FnOnce() -> R) -> (R, Usage) {
    let before = thread();
    THREAD.set(Usage {
        peak: before.live,
        ..before
    });
    let result = run();
    let after = thread();
    THREAD.set(Usage {
        peak: after.peak.max(before.peak),
        ..after
    });
    let usage = Usage {
        live: after.live - before.live,
        peak: after.peak - before.live,
        allocations: after.allocations - before.allocations,
    };
    (result, usage)
}

thread_local! {
    // Neither initialised lazily nor dropped: it can be reached from inside the allocator, and until
    // the thread is gone.
    static THREAD: Cell<Usage> = const { Cell::new(Usage { live: 0, peak: 0, allocations: 0 }) };
}

struct Process {
    live: AtomicI64,
    peak: AtomicI64,
    allocations: AtomicU64,
}

static PROCESS: Process = Process {
    live: AtomicI64::new(0),
    peak: AtomicI64::new(0),
    allocations: AtomicU64::new(0),
};

/// Counts one call, of `bytes` more or fewer.
fn count(bytes: i64, allocations: u64) {
    let mut usage = THREAD.get();
    usage.live += bytes;
    usage.peak = usage.peak.max(usage.live);
    usage.allocations += allocations;
    THREAD.set(usage);

    let live = PROCESS.live.fetch_add(bytes, Ordering::Relaxed) + bytes;
    PROCESS.peak.fetch_max(live, Ordering::Relaxed);
    PROCESS
        .allocations
        .fetch_add(allocations, Ordering::Relaxed);
}

/// A layout's size, signed: no allocation exceeds `isize::MAX`.
fn signed(bytes: usize) -> i64 {
    bytes.try_into().unwrap_or(i64::MAX)
}

// SAFETY: every call goes to `System` as it came, and its result comes back as it is; counting
// neither allocates nor unwinds.
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps `alloc`'s contract, which is `System`'s too.
        let pointer = unsafe { System.alloc(layout) };
        if !pointer.is_null() {
            count(signed(layout.size()), 1);
        }
        pointer
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps `alloc_zeroed`'s contract, which is `System`'s too.
        let pointer = unsafe { System.alloc_zeroed(layout) };
        if !pointer.is_null() {
            count(signed(layout.size()), 1);
        }
        pointer
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer came from `System`, by this allocator, with this layout.
        unsafe { System.dealloc(pointer, layout) };
        count(-signed(layout.size()), 0);
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: the pointer came from `System`, by this allocator, with this layout; the caller
        // vouches for the new size.
        let moved = unsafe { System.realloc(pointer, layout, new_size) };
        if !moved.is_null() {
            count(signed(new_size) - signed(layout.size()), 1);
        }
        moved
    }
}
