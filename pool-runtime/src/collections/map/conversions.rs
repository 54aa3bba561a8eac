//! What std's traits say of a [`RecycleMap`]: made, copied, compared, printed.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, Hash, RandomState};
use std::ops::Index;

use super::RecycleMap;
use crate::Poolable;

impl<K, V, S: Default> Default for RecycleMap<K, V, S> {
    fn default() -> Self {
        Self::with_hasher(S::default())
    }
}

/// A copy of the entries; the spares are not copied. `clone_from` copies into what is there, spares
/// included.
impl<K: Clone + Poolable, V: Clone + Poolable, S: Clone> Clone for RecycleMap<K, V, S> {
    fn clone(&self) -> Self {
        Self {
            entries: self.entries.clone(),
            index: self.index.clone(),
            hasher: self.hasher.clone(),
        }
    }

    fn clone_from(&mut self, source: &Self) {
        self.clear();
        self.hasher.clone_from(&source.hasher);
        // One by one, so that the index is right should a clone panic.
        for entry in &source.entries {
            self.entries.push_from(entry);
            self.index.link(&mut self.entries, entry.hash);
        }
    }
}

/// Each entry takes the place of a spare pair, as with [`insert`](RecycleMap::insert).
impl<K: Eq + Hash + Poolable, V: Poolable, S: BuildHasher> Extend<(K, V)> for RecycleMap<K, V, S> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K, V, S> FromIterator<(K, V)> for RecycleMap<K, V, S>
where
    K: Eq + Hash + Poolable,
    V: Poolable,
    S: BuildHasher + Default,
{
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::default();
        map.extend(entries);
        map
    }
}

impl<K: Eq + Hash + Poolable, V: Poolable, const N: usize> From<[(K, V); N]>
    for RecycleMap<K, V, RandomState>
{
    fn from(entries: [(K, V); N]) -> Self {
        Self::from_iter(entries)
    }
}

/// The entries and the hasher of a `HashMap`.
impl<K: Eq + Hash + Poolable, V: Poolable, S: BuildHasher + Clone> From<HashMap<K, V, S>>
    for RecycleMap<K, V, S>
{
    fn from(entries: HashMap<K, V, S>) -> Self {
        let mut map = Self::with_hasher(entries.hasher().clone());
        map.extend(entries);
        map
    }
}

/// The value of a key, which must be there.
impl<K, V, S, Q> Index<&Q> for RecycleMap<K, V, S>
where
    K: Borrow<Q> + Eq + Hash,
    S: BuildHasher,
    Q: Eq + Hash + ?Sized,
{
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("no entry found for key")
    }
}

/// The entries; the spares are not shown.
impl<K: fmt::Debug, V: fmt::Debug, S> fmt::Debug for RecycleMap<K, V, S> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_map().entries(self).finish()
    }
}

/// Equal where the entries are, in whichever order; spares do not count.
impl<K: Eq + Hash, V: PartialEq, S: BuildHasher> PartialEq for RecycleMap<K, V, S> {
    fn eq(&self, other: &Self) -> bool {
        let there = |(key, value): (&K, &V)| other.get(key).is_some_and(|other| *value == *other);
        self.len() == other.len() && self.iter().all(there)
    }
}

impl<K: Eq + Hash, V: PartialEq, S: BuildHasher, R: BuildHasher> PartialEq<HashMap<K, V, R>>
    for RecycleMap<K, V, S>
{
    fn eq(&self, other: &HashMap<K, V, R>) -> bool {
        let there = |(key, value): (&K, &V)| other.get(key).is_some_and(|other| *value == *other);
        self.len() == other.len() && self.iter().all(there)
    }
}

impl<K: Eq + Hash, V: Eq, S: BuildHasher> Eq for RecycleMap<K, V, S> {}
