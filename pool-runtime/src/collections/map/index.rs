//! Where the entries of a [`RecycleMap`](super::RecycleMap) are, by the hashes of their keys.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

use super::slot::{NOWHERE, Slot};
use crate::field::Clear;

/// For each hash the first of its entries; entries of the same hash, which are as good as never more
/// than one, are linked.
#[derive(Clone, Default)]
pub(super) struct Index {
    heads: HashMap<u64, usize, BuildHasherDefault<AlreadyHashed>>,
}

/// To empty the whole table costs less than to take out one entry for so many that it has room for.
const EMPTIED_AS_ONE: usize = 64;

impl Index {
    /// The entry of this hash that is the one looked for.
    #[inline]
    pub(super) fn find<K, V>(
        &self,
        slots: &[Slot<K, V>],
        hash: u64,
        is_it: impl Fn(&K) -> bool,
    ) -> Option<usize> {
        let mut at = *self.heads.get(&hash)?;
        while at != NOWHERE {
            if is_it(&slots[at].key) {
                return Some(at);
            }
            at = slots[at].next;
        }
        None
    }

    /// The last slot becomes an entry, under this hash.
    #[inline]
    pub(super) fn link<K, V>(&mut self, slots: &mut [Slot<K, V>], hash: u64) {
        let Some(at) = slots.len().checked_sub(1) else {
            return;
        };
        slots[at].hash = hash;
        slots[at].next = self.heads.insert(hash, at).unwrap_or(NOWHERE);
    }

    /// The entry in slot `at` is one no longer, and the last slot is about to take its place.
    pub(super) fn unlink<K, V>(&mut self, slots: &mut [Slot<K, V>], at: usize) {
        let next = slots[at].next;
        self.relink(slots, at, next);
        let last = slots.len() - 1;
        if last != at {
            self.relink(slots, last, at);
        }
    }

    /// What refers to slot `from` refers to slot `to` instead.
    fn relink<K, V>(&mut self, slots: &mut [Slot<K, V>], from: usize, to: usize) {
        let Entry::Occupied(mut head) = self.heads.entry(slots[from].hash) else {
            return;
        };
        if *head.get() != from {
            let mut at = *head.get();
            while at != NOWHERE && slots[at].next != from {
                at = slots[at].next;
            }
            if at != NOWHERE {
                slots[at].next = to;
            }
        } else if to == NOWHERE {
            head.remove();
        } else {
            head.insert(to);
        }
    }

    /// None of these is an entry any longer, and they are all there were.
    pub(super) fn clear<K, V>(&mut self, slots: &[Slot<K, V>]) {
        if slots.len() > self.heads.capacity() / EMPTIED_AS_ONE {
            self.heads.clear();
        } else {
            for slot in slots {
                self.heads.remove(&slot.hash);
            }
        }
    }

    /// Makes room for so many more.
    pub(super) fn reserve(&mut self, additional: usize) {
        self.heads.reserve(additional);
    }

    /// Gives room back that is not needed for so many.
    pub(super) fn shrink_to(&mut self, capacity: usize) {
        self.heads.shrink_to(capacity);
    }

    pub(super) fn shrink_to_bytes(&mut self, bytes: usize) {
        crate::field::Shrink::shrink_to_bytes(&mut self.heads, bytes);
    }

    pub(super) fn retained_bytes(&self) -> usize {
        Clear::retained_bytes(&self.heads)
    }

    pub(super) fn used_bytes(&self) -> usize {
        Clear::used_bytes(&self.heads)
    }
}

/// The hash of a hash: itself.
#[derive(Clone, Copy, Default)]
struct AlreadyHashed(u64);

impl Hasher for AlreadyHashed {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    #[inline]
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.0
    }
}
