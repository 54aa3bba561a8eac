//! One entry of a [`RecycleMap`](super::RecycleMap), in the place it keeps.

use crate::Poolable;

/// No entry.
pub(super) const NOWHERE: usize = usize::MAX;

/// A key and its value, or a spare pair of them.
#[derive(Default)]
pub(in crate::collections) struct Slot<K, V> {
    pub(in crate::collections) key: K,
    pub(in crate::collections) value: V,
    /// Of the key, while this is an entry.
    pub(super) hash: u64,
    /// Another entry whose key has the same hash, or [`NOWHERE`].
    pub(super) next: usize,
}

/// Both parts are reset. The links are written when it becomes an entry.
impl<K: Poolable, V: Poolable> Poolable for Slot<K, V> {
    fn reset(&mut self) {
        self.key.reset();
        self.value.reset();
    }

    fn retained_bytes(&self) -> usize {
        let key = self.key.retained_bytes();
        key.saturating_add(self.value.retained_bytes())
    }

    fn used_bytes(&self) -> usize {
        let key = self.key.used_bytes();
        key.saturating_add(self.value.used_bytes())
    }

    fn is_reusable(&self) -> bool {
        self.key.is_reusable() && self.value.is_reusable()
    }
}

impl<K: Clone, V: Clone> Clone for Slot<K, V> {
    fn clone(&self) -> Self {
        Self {
            key: self.key.clone(),
            value: self.value.clone(),
            ..*self
        }
    }

    fn clone_from(&mut self, source: &Self) {
        self.key.clone_from(&source.key);
        self.value.clone_from(&source.value);
        self.hash = source.hash;
        self.next = source.next;
    }
}
