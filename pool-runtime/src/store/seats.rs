//! Which cache is this thread's: a table a thread, indexed by pool, and what happens to the caches
//! when the thread exits.
//!
//! A pool has an index, reused once it is gone, and a key, which never is; each thread has a table of
//! seats by index, with a front of a fixed size that the hit path reads: no bounds to check, no table
//! to find, and no destructor (so no "is it still alive?" to ask). Pools whose indices meet in the
//! front take turns in it, so a thread that alternates between more than [`FRONT`] of them pays a look
//! at the table now and then. A seat that outlived its pool holds a key that no live pool has.
//!
//! Measured, in instructions of a get and a drop: 111 with the table alone (its address and length in
//! a thread-local, a bound to check, the store's address to compare), 92 with the front and the slow
//! paths out of line. To find a cache in the front takes 7 instructions, in the `thread_local` crate's
//! table (in the pool, indexed by thread) 19; in time both take 0.8 ns. That table was not taken
//! for the twelve, and because its caches outlive their threads by design: what a thread leaves behind
//! is found only by the next one with its number.

use super::Handle;
use super::cache::{Cache, Owner};
use crate::sync::{thread_local, with_lasting};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::ptr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Seats that the hit path finds at once.
const FRONT: usize = 32;

/// A seat's bytes. A key is a multiple of them, so that where the seat is follows from it by a mask,
/// without a shift.
const SEAT: u64 = size_of::<Seat>() as u64;

/// A pool's place in every thread's table; given back on drop, so it is the pool's and not its
/// store's, which threads with a seat keep for longer.
pub(super) struct Place {
    /// Never used twice, never 0; in units of [`SEAT`] its remainder by [`FRONT`] is that of `index`.
    key: u64,
    index: usize,
}

static PLACES: Mutex<Places> = Mutex::new(Places {
    keys: 1,
    indices: 0,
    free: BTreeSet::new(),
});

struct Places {
    keys: u64,
    indices: usize,
    free: BTreeSet<usize>,
}

impl Places {
    fn lock() -> MutexGuard<'static, Self> {
        PLACES.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    pub(super) fn claim() -> Self {
        let mut places = Places::lock();
        // The lowest first, so that tables stay as long as there are pools at once.
        let index = places.free.pop_first().unwrap_or_else(|| {
            places.indices += 1;
            places.indices - 1
        });
        let key = (places.keys * FRONT as u64 + (index % FRONT) as u64) * SEAT;
        places.keys += 1;
        Self { key, index }
    }

    pub(super) fn key(&self) -> u64 {
        self.key
    }

    #[inline]
    fn in_front(&self) -> usize {
        let seat = (self.key / SEAT) as usize;
        seat % FRONT
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        Places::lock().free.insert(self.index);
    }
}

/// One pool's cache on this thread.
#[derive(Clone, Copy)]
struct Seat {
    /// Of the pool; 0 for no pool.
    key: u64,
    /// `Cache<T>`, from `Arc::into_raw`.
    cache: *const (),
}

const EMPTY: Seat = Seat {
    key: 0,
    cache: ptr::null(),
};

/// The table itself; dropped when the thread exits.
struct Seats(Vec<Option<(Seat, Vacate)>>);

/// [`vacate`] for a seat's `T`.
type Vacate = unsafe fn(*const ());

thread_local! {
    static VIEW: [Cell<Seat>; FRONT] = const { [const { Cell::new(EMPTY) }; FRONT] };
    static SEATS: RefCell<Seats> = const { RefCell::new(Seats(Vec::new())) };
}

/// This thread's cache of a store, if it is in front.
#[inline]
pub(super) fn find<T>(handle: &Handle<T>) -> Option<Owner<'_, T>> {
    let place = &handle.place;
    let seat = with_lasting(&VIEW, |view| view[place.in_front()].get());
    if seat.key != place.key {
        return None;
    }
    // SAFETY: no other pool has this key, so this is its cache and a `Cache<T>` with this `T`; the
    // table holds a count on it, and gives it up only to another pool with the same index, which
    // cannot exist while `handle` has it, or at thread exit, when it clears the front first. Only
    // this thread's seat leads to it.
    Some(unsafe { Owner::new(&*seat.cache.cast::<Cache<T>>()) })
}

/// This thread's cache of a store, made if need be; `None` once the thread's destructors have run.
pub(super) fn find_or_join<T>(handle: &Handle<T>) -> Option<Owner<'_, T>> {
    if let Some(owner) = find(handle) {
        return Some(owner);
    }
    let Place { key, index } = handle.place;
    let known = SEATS
        .try_with(|seats| seats.borrow().0.get(index).copied().flatten())
        .ok()?;
    let seat = match known {
        Some((seat, _)) if seat.key == key => seat,
        stale => {
            let seat = Seat {
                key,
                cache: Arc::into_raw(handle.store.join()).cast(),
            };
            SEATS.with(|seats| {
                let mut seats = seats.borrow_mut();
                if seats.0.len() <= index {
                    seats.0.resize(index + 1, None);
                }
                seats.0[index] = Some((seat, vacate::<T>));
            });
            if let Some((seat, vacate)) = stale {
                // SAFETY: it was in the table until just now, and is no more.
                unsafe { vacate(seat.cache) };
            }
            seat
        }
    };
    with_lasting(&VIEW, |view| view[handle.place.in_front()].set(seat));
    find(handle)
}

/// Gives up a seat: what its cache still holds goes to the depot, and the cache to nobody.
///
/// # Safety
///
/// `cache` is what a seat of this thread held, for this `T`, and no seat holds it any more.
unsafe fn vacate<T>(cache: *const ()) {
    // SAFETY: by the contract, this is the count that `find_or_join` put into the seat.
    let cache = unsafe { Arc::from_raw(cache.cast::<Cache<T>>()) };
    // SAFETY: this thread is the owner, as it had the seat.
    cache.store.part(&unsafe { Owner::new(&cache) });
}

impl Drop for Seats {
    fn drop(&mut self) {
        // From here on this thread has no caches, and goes by the depot.
        with_lasting(&VIEW, |view| view.iter().for_each(|seat| seat.set(EMPTY)));
        for (seat, vacate) in self.0.drain(..).flatten() {
            // SAFETY: it was in the table until just now, and is no more.
            unsafe { vacate(seat.cache) };
        }
    }
}
