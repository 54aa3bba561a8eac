//! Growable containers: emptied with their capacity kept, or kept within a limit.

/// `#[pool(clear)]`: a container that can be emptied and keep its capacity.
pub trait Clear {
    /// Empties the container and keeps its capacity.
    fn clear(&mut self);

    /// Heap bytes the container owns, by capacity.
    fn retained_bytes(&self) -> usize;

    /// Of the retained bytes, those that hold elements.
    fn used_bytes(&self) -> usize;
}

/// `#[pool(shrink_above = BYTES)]`: a container whose capacity can be brought under a limit.
pub trait Shrink: Clear {
    /// Brings the capacity of an emptied container to at most `bytes` heap bytes.
    fn shrink_to_bytes(&mut self, bytes: usize);
}
