//! Tells a reader of several words whether they belong together: as a sequence lock does, but
//! whoever changes them waits for nobody, and a reader may take what it has read all the same.
//!
//! Odd while a change is on its way. A reader looks at the version, reads, and looks again: the two
//! fences on either side see to it that a change whose words it has read, be it one of them, shows
//! in the second look, and that one which shows in the first has changed all of them.
//!
//! Source: Boehm, "Can seqlocks get along with programming language memory models?" (MSPC 2012).

#[cfg(loom)]
use super::loom_types::at_choice::{AtomicUsize, fence};
#[cfg(not(loom))]
use super::{AtomicUsize, fence};
use std::sync::atomic::Ordering;

#[cfg(all(test, loom))]
pub(crate) use super::loom_types::at_choice::set_modelled;

#[derive(Debug)]
pub(crate) struct Version(AtomicUsize);

impl Version {
    pub(crate) fn new() -> Self {
        Self(AtomicUsize::new(0))
    }

    /// Runs a change. One at a time, which is the caller's to see to.
    #[inline]
    pub(crate) fn change<R>(&self, change: impl FnOnce() -> R) -> R {
        let version = self.0.load(Ordering::Relaxed);
        self.0.store(version.wrapping_add(1), Ordering::Relaxed);
        fence(Ordering::Release);
        let result = change();
        fence(Ordering::Release);
        self.0.store(version.wrapping_add(2), Ordering::Relaxed);
        result
    }

    /// Never twice the same after a change; `None` while there is one.
    pub(crate) fn look(&self) -> Option<usize> {
        let version = self.0.load(Ordering::Relaxed);
        // What is read after this is not from before.
        fence(Ordering::Acquire);
        (version & 1 == 0).then_some(version)
    }

    /// How many changes there have been, about; for those who ask only whether there were any.
    pub(crate) fn changes(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// To be called before the second look.
    pub(crate) fn read_before() {
        fence(Ordering::Acquire);
    }
}
