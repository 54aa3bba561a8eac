//! How a pool, and a guard that has only its key, get at the store: in front for a hit, by the key for what
//! is slower.

use super::cache::Cache;
use super::object::Object;
use super::{Key, Store, places, seats};
use crate::Limits;
use crate::sync::{AtomicBool, Ordering};
use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

/// A pool's hold on its store, and its key. Two words for the hit path to find side by side: the store
/// itself is read only on the slow one.
pub(crate) struct Handle<T> {
    key: Key,
    store: Arc<Store<T>>,
    /// Whether an object was ever lent with a guard of its own, which may outlive the pool.
    lent: AtomicBool,
}

impl<T> Deref for Handle<T> {
    type Target = Arc<Store<T>>;

    fn deref(&self) -> &Arc<Store<T>> {
        &self.store
    }
}

impl<T> Handle<T> {
    pub(crate) fn new(limits: Limits, name: Cow<'static, str>, traced: bool) -> Self {
        let (key, store) = places::claim(traced, |key| Arc::new(Store::new(key, limits, name)));
        Self {
            key,
            store,
            lent: AtomicBool::new(false),
        }
    }

    /// What no other pool has.
    #[inline]
    pub(crate) fn key(&self) -> Key {
        self.key
    }

    /// An object is to be lent with a guard of its own, which finds the pool by its key.
    #[inline]
    pub(crate) fn lend(&self)
    where
        T: 'static,
    {
        // Read by `close` alone, which everything that is done with `&self` happens before.
        if !self.lent.load(Ordering::Relaxed) {
            self.lent.store(true, Ordering::Relaxed);
            self.store.know_static();
        }
    }

    /// An idle object, if one is loaded and this thread's cache is in front. `None` asks for
    /// [`Store::take_slowly`].
    #[inline]
    pub(crate) fn take(&self) -> Option<Box<Object<T>>> {
        // SAFETY: the key is this pool's, of `T`s; a pop runs no user code and joins nothing.
        unsafe { seats::find_in_front::<T>(self.key) }?.pop()
    }

    /// The pool ends.
    ///
    /// # Safety
    ///
    /// `T: 'static` if [`lend`](Self::lend) was called. Every other use of the store happened before,
    /// and none follows, but for what guards of their own do by the key, and threads that part.
    pub(crate) unsafe fn close(&self) {
        places::give_up(self.key);
        let lent = self.lent.load(Ordering::Relaxed);
        // SAFETY: by the contract.
        unsafe { self.store.close(lent) };
    }
}

/// Keeps an object in this thread's cache of its pool, its price noted on it, if there is room in what
/// is loaded and the cache is in front. An `Err` asks for [`put_behind`].
///
/// # Safety
///
/// The pool that `key` was made for holds `T`s.
#[inline]
pub(crate) unsafe fn put<T>(key: Key, object: Box<Object<T>>) -> Result<(), Box<Object<T>>> {
    // SAFETY: by the contract; a push runs no user code and joins nothing.
    match unsafe { seats::find_in_front(key) } {
        Some(owner) => owner.push(object),
        None => Err(object),
    }
}

/// As [`put`], wherever this thread's cache is. An `Err` asks for [`Store::put_slowly`].
///
/// # Safety
///
/// As for [`put`].
pub(crate) unsafe fn put_behind<T>(key: Key, object: Box<Object<T>>) -> Result<(), Box<Object<T>>> {
    // SAFETY: by the contract; a push runs no user code and joins nothing.
    match unsafe { seats::find_behind(key) } {
        Some(owner) => owner.push(object),
        None => Err(object),
    }
}

/// A store that was found by its key, held while it is in use: user code may end all that led to it.
pub(crate) enum Found<T> {
    /// By this thread's seat. It is the cache that is held: its count is this thread's own, and so not
    /// in the way of others who do the same.
    Seat(Arc<Cache<T>>),
    /// Among all pools.
    Place(Arc<Store<T>>),
}

impl<T> Found<T> {
    pub(crate) fn store(&self) -> &Arc<Store<T>> {
        match self {
            Self::Seat(cache) => &cache.store,
            Self::Place(store) => store,
        }
    }
}

/// The store of the pool that has this key, as this thread knows it or as it is found among all; `None`
/// if the pool is gone and this thread does not know it.
///
/// # Safety
///
/// The pool that `key` was made for holds `T`s.
pub(crate) unsafe fn find<T>(key: Key) -> Option<Found<T>> {
    // SAFETY: by the contract; a count is added and nothing else done.
    let known = unsafe { seats::hold(key) }.map(Found::Seat);
    known.or_else(|| {
        // A count on the store comes and goes.
        #[cfg(all(shared_writes, not(loom)))]
        crate::sync::shared_writes::count_read_modify_writes(2);
        // SAFETY: by the contract.
        unsafe { places::find(key) }.map(Found::Place)
    })
}
