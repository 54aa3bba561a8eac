//! `http`: header maps.

use ::http::HeaderMap;
use ::http::header::HeaderName;

use super::prelude::*;

/// The shape of an entry: one for each name.
struct Entry<T> {
    _hash: u16,
    _name: HeaderName,
    _value: T,
    _others: Option<[usize; 2]>,
}

/// A position and a part of the hash, for each slot of the index.
const SLOT: usize = 4;

/// The fewest slots a map has, if it has any.
const LEAST_SLOTS: usize = 8;

/// Values beyond the first of their names for which a map may keep room. How much room that is it
/// does not tell, so that a map which had more of them is built anew.
const OTHERS: usize = 16;

/// Heap bytes of a map with so many slots, three quarters of them filled at most.
fn bytes<T>(slots: usize) -> usize {
    slots * SLOT + usable(slots) * size_of::<Entry<T>>()
}

const fn usable(slots: usize) -> usize {
    slots - slots / 4
}

/// Emptied; what names and values owned is freed.
///
/// Room for more values of a name that has one already, at most 16 of them, is kept and not counted.
impl<T> Clear for HeaderMap<T> {
    fn clear(&mut self) {
        if self.len() - self.keys_len() > OTHERS {
            *self = HeaderMap::with_capacity(self.capacity());
        } else {
            HeaderMap::clear(self);
        }
    }

    fn retained_bytes(&self) -> usize {
        // Of `n` slots, a power of two, the map says that it holds `n - n / 4`.
        match self.capacity() {
            0 => 0,
            capacity => bytes::<T>(capacity.next_power_of_two()),
        }
    }

    fn used_bytes(&self) -> usize {
        self.keys_len() * (size_of::<Entry<T>>() + SLOT)
    }
}

impl<T> Shrink for HeaderMap<T> {
    fn shrink_to_bytes(&mut self, limit: usize) {
        if Clear::retained_bytes(self) <= limit || !self.is_empty() {
            return;
        }
        let mut slots = LEAST_SLOTS;
        if bytes::<T>(slots) > limit {
            slots = 0;
        }
        while slots > 0 && bytes::<T>(slots * 2) <= limit {
            slots *= 2;
        }
        *self = HeaderMap::with_capacity(usable(slots));
    }
}

container! { [T] HeaderMap<T>, by_new_value = HeaderMap::default(); }
