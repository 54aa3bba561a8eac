//! `hashbrown`: hash tables, those of std's maps.

use std::hash::{BuildHasher, Hash};

use ::hashbrown::{HashMap, HashSet, HashTable};

use super::prelude::*;

hash_tables! {
    [K, V] HashMap<K, V, S>, (K, V);
    [T] HashSet<T, S>, T;
}

/// Without [`Shrink`]: only its user knows how its entries are hashed.
impl<T> Clear for HashTable<T> {
    fn clear(&mut self) {
        if self.is_empty() {
            drop(self.drain());
        } else {
            HashTable::clear(self);
        }
    }

    fn retained_bytes(&self) -> usize {
        self.allocation_size()
    }

    fn used_bytes(&self) -> usize {
        self.len() * (size_of::<T>() + 1)
    }
}

container! {
    [K: Eq + Hash, V, S: BuildHasher] HashMap<K, V, S>, by_emptying;
    [T: Eq + Hash, S: BuildHasher] HashSet<T, S>, by_emptying;
    [T] HashTable<T>, by_new_value = HashTable::new();
}
