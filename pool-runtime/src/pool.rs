//! The pool: `get` takes an idle object or makes one, a guard's drop brings it back.

use crate::builder::{Init, UseDefault};
use crate::recursion;
use crate::returning::{Absent, Origin};
use crate::stats::Stats;
use crate::store::{Freed, Handle, Key, Lack, Miss, Object, Store};
use crate::{Builder, Limits, OwnedPooled, Poolable, Pooled};
use std::borrow::Cow;
use std::fmt;
use std::panic::Location;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::Instant;

/// Objects of one type, used again instead of built anew.
///
/// `get` hands out a guard; dropping the guard resets the object and returns it. Each thread has a
/// cache of its own, so neither takes a lock or an atomic read-modify-write while the cache serves.
///
/// A pool is `Sync` for every `T: Send`, whether or not `T` is `Sync`: an object has one borrower
/// at a time. It is neither `Clone` nor `Copy`; share it by reference, in a
/// [`static_pool!`](crate::static_pool), or in an `Arc`.
///
/// ```
/// use pool_runtime::Pool;
///
/// let buffers: Pool<Vec<u8>> = Pool::new();
/// {
///     let mut buffer = buffers.get();
///     buffer.extend_from_slice(b"some bytes");
/// } // emptied and returned, with its capacity
/// let buffer = buffers.get();
/// assert!(buffer.is_empty() && buffer.capacity() >= 10);
/// assert_eq!(buffers.stats().hits, 1);
/// ```
pub struct Pool<T: Poolable> {
    store: Handle<T>,
    init: Init<T>,
}

// SAFETY: what the fields have by themselves, where `T: Send`: an object has one holder at a time, be
// it a guard, a cache or the depot, and the pool never gives out a `&T`. `init` is `Send` and `Sync`.
// Spelled out so that an error about it names `T`, and not what the store is made of.
unsafe impl<T: Poolable + Send> Send for Pool<T> {}
// SAFETY: as above.
unsafe impl<T: Poolable + Send> Sync for Pool<T> {}

// A panic in user code never leaves a pool half changed: user code does not run inside a cache or
// under a lock, and what it was given is let go.
impl<T: Poolable> UnwindSafe for Pool<T> {}
impl<T: Poolable> RefUnwindSafe for Pool<T> {}

/// What [`Pool::trim`] freed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Trimmed {
    /// Idle objects dropped.
    pub objects: usize,
    /// Bytes they took: the size of each and what it retained on the heap.
    pub bytes: usize,
}

impl From<Freed> for Trimmed {
    fn from(Freed { objects, bytes }: Freed) -> Self {
        Self { objects, bytes }
    }
}

impl<T: Poolable> Pool<T> {
    /// A pool of `T::default()`s with the default limits (see [`Builder`]).
    pub fn new() -> Self
    where
        T: Default,
    {
        Self::builder().build()
    }

    /// A pool of what `init` returns, with the default limits (see [`Builder`]).
    pub fn with_init(init: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self::builder().init(init).build()
    }

    /// Limits, a name, or another way to make objects.
    pub fn builder() -> Builder<T, UseDefault> {
        Builder::new()
    }

    pub(crate) fn assemble(
        limits: Limits,
        name: Cow<'static, str>,
        init: Init<T>,
        traced: bool,
    ) -> Self {
        Self {
            store: Handle::new(limits, name, traced),
            init,
        }
    }

    /// Borrows an idle object, or makes one. In a pool with [`max_objects`](Builder::max_objects) it waits
    /// while that many are in use. In any other pool it never waits.
    ///
    /// A thread waits for ever if only it could return what it waits for: if it holds all objects of a bounded
    /// pool itself, or if a `reset` or a destructor takes from its own full pool.
    /// [`get_timeout`](Self::get_timeout) does not.
    ///
    /// # Panics
    ///
    /// If `init` panics, with that panic; and if `init` takes from its own pool, directly or
    /// through others, and finds it empty again. The pool is unharmed by either.
    #[inline]
    #[track_caller]
    pub fn get(&self) -> Pooled<'_, T> {
        Pooled::new(self, self.take())
    }

    /// As [`get`](Self::get), with a guard that has no lifetime: it may go wherever a `T` may, and outlive the
    /// pool.
    ///
    /// It costs about what the other guard does, and keeps no reference count. It looks for its pool when it is
    /// dropped. If the pool is gone by then, the thread that drops the guard drops the object.
    ///
    /// Where there is no `membarrier` (see [`trim`](Self::trim)), an object that is returned while the pool is
    /// being dropped may stay in its thread's cache, at most until the thread exits. That is why `T: 'static`
    /// is needed.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    #[inline]
    #[track_caller]
    pub fn get_owned(&self) -> OwnedPooled<T>
    where
        T: 'static,
    {
        self.lend(self.take())
    }

    #[inline]
    pub(crate) fn lend(&self, object: Box<Object<T>>) -> OwnedPooled<T>
    where
        T: 'static,
    {
        self.store.lend();
        // SAFETY: the key is this pool's.
        OwnedPooled::new(unsafe { Absent::new(self.store.key()) }, object)
    }

    /// Builds `count` idle objects ahead of use, or as many as the limits have room for. Returns how many it
    /// built.
    ///
    /// # Panics
    ///
    /// If `init` or `retained_bytes` panics, with that panic; what was built before is kept.
    pub fn prewarm(&self, count: usize) -> usize {
        self.store.fill(count, || {
            let scale = self.store.scale;
            let mut object = Object::new(self.init(), scale.unquestioned());
            object.price = scale.price(object.value.retained_bytes())?;
            Some(object)
        })
    }

    /// Frees every idle object there is now, also in the caches of other threads. It does not stop these
    /// threads.
    ///
    /// On Linux it uses the `membarrier` system call. Where that is missing, other threads are asked to empty
    /// their caches. Each does so at its next `get` or return, or when it exits. What is freed in this way is
    /// not in the result.
    pub fn trim(&self) -> Trimmed {
        self.store.trim().into()
    }

    /// The pool's figures. Reading them stops nobody.
    pub fn stats(&self) -> Stats {
        self.store.stats()
    }

    /// The limits that the pool was built with, defaults included.
    pub fn limits(&self) -> Limits {
        self.store.limits
    }

    /// The pool's name: what the builder was given, the static's path, or the type's name.
    pub fn name(&self) -> &str {
        &self.store.name
    }

    pub(crate) fn shared_name(&self) -> Cow<'static, str> {
        self.store.name.clone()
    }

    pub(crate) fn store(&self) -> &Arc<Store<T>> {
        &self.store
    }

    #[inline]
    #[track_caller]
    pub(crate) fn take(&self) -> Box<Object<T>> {
        match self.store.take() {
            Some(object) => object,
            None => self.take_behind(Location::caller()),
        }
    }

    /// As [`take`](Self::take), where there is an object or may be one more.
    #[inline]
    pub(crate) fn take_at_once(&self, place: Place) -> Option<Box<Object<T>>> {
        self.store
            .take()
            .or_else(|| self.take_slowly_at_once(place))
    }

    #[cold]
    #[inline(never)]
    fn take_slowly_at_once(&self, place: Place) -> Option<Box<Object<T>>> {
        let object = match self.store.take_behind() {
            Some(object) => object,
            None => match self.store.take_slowly() {
                Ok(object) => object,
                Err(Lack::Object(miss)) => self.make(miss),
                Err(Lack::Bound) => return None,
            },
        };
        self.store.note_borrow(&object, place);
        Some(object)
    }

    #[cold]
    #[inline(never)]
    fn take_behind(&self, place: Place) -> Box<Object<T>> {
        let object = match self.store.take_behind() {
            Some(object) => object,
            None => self.take_slowly(),
        };
        self.store.note_borrow(&object, place);
        object
    }

    #[inline(never)]
    fn take_slowly(&self) -> Box<Object<T>> {
        match self.store.take_slowly() {
            Ok(object) => object,
            Err(Lack::Object(miss)) => self.make(miss),
            Err(Lack::Bound) => self.wait(),
        }
    }

    /// An object for want of an idle one. If `init` panics its credit goes back.
    pub(crate) fn make(&self, Miss { weight, making }: Miss<'_, T>) -> Box<Object<T>> {
        let start = (weight > 0).then(Instant::now);
        let object = Object::new(self.init(), self.store.scale.unquestioned());
        making.done();
        let nanoseconds = start.map_or(0, |start| start.elapsed().as_nanos());
        let nanoseconds = u64::try_from(nanoseconds).unwrap_or(u64::MAX);
        self.store.count_miss(nanoseconds.saturating_mul(weight));
        object
    }

    fn init(&self) -> T {
        let _running = recursion::enter(self.store.key().number(), self.name());
        self.init.call()
    }
}

/// Where an object is got.
pub(crate) type Place = &'static Location<'static>;

impl<T: Poolable> Origin<T> for &Pool<T> {
    #[inline]
    fn key(self) -> Key {
        self.store.key()
    }

    fn with_store<R>(self, f: impl FnOnce(Option<&Arc<Store<T>>>) -> R) -> R {
        f(Some(&self.store))
    }
}

impl<T: Poolable> Drop for Pool<T> {
    fn drop(&mut self) {
        // SAFETY: `lend` was called by `get_owned` alone, where `T: 'static`. Guards with a lifetime
        // borrow the pool, so none is left, and with `&mut` every other use of the pool has happened before.
        unsafe { self.store.close() };
    }
}

impl<T: Poolable + Default> Default for Pool<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Poolable> fmt::Debug for Pool<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("name", &self.name())
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}
