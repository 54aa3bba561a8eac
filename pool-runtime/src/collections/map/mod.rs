//! [`RecycleMap`]: what comes, what leaves, and what is kept of it.

mod conversions;
mod index;
mod iter;
mod slot;
mod spares;

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash, RandomState};
use std::mem;

pub use iter::{Drain, IntoIter, Iter, IterMut};

use index::Index;
pub(super) use slot::Slot;

use super::RecycleVec;
use crate::Poolable;

/// A hash map that keeps what leaves it: keys and values are reset and become spares, and the next
/// entry takes a spare pair with all the memory it owns.
///
/// As a field of a pooled struct it needs no policy; `#[pool(clear)]` says the same, and
/// `#[pool(shrink_above = BYTES)]` limits what is kept, keys and values included.
///
/// ```
/// use pool_runtime::collections::RecycleMap;
///
/// let mut totals: RecycleMap<String, u64> = RecycleMap::new();
/// for country in ["de", "fr", "de"] {
///     *totals.entry_from(country) += 1;
/// }
/// assert_eq!(totals["de"], 2);
///
/// totals.clear();
/// assert_eq!(totals.spare(), 2);
/// *totals.entry_from("it") += 1; // in a spare `String`: no allocation
/// assert_eq!(totals.get("it"), Some(&1));
/// ```
///
/// # What leaves
///
/// `clear`, `retain` and the return to a pool reset the keys and values that leave, and keep them.
/// `remove` and `drain` do so too, a little later: they lend what leaves, to be read, or taken out with
/// [`mem::take`](std::mem::take), and reset it when the next entry comes or goes, or at the return.
///
/// A pair is dropped instead of kept if its key or value is [not reusable](Poolable::is_reusable), or if a
/// reset or a size method panics. The panic goes no further. The same holds for a panic in a destructor.
///
/// # How it is laid out
///
/// The entries stand one after the other, in the order in which they came until something is removed,
/// and a table of their hashes says where. So to iterate or to empty a map costs what is in it, however
/// much it has room for.
pub struct RecycleMap<K, V, S = RandomState> {
    pub(super) entries: RecycleVec<Slot<K, V>>,
    index: Index,
    hasher: S,
}

impl<K, V> RecycleMap<K, V> {
    /// An empty map without spares, which owns no memory.
    pub fn new() -> Self {
        Self::with_hasher(RandomState::new())
    }
}

/// Not asking for anything of keys and values.
impl<K, V, S> RecycleMap<K, V, S> {
    /// An empty map that hashes its keys with `hasher`.
    pub fn with_hasher(hasher: S) -> Self {
        Self {
            entries: RecycleVec::new(),
            index: Index::default(),
            hasher,
        }
    }

    /// The map's hasher.
    pub fn hasher(&self) -> &S {
        &self.hasher
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many entries there is room for without a new allocation of the map's own entries, spares
    /// included.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleMap;
    /// let mut map = RecycleMap::from([(1, 'a'), (2, 'b')]);
    /// map.clear();
    /// assert!(map.is_empty() && map.capacity() >= 2);
    /// ```
    pub fn capacity(&self) -> usize {
        self.entries.capacity()
    }

    /// How many pairs of a key and a value have left and are kept.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleMap;
    /// let mut map = RecycleMap::from([(1, 'a'), (2, 'b')]);
    /// map.remove(&1);
    /// assert_eq!(map.spare(), 1);
    /// ```
    pub fn spare(&self) -> usize {
        self.entries.spare()
    }
}

/// What is there.
impl<K: Eq + Hash, V, S: BuildHasher> RecycleMap<K, V, S> {
    /// The value of a key.
    pub fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        Some(&self.entries[self.find(key)?].value)
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let at = self.find(key)?;
        Some(&mut self.entries[at].value)
    }

    /// A key as the map has it, and its value.
    pub fn get_key_value<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        let entry = &self.entries[self.find(key)?];
        Some((&entry.key, &entry.value))
    }

    /// Whether there is an entry with this key.
    pub fn contains_key<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_some()
    }

    fn find<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        if self.is_empty() {
            return None;
        }
        self.find_hashed(key, self.hasher.hash_one(key))
    }

    #[inline]
    fn find_hashed<Q: Eq + ?Sized>(&self, key: &Q, hash: u64) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        let is_it = |there: &K| there.borrow() == key;
        self.index.find(&self.entries, hash, is_it)
    }
}

/// What comes.
impl<K: Eq + Hash + Poolable, V: Poolable, S: BuildHasher> RecycleMap<K, V, S> {
    /// The value of a key. If there is no such entry, one is added first, with a copy of the key and a value
    /// like `V::default()`.
    ///
    /// The key is looked up as it is borrowed. For a new entry it is copied into a spare key, as
    /// [`ToOwned::clone_into`] does, without an allocation if the spare's capacity suffices.
    ///
    /// ```
    /// # use pool_runtime::collections::{RecycleMap, RecycleVec};
    /// let mut by_kind: RecycleMap<String, RecycleVec<String>> = RecycleMap::new();
    /// by_kind.entry_from("fruit").push_from("pear");
    /// by_kind.entry_from("fruit").push_from("fig");
    /// assert_eq!(by_kind["fruit"], ["pear", "fig"]);
    /// ```
    pub fn entry_from<Q>(&mut self, key: &Q) -> &mut V
    where
        K: Borrow<Q> + Default,
        V: Default,
        Q: Eq + Hash + ToOwned<Owned = K> + ?Sized,
    {
        let hash = self.hasher.hash_one(key);
        let at = if let Some(at) = self.find_hashed(key, hash) {
            at
        } else {
            key.clone_into(&mut self.entries.prepare().key);
            self.commit(hash)
        };
        &mut self.entries[at].value
    }

    /// Adds an entry whose key and value exist already. If there was one with this key, its value is
    /// given back, and its key stays.
    ///
    /// A new entry takes the place of a spare pair, which is dropped, since the new one brings memory of its
    /// own. To use the memory of the spare again, call [`entry_from`](Self::entry_from).
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleMap;
    /// let mut map: RecycleMap<String, u64> = RecycleMap::new();
    /// assert_eq!(map.insert(String::from("a"), 1), None);
    /// assert_eq!(map.insert(String::from("a"), 2), Some(1));
    /// ```
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let hash = self.hasher.hash_one(&key);
        if let Some(at) = self.find_hashed(&key, hash) {
            return Some(mem::replace(&mut self.entries[at].value, value));
        }
        self.entries.push_value(Slot {
            key,
            value,
            hash,
            next: slot::NOWHERE,
        });
        self.index.link(&mut self.entries, hash);
        None
    }

    /// Makes room for so many more entries, beyond spares.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleMap;
    /// let mut map: RecycleMap<String, u64> = RecycleMap::new();
    /// map.reserve(10);
    /// assert!(map.capacity() >= 10);
    /// ```
    pub fn reserve(&mut self, additional: usize) {
        self.entries.reserve(additional);
        self.index.reserve(additional);
    }

    /// What was prepared, and has been filled by now, becomes an entry, or gives its value to the
    /// one there is with its key.
    #[cfg(feature = "serde")]
    pub(super) fn take_prepared(&mut self) {
        let (entries, prepared) = self.entries.split_prepared();
        let hash = self.hasher.hash_one(&prepared.key);
        let is_it = |key: &K| *key == prepared.key;
        if let Some(at) = self.index.find(entries, hash, is_it) {
            mem::swap(&mut entries[at].value, &mut prepared.value);
        } else {
            self.commit(hash);
        }
    }

    /// What was prepared becomes an entry; its place.
    fn commit(&mut self, hash: u64) -> usize {
        self.entries.commit();
        self.index.link(&mut self.entries, hash);
        self.entries.len() - 1
    }
}

/// What leaves.
impl<K: Poolable, V: Poolable, S> RecycleMap<K, V, S> {
    /// All entries leave: keys and values are reset, and kept.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleMap;
    /// let mut map = RecycleMap::from([(1, 'a'), (2, 'b')]);
    /// map.clear();
    /// assert_eq!((map.len(), map.spare()), (0, 2));
    /// ```
    pub fn clear(&mut self) {
        self.index.clear(&self.entries);
        self.entries.clear();
    }

    /// An entry leaves. Its value is lent until the next entry comes or goes.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleMap;
    /// let mut map = RecycleMap::from([("a", "one"), ("b", "two")].map(|(k, v)| (k.to_string(), v.to_string())));
    /// assert_eq!(map.remove("a").map(|value| value.as_str()), Some("one"));
    /// assert_eq!(map.remove("a"), None);
    /// let taken = map.remove("b").map(std::mem::take); // without its memory, the spare is a new `String`
    /// assert_eq!(taken, Some(String::from("two")));
    /// ```
    pub fn remove<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q> + Eq + Hash,
        S: BuildHasher,
    {
        let at = self.find(key)?;
        Some(&mut self.remove_at(at).value)
    }

    /// The entries leave that the closure does not want: keys and values are reset, and kept.
    ///
    /// If the closure panics, the entries that it has refused until then have left.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleMap;
    /// let mut map: RecycleMap<u32, u32> = (0..10).map(|n| (n, n * n)).collect();
    /// map.retain(|key, _| key % 2 == 0);
    /// assert_eq!((map.len(), map.spare()), (5, 5));
    /// ```
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        let mut at = 0;
        while let Some(entry) = self.entries.get_mut(at) {
            if keep(&entry.key, &mut entry.value) {
                at += 1;
            } else {
                self.remove_at(at);
            }
        }
        self.entries.settle();
    }

    /// All entries leave, and are lent until the next one comes or goes.
    ///
    /// They have left when this returns, however far the iterator is taken.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleMap;
    /// let mut map = RecycleMap::from([(1, 'a'), (2, 'b')]);
    /// let sum: i32 = map.drain().map(|(key, _)| *key).sum();
    /// assert_eq!(sum, 3);
    /// assert!(map.is_empty());
    /// ```
    pub fn drain(&mut self) -> Drain<'_, K, V> {
        self.index.clear(&self.entries);
        Drain(self.entries.drain(..))
    }

    fn remove_at(&mut self, at: usize) -> &mut Slot<K, V> {
        self.index.unlink(&mut self.entries, at);
        self.entries.swap_remove(at)
    }
}
