//! Fields that say nothing: plain values and nested `Poolable` types.

/// A field whose reuse is obviously safe, so that it needs no attribute.
pub trait AutoReset {
    /// Brings the value back to its initial state, in place.
    fn auto_reset(&mut self);

    /// Heap bytes this value owns, by capacity.
    fn retained_bytes(&self) -> usize {
        0
    }

    /// Of the retained bytes, those in use.
    fn used_bytes(&self) -> usize {
        self.retained_bytes()
    }

    /// Whether the value may be used again at all.
    fn is_reusable(&self) -> bool {
        true
    }
}
