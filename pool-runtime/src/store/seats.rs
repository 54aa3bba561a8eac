//! Which cache is this thread's: a table a thread, indexed by pool, and what happens to the caches
//! when the thread exits.
//!
//! A pool has a small index, reused once it is gone, and each thread a table of seats. The hit path
//! reads two words of a thread-local that has no destructor (so there is no "is it still alive?" to
//! ask), compares one, and has its cache. The seat holds a count on the cache and through it on the
//! store, so a seat that outlived its pool still compares unequal to every live one: no live store
//! can stand at its address.
//!
//! Tried against it: the `thread_local` crate's table in the pool, indexed by thread. Its caches
//! outlive their threads by design, and a thread's exit leaves its objects where only the next
//! thread with that number finds them.

use super::Store;
use super::cache::{Cache, Owner};
use crate::sync::thread_local;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::ptr;
use std::sync::{Arc, Mutex, PoisonError};

/// A pool's place in every thread's table; given back on drop.
pub(super) struct Index(usize);

static FREE_INDICES: Mutex<Indices> = Mutex::new(Indices {
    next: 0,
    free: BTreeSet::new(),
});

struct Indices {
    next: usize,
    free: BTreeSet<usize>,
}

impl Indices {
    fn with<R>(f: impl FnOnce(&mut Self) -> R) -> R {
        f(&mut FREE_INDICES.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Index {
    pub(super) fn claim() -> Self {
        // The lowest first, so that tables stay as long as there are pools at once.
        Indices::with(|indices| {
            Self(indices.free.pop_first().unwrap_or_else(|| {
                indices.next += 1;
                indices.next - 1
            }))
        })
    }
}

impl Drop for Index {
    fn drop(&mut self) {
        Indices::with(|indices| indices.free.insert(self.0));
    }
}

/// One pool's cache on this thread.
#[derive(Clone, Copy)]
struct Seat {
    /// `Store<T>`, compared and never followed.
    store: *const (),
    /// `Cache<T>`, from `Arc::into_raw`; null with `store`.
    cache: *const (),
    /// [`vacate`] for that `T`.
    vacate: unsafe fn(*const ()),
}

const EMPTY: Seat = Seat {
    store: ptr::null(),
    cache: ptr::null(),
    vacate: |_| (),
};

/// Where the table is now.
#[derive(Clone, Copy)]
struct View {
    first: *const Seat,
    len: usize,
}

const NOWHERE: View = View {
    first: ptr::null(),
    len: 0,
};

/// The table itself; dropped when the thread exits.
struct Seats(Vec<Seat>);

#[cfg(not(loom))]
thread_local! {
    static VIEW: Cell<View> = const { Cell::new(NOWHERE) };
    static SEATS: RefCell<Seats> = const { RefCell::new(Seats(Vec::new())) };
}
#[cfg(loom)]
thread_local! {
    static VIEW: Cell<View> = Cell::new(NOWHERE);
    static SEATS: RefCell<Seats> = RefCell::new(Seats(Vec::new()));
}

/// This thread's cache of `store`, if it has one.
#[inline]
pub(super) fn find<T>(store: &Store<T>) -> Option<Owner<'_, T>> {
    let view = VIEW.try_with(Cell::get).unwrap_or(NOWHERE);
    let index = store.index.0;
    if index >= view.len {
        return None;
    }
    // SAFETY: `view` is this thread's table as of now: it is set whenever the vector moves and
    // cleared before it is freed.
    let seat = unsafe { *view.first.add(index) };
    if seat.store != ptr::from_ref(store).cast() {
        return None;
    }
    // SAFETY: the seat says this is `store`'s cache, so it is a `Cache<T>` with this `T`; the seat
    // holds a count on it, and gives it up only to another pool with the same index, which cannot
    // exist while `store` is borrowed, or at thread exit. Only this thread's seat leads to it.
    Some(unsafe { Owner::new(&*seat.cache.cast::<Cache<T>>()) })
}

/// This thread's cache of `store`, made if need be; `None` once the thread's destructors have run.
pub(super) fn find_or_join<T>(store: &Arc<Store<T>>) -> Option<Owner<'_, T>> {
    if let Some(owner) = find(store) {
        return Some(owner);
    }
    let stale = SEATS
        .try_with(|seats| {
            let mut seats = seats.borrow_mut();
            let index = store.index.0;
            if seats.0.len() <= index {
                seats.0.resize(index + 1, EMPTY);
            }
            let seat = Seat {
                store: Arc::as_ptr(store).cast(),
                cache: Arc::into_raw(store.join()).cast(),
                vacate: vacate::<T>,
            };
            let stale = std::mem::replace(&mut seats.0[index], seat);
            VIEW.set(View {
                first: seats.0.as_ptr(),
                len: seats.0.len(),
            });
            stale
        })
        .ok()?;
    stale.vacate();
    find(store)
}

impl Seat {
    fn vacate(self) {
        // SAFETY: the seat was taken out of the table just now, so this is its only use.
        unsafe { (self.vacate)(self.cache) }
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
        let _ = VIEW.try_with(|view| view.set(NOWHERE));
        for seat in self.0.drain(..) {
            seat.vacate();
        }
    }
}
