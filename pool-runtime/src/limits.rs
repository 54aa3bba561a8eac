//! What a pool may keep, and how many objects it may have.

use std::time::Duration;

/// A pool's limits, as they were built: from [`Pool::limits`](crate::Pool::limits).
///
/// ```
/// use pool_runtime::Pool;
///
/// let pool: Pool<Vec<u8>> = Pool::builder().max_idle(64).min_idle(8).build();
/// assert_eq!((pool.limits().max_idle, pool.limits().min_idle), (64, 8));
/// assert_eq!(pool.limits().max_objects, None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Limits {
    /// Most objects kept for reuse at once.
    pub max_idle: usize,
    /// Most bytes that all idle objects may take: the size of each and what it retains on the heap.
    pub max_idle_bytes: usize,
    /// Most bytes that one object may take to be kept, its own size included.
    pub max_object_bytes: usize,
    /// How long idle objects that nobody needs are kept.
    pub idle_decay: Duration,
    /// Idle objects that `idle_decay` leaves.
    pub min_idle: usize,
    /// Most objects at once, borrowed, idle and being made together; `None` for a pool without a bound.
    pub max_objects: Option<usize>,
}
