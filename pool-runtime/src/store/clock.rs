//! The time idle objects age by: monotonic, and moved forward by tests without sleeping.

use crate::sync::{AtomicU64, Instant, Ordering};
use std::time::Duration;

pub(super) struct Clock {
    start: Instant,
    /// Nanoseconds added by [`Clock::advance`].
    advanced: AtomicU64,
}

impl Clock {
    pub(super) fn start() -> Self {
        Self {
            start: Instant::now(),
            advanced: AtomicU64::new(0),
        }
    }

    /// Nanoseconds since the start.
    pub(super) fn now(&self) -> u64 {
        nanoseconds(self.start.elapsed()).saturating_add(self.advanced.load(Ordering::Relaxed))
    }

    pub(super) fn advance(&self, by: Duration) {
        let advanced = self.advanced.load(Ordering::Relaxed);
        let advanced = advanced.saturating_add(nanoseconds(by));
        self.advanced.fetch_max(advanced, Ordering::Relaxed);
    }
}

/// Nanoseconds in `time`, at most 584 years.
pub(super) fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
