//! The one place atomics, locks, cells and thread-locals come from, so that loom can take theirs.
//!
//! Everything below `store` imports from here and nothing else of the kind. Under `--cfg loom`
//! each name is loom's, and the model checker sees every step. Under `--cfg shared_writes` they count
//! what threads write that others have at hand, see [`shared_writes`].

pub(crate) mod barrier;
#[cfg_attr(loom, path = "sync/loom_line.rs")]
pub(crate) mod line;
#[cfg(all(shared_writes, not(loom)))]
pub mod shared_writes;
pub(crate) mod version;

pub(crate) use version::Version;

#[cfg(not(any(loom, shared_writes)))]
mod std_types;
#[cfg(not(any(loom, shared_writes)))]
pub(crate) use std_types::*;

#[cfg(all(shared_writes, not(loom)))]
mod counting_types;
#[cfg(all(shared_writes, not(loom)))]
pub(crate) use counting_types::*;

#[cfg(loom)]
mod loom_types;
#[cfg(loom)]
pub(crate) use loom_types::*;

use std::sync::PoisonError;

/// Locks, whatever happened to the thread that held it last: no user code runs under the pool's
/// locks, so there is no half-done change a poisoned one could warn of.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the figures count with: std's even under loom. Nothing depends on the order of a count, and
/// each would multiply the models' search.
pub(crate) mod figures {
    #[cfg(not(loom))]
    pub(crate) use super::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
    #[cfg(loom)]
    pub(crate) use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
}

/// A lock for a static: std's even under loom, whose locks live no longer than a model.
pub(crate) mod lasting {
    #[cfg(not(loom))]
    pub(crate) use super::{Mutex, MutexGuard};
    #[cfg(loom)]
    pub(crate) use std::sync::{Mutex, MutexGuard};
}

/// A number that one thread writes and any thread reads: a load and a store, never a
/// read-modify-write.
#[derive(Debug)]
pub(crate) struct Gauge(AtomicUsize);

impl Gauge {
    pub(crate) fn new(value: usize) -> Self {
        Self(AtomicUsize::new(value))
    }

    #[inline]
    pub(crate) fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    #[inline]
    pub(crate) fn set(&self, value: usize) {
        self.0.store(value, Ordering::Relaxed);
    }
}

/// Something that is so or not, on which nothing else hangs: who does not see it yet sees it later. Std's
/// even under loom, as the figures are.
#[derive(Debug)]
pub(crate) struct Fact(figures::AtomicBool);

impl Fact {
    pub(crate) fn new() -> Self {
        Self(figures::AtomicBool::new(false))
    }

    pub(crate) fn holds(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn set(&self, holds: bool) {
        self.0.store(holds, Ordering::Relaxed);
    }
}

/// A count that one thread adds to and any thread reads. Std's even under loom, as the figures are.
#[derive(Debug, Default)]
pub(crate) struct Counter(figures::AtomicU64);

impl Counter {
    #[inline]
    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }

    pub(crate) fn set(&self, value: u64) {
        self.0.store(value, Ordering::Release);
    }

    #[inline]
    pub(crate) fn add(&self, count: u64) {
        let before = self.0.load(Ordering::Relaxed);
        self.0.store(before.wrapping_add(count), Ordering::Relaxed);
    }
}
