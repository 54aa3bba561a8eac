//! What a pool asks of the type it holds.

/// A value that can be used again.
pub trait Poolable {
    /// Makes the value as good as new; keeps what is worth keeping.
    fn reset(&mut self);

    /// Heap bytes this value owns, by capacity.
    fn retained_bytes(&self) -> usize {
        0
    }

    /// Of the retained bytes, those in use; read before [`reset`](Self::reset).
    fn used_bytes(&self) -> usize {
        self.retained_bytes()
    }

    /// Asked before [`reset`](Self::reset); `false` drops the value instead of pooling it.
    fn is_reusable(&self) -> bool {
        true
    }
}
