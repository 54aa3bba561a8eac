//! The global allocator, counted without slowing down whoever allocates more.
//!
//! One shared counter would make every allocation wait for the other threads' and so flatter the pools.
//! Each thread counts in a shard of its own; only the heap's size, which has one peak for the whole
//! process, is carried over to a shared word, [`CARRY`] bytes at a time.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::Cell;
use std::ops::Sub;
use std::sync::atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering};

/// How far a thread's share of the heap moves before the shared size hears of it: the peak is exact to
/// this many bytes a thread.
const CARRY: i64 = 16 * 1024;

/// An allocator, counted.
pub struct CountingAllocator<A>(pub A);

/// What the process has allocated so far; the difference of two is what was allocated between them.
#[derive(Clone, Copy, Debug)]
pub struct Allocated {
    /// Calls that allocated, a reallocation counting as one.
    pub calls: u64,
    /// Bytes asked for, a reallocation counting by what it grew.
    pub bytes: u64,
}

impl Sub for Allocated {
    type Output = Self;

    fn sub(self, earlier: Self) -> Self {
        Self {
            calls: self.calls - earlier.calls,
            bytes: self.bytes - earlier.bytes,
        }
    }
}

/// What all threads have allocated since the process started.
pub fn allocated() -> Allocated {
    let sum = |counter: fn(&Shard) -> &AtomicU64| {
        let counts = SHARDS
            .iter()
            .map(|shard| counter(shard).load(Ordering::Relaxed));
        counts.sum()
    };
    Allocated {
        calls: sum(|shard| &shard.calls),
        bytes: sum(|shard| &shard.bytes),
    }
}

/// The heap's size now, from which [`peak`] starts again.
pub fn restart_peak() -> i64 {
    let live = LIVE.load(Ordering::Relaxed);
    PEAK.store(live, Ordering::Relaxed);
    live
}

/// The largest the heap has been since [`restart_peak`].
pub fn peak() -> i64 {
    PEAK.load(Ordering::Relaxed)
}

/// One thread's counts; padded, so that two threads never write to one cache line.
#[repr(align(128))]
struct Shard {
    calls: AtomicU64,
    bytes: AtomicU64,
    /// What [`LIVE`] has not heard of.
    live: AtomicI64,
}

/// More threads than shards share them, and still count right.
static SHARDS: [Shard; 64] = [const {
    Shard {
        calls: AtomicU64::new(0),
        bytes: AtomicU64::new(0),
        live: AtomicI64::new(0),
    }
}; 64];

static LIVE: AtomicI64 = AtomicI64::new(0);
static PEAK: AtomicI64 = AtomicI64::new(0);
static THREADS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    // Neither initialised lazily nor dropped, so the allocator may look at it at any time.
    static SHARD: Cell<Option<&'static Shard>> = const { Cell::new(None) };
}

fn shard() -> &'static Shard {
    SHARD.get().unwrap_or_else(|| {
        let thread = THREADS.fetch_add(1, Ordering::Relaxed);
        let shard = &SHARDS[thread % SHARDS.len()];
        SHARD.set(Some(shard));
        shard
    })
}

fn grow(shard: &Shard, bytes: i64) {
    let pending = shard.live.fetch_add(bytes, Ordering::Relaxed) + bytes;
    if pending.abs() >= CARRY {
        let carried = shard.live.swap(0, Ordering::Relaxed);
        let live = LIVE.fetch_add(carried, Ordering::Relaxed) + carried;
        PEAK.fetch_max(live, Ordering::Relaxed);
    }
}

fn count_call(grown: i64) {
    let shard = shard();
    shard.calls.fetch_add(1, Ordering::Relaxed);
    shard
        .bytes
        .fetch_add(grown.max(0).unsigned_abs(), Ordering::Relaxed);
    grow(shard, grown);
}

/// A size, signed: no allocation exceeds `isize::MAX`.
fn signed(bytes: usize) -> i64 {
    bytes.try_into().unwrap_or(i64::MAX)
}

// SAFETY: every call goes to the inner allocator as it came, and its result comes back as it is; counting neither
// allocates nor unwinds.
unsafe impl<A: GlobalAlloc> GlobalAlloc for CountingAllocator<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps `alloc`'s contract, which is the inner allocator's too.
        let pointer = unsafe { self.0.alloc(layout) };
        if !pointer.is_null() {
            count_call(signed(layout.size()));
        }
        pointer
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps `alloc_zeroed`'s contract, which is the inner allocator's too.
        let pointer = unsafe { self.0.alloc_zeroed(layout) };
        if !pointer.is_null() {
            count_call(signed(layout.size()));
        }
        pointer
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer came from the inner allocator, by this allocator, with this layout.
        unsafe { self.0.dealloc(pointer, layout) };
        grow(shard(), -signed(layout.size()));
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: the pointer came from the inner allocator, by this allocator, with this layout; the caller
        // vouches for the new size.
        let moved = unsafe { self.0.realloc(pointer, layout, new_size) };
        if !moved.is_null() {
            count_call(signed(new_size) - signed(layout.size()));
        }
        moved
    }
}
