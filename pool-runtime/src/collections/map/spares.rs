//! What a [`RecycleMap`] keeps: what it counts for, and how it is given back.

use super::RecycleMap;
use crate::Poolable;

impl<K: Poolable, V: Poolable, S> RecycleMap<K, V, S> {
    /// Drops spares until there is room for no more than `capacity` entries, and gives the room back.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleMap;
    /// let mut map: RecycleMap<u32, u32> = (0..10).map(|n| (n, n)).collect();
    /// map.clear();
    /// map.shrink_to(3);
    /// assert_eq!(map.spare(), 3);
    /// ```
    pub fn shrink_to(&mut self, capacity: usize) {
        self.entries.shrink_to(capacity);
        self.index.shrink_to(capacity);
    }

    /// Drops all spares, and gives back the room that the entries do not need.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleMap;
    /// let mut map = RecycleMap::from([(1, 'a'), (2, 'b')]);
    /// map.remove(&1);
    /// map.shrink_to_fit();
    /// assert_eq!((map.len(), map.spare()), (1, 0));
    /// ```
    pub fn shrink_to_fit(&mut self) {
        self.entries.shrink_to_fit();
        self.index.shrink_to(0);
    }

    /// Drops spares until all that is owned fits into so many bytes, the index first.
    pub(in crate::collections) fn keep_within(&mut self, bytes: usize) {
        self.entries.settle();
        if self.retained_bytes() <= bytes {
            return;
        }
        self.index.shrink_to_bytes(bytes / 4);
        let rest = bytes.saturating_sub(self.index.retained_bytes());
        self.entries.keep_within(rest);
    }
}

/// Nothing is left of the entries but spares, each as good as new. The hasher stays.
impl<K: Poolable, V: Poolable, S> Poolable for RecycleMap<K, V, S> {
    fn reset(&mut self) {
        self.index.clear(&self.entries);
        self.entries.reset();
    }

    /// Entries and spares, with all that they own, and the index.
    fn retained_bytes(&self) -> usize {
        let index = self.index.retained_bytes();
        index.saturating_add(self.entries.retained_bytes())
    }

    /// What this borrower used, also of what has left since.
    fn used_bytes(&self) -> usize {
        let index = self.index.used_bytes();
        index.saturating_add(self.entries.used_bytes())
    }
}
