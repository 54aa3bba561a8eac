//! One measurement: what was done, how long it took, and what was made on the way.

use crate::work::made;
use std::time::{Duration, Instant};

/// One part in so many is run before the measured part.
pub const WARM_UP: usize = 4;

/// What was measured once.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sample {
    /// From the first thread's start to the last one's end.
    pub elapsed: Duration,
    /// Objects borrowed and returned, in all.
    pub operations: usize,
    /// Objects made on the way.
    pub misses: u64,
    /// Threads that could run at once, and whose time it therefore took.
    pub parallel: usize,
}

impl Sample {
    /// Of one run on this thread.
    pub fn of(operations: usize, run: impl FnOnce()) -> Self {
        let (before, start) = (made(), Instant::now());
        run();
        Self {
            elapsed: start.elapsed(),
            operations,
            misses: made() - before,
            parallel: 1,
        }
    }

    /// Of threads that each say when they started and ended, and what they made.
    pub fn over(parts: &[(Instant, Instant, u64)], operations: usize) -> Self {
        let start = parts.iter().map(|part| part.0).min();
        let end = parts.iter().map(|part| part.1).max();
        Self {
            elapsed: end
                .zip(start)
                .map_or(Duration::ZERO, |(end, start)| end - start),
            operations,
            misses: parts.iter().map(|part| part.2).sum(),
            parallel: 1,
        }
    }

    /// Nanoseconds an operation: of one thread's time where each works for itself, else of the
    /// clock's.
    pub fn cost(&self) -> f64 {
        self.elapsed.as_nanos() as f64 * self.parallel as f64 / self.operations as f64
    }

    /// Misses in a thousand operations.
    pub fn miss_rate(&self) -> f64 {
        self.misses as f64 * 1000.0 / self.operations as f64
    }

    /// The same, of batches of so many operations.
    #[must_use]
    pub fn in_batches_of(self, operations: usize) -> Self {
        Self {
            operations: self.operations * operations,
            ..self
        }
    }
}
