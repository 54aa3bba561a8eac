//! `indexmap`: hash tables in order, a vector of entries beside a table of positions.

use ::indexmap::{IndexMap, IndexSet};

use super::prelude::*;

/// The shape of an entry.
struct Entry<K, V> {
    _hash: usize,
    _key: K,
    _value: V,
}

/// Heap bytes of a map that says it has this capacity.
fn bytes<K, V>(capacity: usize) -> usize {
    hash_table_bytes::<usize>(capacity)
        .saturating_add(capacity.saturating_mul(size_of::<Entry<K, V>>()))
}

/// The largest capacity of which both parts take at most this many bytes together.
fn capacity_within<K, V>(limit: usize) -> usize {
    let entry = size_of::<Entry<K, V>>();
    let mut capacity = hash_capacity_within::<usize>(limit).min(limit / entry);
    while bytes::<K, V>(capacity) > limit {
        let rest = limit.saturating_sub(hash_table_bytes::<usize>(capacity));
        // The table alone is too large, or what it leaves is not enough for as many entries.
        capacity = if rest == 0 {
            capacity / 2
        } else {
            (rest / entry).min(capacity - 1)
        };
    }
    capacity
}

macro_rules! in_order {
    ($([$($part:ident),+] $container:ty, $key:ty, $value:ty;)+) => {$(
        impl<$($part,)+ S> Clear for $container {
            fn clear(&mut self) {
                if self.is_empty() {
                    // Removals leave marks in the table, and its capacity leaves those out; the two
                    // parts are brought to what it says.
                    self.shrink_to(self.capacity());
                } else {
                    <$container>::clear(self);
                }
            }

            fn retained_bytes(&self) -> usize {
                bytes::<$key, $value>(self.capacity())
            }

            fn used_bytes(&self) -> usize {
                self.len() * (size_of::<Entry<$key, $value>>() + size_of::<usize>() + 1)
            }
        }

        impl<$($part,)+ S> Shrink for $container {
            fn shrink_to_bytes(&mut self, bytes: usize) {
                if Clear::retained_bytes(self) > bytes {
                    self.shrink_to(capacity_within::<$key, $value>(bytes));
                    if Clear::retained_bytes(self) > bytes {
                        self.shrink_to(0);
                    }
                }
            }
        }
    )+};
}

in_order! {
    [K, V] IndexMap<K, V, S>, K, V;
    [T] IndexSet<T, S>, T, ();
}

container! {
    [K, V, S] IndexMap<K, V, S>, by_emptying;
    [T, S] IndexSet<T, S>, by_emptying;
}
