//! The entries of a [`RecycleMap`], one after the other.

use std::fmt;
use std::iter::FusedIterator;
use std::{slice, vec};

use super::{RecycleMap, Slot};

impl<K, V, S> RecycleMap<K, V, S> {
    /// The entries, in the order in which they came until something was removed.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter(self.entries.iter())
    }

    /// The entries, with values to be changed.
    pub fn iter_mut(&mut self) -> IterMut<'_, K, V> {
        IterMut(self.entries.iter_mut())
    }

    /// The keys, in the order of [`iter`](Self::iter).
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &K> + Clone {
        self.entries.iter().map(|entry| &entry.key)
    }

    /// The values, in the order of [`iter`](Self::iter).
    pub fn values(&self) -> impl ExactSizeIterator<Item = &V> + Clone {
        self.entries.iter().map(|entry| &entry.value)
    }

    /// The values, to be changed, in the order of [`iter`](Self::iter).
    pub fn values_mut(&mut self) -> impl ExactSizeIterator<Item = &mut V> {
        self.entries.iter_mut().map(|entry| &mut entry.value)
    }
}

/// One iterator over slots as one over entries.
macro_rules! iterator {
    (
        $(#[$doc:meta])*
        $name:ident<$($lifetime:lifetime,)? K, V>($slots:ty): $item:ty,
        |$slot:ident| $entry:expr
    ) => {
        $(#[$doc])*
        pub struct $name<$($lifetime,)? K, V>(pub(super) $slots);

        impl<$($lifetime,)? K, V> Iterator for $name<$($lifetime,)? K, V> {
            type Item = $item;

            #[inline]
            fn next(&mut self) -> Option<Self::Item> {
                self.0.next().map(|$slot| $entry)
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                self.0.size_hint()
            }
        }

        impl<$($lifetime,)? K, V> DoubleEndedIterator for $name<$($lifetime,)? K, V> {
            fn next_back(&mut self) -> Option<Self::Item> {
                self.0.next_back().map(|$slot| $entry)
            }
        }

        impl<$($lifetime,)? K, V> ExactSizeIterator for $name<$($lifetime,)? K, V> {}

        impl<$($lifetime,)? K, V> FusedIterator for $name<$($lifetime,)? K, V> {}

        impl<$($lifetime,)? K, V> fmt::Debug for $name<$($lifetime,)? K, V> {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                let name = stringify!($name);
                out.debug_struct(name).field("len", &self.len()).finish()
            }
        }
    };
}

iterator! {
    /// The entries of a [`RecycleMap`], from [`iter`](RecycleMap::iter).
    Iter<'a, K, V>(slice::Iter<'a, Slot<K, V>>): (&'a K, &'a V),
    |slot| (&slot.key, &slot.value)
}

iterator! {
    /// The entries of a [`RecycleMap`] with values to be changed, from
    /// [`iter_mut`](RecycleMap::iter_mut).
    IterMut<'a, K, V>(slice::IterMut<'a, Slot<K, V>>): (&'a K, &'a mut V),
    |slot| (&slot.key, &mut slot.value)
}

iterator! {
    /// What has left a [`RecycleMap`], from [`drain`](RecycleMap::drain).
    Drain<'a, K, V>(slice::IterMut<'a, Slot<K, V>>): (&'a mut K, &'a mut V),
    |slot| (&mut slot.key, &mut slot.value)
}

iterator! {
    /// The entries of a [`RecycleMap`] by value.
    IntoIter<K, V>(vec::IntoIter<Slot<K, V>>): (K, V),
    |slot| (slot.key, slot.value)
}

impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// By value. The spares are dropped.
impl<K, V, S> IntoIterator for RecycleMap<K, V, S> {
    type Item = (K, V);
    type IntoIter = IntoIter<K, V>;

    fn into_iter(self) -> IntoIter<K, V> {
        IntoIter(self.entries.into_iter())
    }
}

impl<'a, K, V, S> IntoIterator for &'a RecycleMap<K, V, S> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

impl<'a, K, V, S> IntoIterator for &'a mut RecycleMap<K, V, S> {
    type Item = (&'a K, &'a mut V);
    type IntoIter = IterMut<'a, K, V>;

    fn into_iter(self) -> IterMut<'a, K, V> {
        self.iter_mut()
    }
}
