//! The pool: `get` takes an idle object or makes one, a guard's drop brings it back.

use crate::appraise::{Scale, appraise};
use crate::builder::{Init, Limits, UseDefault};
use crate::recursion;
use crate::stats::{Cause, Stats};
use crate::store::{Handle, MAX_BYTES, Object, Price, Store};
use crate::{Builder, OwnedPooled, Poolable, Pooled};
use std::borrow::Cow;
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::{Duration, Instant};

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
    scale: Scale,
    init: Init<T>,
    name: Cow<'static, str>,
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
    /// Heap bytes they retained.
    pub bytes: usize,
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

    pub(crate) fn assemble(limits: Limits, name: Cow<'static, str>, init: Init<T>) -> Self {
        Self {
            store: Handle::new(&limits),
            scale: Scale::new(limits.max_object_bytes.min(MAX_BYTES)),
            init,
            name,
        }
    }

    /// Borrows an idle object, or makes one.
    ///
    /// # Panics
    ///
    /// If `init` panics, with that panic; and if `init` takes from its own pool, directly or
    /// through others, and finds it empty again. The pool is unharmed by either.
    #[inline]
    pub fn get(&self) -> Pooled<'_, T> {
        Pooled::new(self, self.take())
    }

    /// As [`get`](Self::get), with a guard that keeps the pool alive instead of borrowing it.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    #[inline]
    pub fn get_owned(self: &Arc<Self>) -> OwnedPooled<T> {
        let object = self.take();
        OwnedPooled::new(Arc::clone(self), object)
    }

    /// Builds idle objects ahead of use, up to `count` and as many as the limits have room for.
    /// Returns how many.
    ///
    /// # Panics
    ///
    /// If `init` or `retained_bytes` panics, with that panic; what was built before is kept.
    pub fn prewarm(&self, count: usize) -> usize {
        self.store.fill(count, || {
            let mut object = Object::new(self.init());
            let bytes = object.value.retained_bytes();
            self.scale.admits(bytes).then(|| {
                object.price = Price::of(bytes);
                object
            })
        })
    }

    /// Frees every idle object there is now, those in the caches of other threads included, and
    /// stops none of these threads.
    ///
    /// On Linux that takes the `membarrier` system call. Where it is missing, caches of other
    /// threads are asked: each is emptied at its thread's next `get` or return, or when the thread
    /// exits, and what it frees is not in the result.
    pub fn trim(&self) -> Trimmed {
        let freed = self.store.trim();
        Trimmed {
            objects: freed.objects,
            bytes: freed.bytes,
        }
    }

    /// The pool's figures. Reading them stops nobody.
    pub fn stats(&self) -> Stats {
        self.store.stats()
    }

    /// The pool's name: what the builder was given, the static's path, or the type's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn store(&self) -> &Store<T> {
        &self.store
    }

    #[inline]
    fn take(&self) -> Box<Object<T>> {
        match self.store.take() {
            Some(object) => object,
            None => self.take_slowly(),
        }
    }

    #[cold]
    #[inline(never)]
    fn take_slowly(&self) -> Box<Object<T>> {
        if let Some(object) = self.store.take_slowly() {
            return object;
        }
        let weight = self.store.figures.init_weight();
        let start = (weight > 0).then(Instant::now);
        let object = Object::new(self.init());
        let time = start.map_or(Duration::ZERO, |start| start.elapsed());
        self.store.count_miss(time, weight);
        object
    }

    fn init(&self) -> T {
        let _running = recursion::enter(self.store.key(), &self.name);
        self.init.call()
    }

    /// A guard was dropped. One function for all guards of a `T`, called with both halves of the
    /// guard in registers: inlined, it made every drop too large to be inlined, and the guard went
    /// through memory.
    #[inline(never)]
    pub(crate) fn restore(&self, mut object: Box<Object<T>>) {
        match appraise(&mut object, self.scale) {
            Ok(()) => {
                if let Err(object) = self.store.put(object) {
                    self.restore_slowly(object);
                }
            }
            Err(cause) => self.let_go(object, cause),
        }
    }

    #[cold]
    #[inline(never)]
    fn restore_slowly(&self, object: Box<Object<T>>) {
        if let Err(object) = self.store.put_slowly(object) {
            self.let_go(object, Cause::OverBudget);
        }
    }

    /// A value left the pool for good.
    pub(crate) fn count_detached(&self) {
        self.store.figures.discard(Cause::Detached, 1);
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn let_go(&self, object: Box<Object<T>>, cause: Cause) {
        self.store.figures.discard(cause, 1);
        object.destroy();
    }
}

impl<T: Poolable> Drop for Pool<T> {
    fn drop(&mut self) {
        // SAFETY: guards borrow the pool or hold a count on it, so none is left, and with `&mut`
        // every use of the pool has happened before.
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
            .field("name", &self.name)
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}
