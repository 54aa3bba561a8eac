//! Which pools there are: each has a place of its own, known by a key.
//!
//! A place has an index, reused once its pool is gone, and a generation, which never is; the key is
//! both. By its index a thread's table finds the pool's seat (see `seats`), and no pool ever has the
//! key of another. A guard that owns its object holds the key and nothing else: while the pool lives,
//! the key leads here to its store.

use super::Store;
use super::listed::Listed;
use crate::sync::lasting::{Mutex, MutexGuard};
use std::collections::BTreeSet;
use std::mem;
use std::sync::{Arc, PoisonError};

/// What no other pool has, ever. Its bits, from the lowest:
///
/// ```text
/// 63 ........ 28   27 ...... 4   3 .. 1     0
///   generation        index        0      traced
/// ```
///
/// The lowest four bits scale the index to the bytes of a seat, so that where the seat is in front of the table
/// follows from the key by a mask, without a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key(u64);

/// The bytes of a seat, which are 16 on every target.
const SCALE: u32 = 4;
const INDEX_BITS: u32 = 24;
/// Pools at once, at the most: their own memory alone would be 28 GiB.
const MOST: usize = 1 << INDEX_BITS;
const GENERATIONS: u64 = 1 << (u64::BITS - INDEX_BITS - SCALE);

impl Key {
    /// No pool's.
    pub(super) const NONE: Self = Self(0);

    fn new(index: usize, generation: u64, traced: bool) -> Self {
        Self((((generation << INDEX_BITS) | index as u64) << SCALE) | u64::from(traced))
    }

    /// Whether the pool keeps who has what: it has no seat in front.
    #[inline]
    pub(crate) fn is_traced(self) -> bool {
        self.0 & 1 != 0
    }

    /// A small number, that of the lowest place which was free.
    #[inline]
    pub(super) fn index(self) -> usize {
        (self.0 >> SCALE) as usize & (MOST - 1)
    }

    /// Index and generation, for people to see.
    pub(super) fn serial(self) -> u64 {
        self.0 >> SCALE
    }

    /// The number itself, for those who only compare it.
    #[inline]
    pub(crate) fn number(self) -> u64 {
        self.0
    }
}

static PLACES: Mutex<Places> = Mutex::new(Places {
    all: Vec::new(),
    free: BTreeSet::new(),
});

struct Places {
    all: Vec<Place>,
    /// Indices of places without a pool.
    free: BTreeSet<usize>,
}

struct Place {
    generation: u64,
    /// The `Store<T>` of the pool that has the place, which holds a count on it. `T` need not be
    /// `'static`, whatever it says here: see [`Listed`].
    store: Option<*const dyn Listed>,
}

// SAFETY: the pointer is followed under the lock alone, by `find` and `all`, which say why they may.
unsafe impl Send for Place {}

fn places() -> MutexGuard<'static, Places> {
    PLACES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A place for the store that `make` makes of the key, until [`give_up`].
///
/// # Panics
///
/// If 16,777,216 pools have one.
pub(super) fn claim<T>(
    traced: bool,
    make: impl FnOnce(Key) -> Arc<Store<T>>,
) -> (Key, Arc<Store<T>>) {
    let key = {
        let mut places = places();
        // The lowest first, so that tables stay as short as there are pools at once.
        let index = places.free.pop_first().unwrap_or_else(|| {
            assert!(places.all.len() < MOST, "more than {MOST} pools at once");
            places.all.push(Place {
                // Never 0, which makes no key `NONE`.
                generation: 1,
                store: None,
            });
            places.all.len() - 1
        });
        Key::new(index, places.all[index].generation, traced)
    };
    let store = make(key);
    places().all[key.index()].store = Some(erase(Arc::as_ptr(&store)));
    (key, store)
}

/// The pool is gone: from here on its key leads nowhere.
pub(super) fn give_up(key: Key) {
    let mut places = places();
    let place = &mut places.all[key.index()];
    place.store = None;
    place.generation += 1;
    // A place that has had all its generations is never used again.
    if place.generation < GENERATIONS {
        places.free.insert(key.index());
    }
}

/// The store of the pool that has this key, if it is still there.
///
/// # Safety
///
/// The pool that `key` was made for holds `T`s.
pub(super) unsafe fn find<T>(key: Key) -> Option<Arc<Store<T>>> {
    let places = places();
    let place = &places.all[key.index()];
    if Key::new(key.index(), place.generation, key.is_traced()) != key {
        return None;
    }
    #[expect(clippy::cast_ptr_alignment, reason = "it was one before `erase`")]
    let store = place.store?.cast::<Store<T>>();
    // SAFETY: the place has this key, so the store is its pool's, of `T`s by the contract. The pool
    // holds a count on it until after it gave the place up, which the lock keeps it from doing.
    unsafe {
        Arc::increment_strong_count(store);
        Some(Arc::from_raw(store))
    }
}

#[expect(
    clippy::transmute_ptr_to_ptr,
    reason = "a cast must not lengthen a lifetime"
)]
fn erase<'a, T: 'a>(store: *const Store<T>) -> *const (dyn Listed + 'static) {
    let store: *const (dyn Listed + 'a) = store;
    // SAFETY: the two differ in a lifetime only. What is done through the pointer needs no `T` to be
    // alive, which is `Listed`'s promise.
    unsafe { mem::transmute(store) }
}

/// The stores of all pools there are.
pub(super) fn all() -> Vec<Arc<dyn Listed>> {
    // Room is made outside the lock, for an allocator may use pools.
    let mut stores = Vec::new();
    loop {
        let places = places();
        let pools = places.all.len() - places.free.len();
        if stores.capacity() >= pools {
            let pools = places.all.iter().filter_map(|place| place.store);
            stores.extend(pools.map(|store| {
                // SAFETY: the pool holds a count on its store until after it gave the place up, which the
                // lock keeps it from doing.
                unsafe {
                    Arc::increment_strong_count(store);
                    Arc::from_raw(store)
                }
            }));
            return stores;
        }
        drop(places);
        stores.reserve(pools);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_tells_its_index_and_is_none_of_no_pool() {
        for index in [0, 1, 31, 32, MOST - 1] {
            for generation in [1, 2, GENERATIONS - 1] {
                for traced in [false, true] {
                    let key = Key::new(index, generation, traced);
                    assert_eq!((key.index(), key.is_traced()), (index, traced));
                    assert_ne!(key, Key::NONE);
                    assert_ne!(key, Key::new(index, generation - 1, traced));
                }
            }
        }
    }
}
