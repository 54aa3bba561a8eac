//! Which cache is this thread's: a table a thread, indexed by pool, and what happens to the caches
//! when the thread exits.
//!
//! Each thread has a table of seats by the index of the pool's place (see `places`), with a front of a
//! fixed size that the hit path reads: no bounds to check, no table to find, and no destructor (so no
//! "is it still alive?" to ask). Pools whose indices meet in the front take turns in it; who does not
//! find its seat there finds it in the table, by one look out of line. A seat that outlived its pool
//! has a key that no live pool has.
//!
//! Measured, in instructions of a get and a drop: 111 with the table alone (its address and length in
//! a thread-local, a bound to check, the store's address to compare), 92 with the front and the slow
//! paths out of line. To find a cache in the front takes 7 instructions, in the `thread_local` crate's
//! table (in the pool, indexed by thread) 19; in time both take 0.8 ns. That table was not taken
//! for the twelve, and because its caches outlive their threads by design: what a thread leaves behind
//! is found only by the next one with its number.

use super::Store;
use super::cache::Cache;
use super::owner::Owner;
use super::places::Key;
use crate::sync::{thread_local, with_lasting};
use std::cell::{Cell, RefCell};
use std::ptr;
use std::sync::Arc;

/// Seats that the hit path finds at once.
const FRONT: usize = 64;

/// One pool's cache on this thread.
#[derive(Clone, Copy)]
#[repr(C, align(16))]
struct Seat {
    key: Key,
    /// `Cache<T>`, from `Arc::into_raw`.
    cache: *const (),
}

const EMPTY: Seat = Seat {
    key: Key::NONE,
    cache: ptr::null(),
};

/// Where the seats of the table are, for those who only read: it must be found by threads whose
/// table is gone, too.
#[derive(Clone, Copy)]
struct Behind {
    seats: *const Seat,
    count: usize,
}

/// The table itself; dropped when the thread exits.
struct Seats {
    seats: Vec<Seat>,
    /// [`vacate`] for the `T` of each seat that is taken.
    vacates: Vec<Option<Vacate>>,
}

type Vacate = unsafe fn(*const ());

thread_local! {
    static VIEW: [Cell<Seat>; FRONT] = const { [const { Cell::new(EMPTY) }; FRONT] };
    static BEHIND: Cell<Behind> = const { Cell::new(Behind { seats: ptr::null(), count: 0 }) };
    static SEATS: RefCell<Seats> = const { RefCell::new(Seats { seats: Vec::new(), vacates: Vec::new() }) };
}

/// This thread's cache of a pool, if it is in front: all that a hit looks at. Who finds nothing looks
/// further with [`find`], out of line.
///
/// # Safety
///
/// The pool that `key` was made for holds `T`s; and while the owner is in use this thread runs no code
/// that could join another pool or end the thread's table: no user code, and no [`find_or_join`].
#[inline]
pub(super) unsafe fn find_in_front<'seat, T>(key: Key) -> Option<Owner<'seat, T>> {
    let seat = with_lasting(&VIEW, |view| view[key.index() % FRONT].get());
    if seat.key != key {
        return None;
    }
    // SAFETY: no other pool has this key, so this is its cache and a `Cache<T>` by the contract. The
    // table holds a count on it, and gives it up only to another pool with the same index, in
    // `find_or_join`, or at thread exit; by the contract neither happens while the owner is in use.
    // Only this thread's seat leads to it.
    Some(unsafe { Owner::new(&*seat.cache.cast::<Cache<T>>()) })
}

/// This thread's cache of a pool, if it has one.
///
/// # Safety
///
/// As for [`find_in_front`].
pub(super) unsafe fn find<'seat, T>(key: Key) -> Option<Owner<'seat, T>> {
    // SAFETY: by the contract.
    unsafe { find_in_front(key).or_else(|| find_behind(key)) }
}

/// This thread's cache of a pool, if it has one and it is not in front. It is from now on, unless the pool
/// is traced.
///
/// # Safety
///
/// As for [`find_in_front`].
pub(super) unsafe fn find_behind<'seat, T>(key: Key) -> Option<Owner<'seat, T>> {
    let front = |view: &[Cell<Seat>; FRONT]| view[key.index() % FRONT].get().key;
    if with_lasting(&VIEW, front) == key {
        return None;
    }
    let seat = seat(key)?;
    if !key.is_traced() {
        with_lasting(&VIEW, |view| view[key.index() % FRONT].set(seat));
    }
    // SAFETY: as in `find_in_front`, which reads a copy of this seat.
    Some(unsafe { Owner::new(&*seat.cache.cast::<Cache<T>>()) })
}

/// This thread's cache of a pool, if it has one, held for as long as need be.
///
/// # Safety
///
/// The pool that `key` was made for holds `T`s.
pub(super) unsafe fn hold<T>(key: Key) -> Option<Arc<Cache<T>>> {
    let cache = seat(key)?.cache.cast::<Cache<T>>();
    // SAFETY: the seat has the pointer from `Arc::into_raw`, for this `T` by the contract, and holds a count
    // on it.
    unsafe {
        Arc::increment_strong_count(cache);
        Some(Arc::from_raw(cache))
    }
}

/// This thread's seat of a pool, from the table.
fn seat(key: Key) -> Option<Seat> {
    let Behind { seats, count } = with_lasting(&BEHIND, Cell::get);
    if key.index() >= count {
        return None;
    }
    // SAFETY: `seats` points to `count` of them while `BEHIND` says so: whoever moves or drops the
    // table writes it anew, and no reference to a seat is ever held while others are read.
    let seat = unsafe { *seats.add(key.index()) };
    (seat.key == key).then_some(seat)
}

/// This thread's cache of a store, made if need be; `None` once the thread's destructors have run, or
/// the pool is gone.
///
/// # Safety
///
/// As for [`find_in_front`], while the owner is in use.
#[inline]
pub(super) unsafe fn find_or_join<'seat, T>(store: &Arc<Store<T>>) -> Option<Owner<'seat, T>> {
    // SAFETY: the store's key is that of its pool; the rest is the caller's to see to.
    unsafe {
        find_in_front(store.key()).or_else(|| find_behind(store.key()).or_else(|| join(store)))
    }
}

/// # Safety
///
/// As for [`find_in_front`], while the owner is in use.
#[cold]
#[inline(never)]
unsafe fn join<'seat, T>(store: &Arc<Store<T>>) -> Option<Owner<'seat, T>> {
    // Is there still a table?
    SEATS.try_with(|_| ()).ok()?;
    let key = store.key();
    let seat = Seat {
        key,
        cache: Arc::into_raw(store.join()?).cast(),
    };
    let stale = SEATS.with(|seats| seats.borrow_mut().take(seat, vacate::<T>));
    // A traced pool always goes the slow way. What its place in front held may be the stale seat.
    let in_front = if key.is_traced() { EMPTY } else { seat };
    with_lasting(&VIEW, |view| view[key.index() % FRONT].set(in_front));
    if let Some((cache, vacate)) = stale {
        // SAFETY: it was in the table until just now, and is no more.
        unsafe { vacate(cache) };
    }
    // SAFETY: by the contract. To vacate a stale seat may run user code, so it is looked for anew.
    unsafe { find(key) }
}

impl Seats {
    /// Takes a seat; whose it was, if it was another pool's.
    fn take(&mut self, seat: Seat, vacate: Vacate) -> Option<(*const (), Vacate)> {
        let index = seat.key.index();
        if self.seats.len() <= index {
            self.seats.resize(index + 1, EMPTY);
            self.vacates.resize(index + 1, None);
        }
        let stale = std::mem::replace(&mut self.seats[index], seat);
        let stale_vacate = self.vacates[index].replace(vacate);
        // After the last change through `self`, which what is read behind its back must not be.
        let behind = Behind {
            seats: self.seats.as_ptr(),
            count: self.seats.len(),
        };
        with_lasting(&BEHIND, |cell| cell.set(behind));
        stale_vacate.map(|vacate| (stale.cache, vacate))
    }
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
        let nothing = Behind {
            seats: ptr::null(),
            count: 0,
        };
        with_lasting(&BEHIND, |cell| cell.set(nothing));
        for (seat, vacate) in self.seats.iter().zip(&self.vacates) {
            if let Some(vacate) = vacate {
                // SAFETY: it was in the table until just now, and nobody finds it any more.
                unsafe { vacate(seat.cache) };
            }
        }
    }
}
