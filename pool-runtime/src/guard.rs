//! Borrowed objects: a guard derefs to its object and returns it when dropped.
//!
//! There is no `put`. Only a guard's drop returns an object, so nothing can be returned twice or
//! used after its return.

use crate::stats::Cause;
use crate::store::Object;
use crate::{Pool, Poolable};
use std::borrow::{Borrow, BorrowMut};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::thread;

/// An object borrowed from a [`Pool`], from [`Pool::get`].
///
/// Derefs to the object; reset, accounted for and returned when dropped. `Send` where `T: Send`:
/// moved to another thread, it returns there. `Sync` where `T: Sync`.
///
/// ```
/// use pool_runtime::{Pool, Pooled};
///
/// let pool: Pool<String> = Pool::new();
/// let mut line: Pooled<'_, String> = pool.get();
/// line.push_str("hello");
/// assert_eq!(*line, "hello");
/// drop(line);
/// assert!(pool.get().is_empty());
/// ```
#[must_use = "the object goes back to its pool when the guard is dropped, which is at once"]
pub struct Pooled<'pool, T: Poolable> {
    pool: &'pool Pool<T>,
    object: ManuallyDrop<Box<Object<T>>>,
}

/// An object borrowed from a pool that it keeps alive, from [`Pool::get_owned`].
///
/// As [`Pooled`], without the lifetime.
///
/// ```
/// use pool_runtime::Pool;
/// use std::sync::Arc;
///
/// let pool = Arc::new(Pool::<Vec<u8>>::new());
/// let mut buffer = pool.get_owned();
/// drop(pool);
/// let worker = std::thread::spawn(move || {
///     buffer.extend_from_slice(b"still usable");
///     buffer.len()
/// });
/// assert_eq!(worker.join().unwrap(), 12);
/// ```
#[must_use = "the object goes back to its pool when the guard is dropped, which is at once"]
pub struct OwnedPooled<T: Poolable> {
    pool: Arc<Pool<T>>,
    object: ManuallyDrop<Box<Object<T>>>,
}

// SAFETY: a shared guard gives out `&T` and nothing else; the pool it refers to is reached only by
// dropping or consuming the guard, which takes ownership of it, and so needs `Send`.
unsafe impl<T: Poolable + Sync> Sync for Pooled<'_, T> {}

// SAFETY: as for `Pooled`.
unsafe impl<T: Poolable + Sync> Sync for OwnedPooled<T> {}

impl<'pool, T: Poolable> Pooled<'pool, T> {
    #[inline]
    pub(crate) fn new(pool: &'pool Pool<T>, object: Box<Object<T>>) -> Self {
        Self {
            pool,
            object: ManuallyDrop::new(object),
        }
    }
}

impl<T: Poolable> OwnedPooled<T> {
    #[inline]
    pub(crate) fn new(pool: Arc<Pool<T>>, object: Box<Object<T>>) -> Self {
        Self {
            pool,
            object: ManuallyDrop::new(object),
        }
    }
}

/// What both guards do, each with its own way to hold the pool.
macro_rules! guard {
    ([$($generics:tt)*] $guard:ty) => {
        impl<$($generics)*> $guard {
            /// Takes the value out of the pool for good.
            ///
            /// It is not reset; the pool counts it as detached and builds another when it needs
            /// one. An associated function, as with `Arc`, so that it hides no method of `T`.
            pub fn detach(guard: Self) -> T {
                guard.consume(|pool, object| {
                    pool.count_detached();
                    object.value
                })
            }

            /// Drops the value instead of returning it, and counts it as discarded.
            ///
            /// For a value known to be unfit for reuse.
            pub fn discard(guard: Self) {
                guard.consume(|pool, object| pool.let_go(object, Cause::Discarded));
            }

            /// Consumes the guard without its drop.
            fn consume<R>(self, f: impl FnOnce(&Pool<T>, Box<Object<T>>) -> R) -> R {
                let mut guard = ManuallyDrop::new(self);
                // SAFETY: the guard is never used again, nor its destructor run: the object and
                // the pool are each taken out once.
                let (object, pool) = unsafe {
                    (ManuallyDrop::take(&mut guard.object), std::ptr::read(&raw const guard.pool))
                };
                f(&pool, object)
            }
        }

        impl<$($generics)*> Drop for $guard {
            #[inline]
            fn drop(&mut self) {
                // SAFETY: the object is taken out once: the guard is being dropped, and `consume`
                // does not run this.
                let object = unsafe { ManuallyDrop::take(&mut self.object) };
                if thread::panicking() {
                    self.pool.let_go(object, Cause::Panicked);
                } else {
                    self.pool.restore(object);
                }
            }
        }

        impl<$($generics)*> Deref for $guard {
            type Target = T;

            #[inline]
            fn deref(&self) -> &T {
                &self.object.value
            }
        }

        impl<$($generics)*> DerefMut for $guard {
            #[inline]
            fn deref_mut(&mut self) -> &mut T {
                &mut self.object.value
            }
        }

        impl<$($generics)*> AsRef<T> for $guard {
            fn as_ref(&self) -> &T {
                self
            }
        }

        impl<$($generics)*> AsMut<T> for $guard {
            fn as_mut(&mut self) -> &mut T {
                self
            }
        }

        impl<$($generics)*> Borrow<T> for $guard {
            fn borrow(&self) -> &T {
                self
            }
        }

        impl<$($generics)*> BorrowMut<T> for $guard {
            fn borrow_mut(&mut self) -> &mut T {
                self
            }
        }

        impl<$($generics)*> fmt::Debug for $guard
        where
            T: fmt::Debug,
        {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                T::fmt(self, f)
            }
        }

        impl<$($generics)*> fmt::Display for $guard
        where
            T: fmt::Display,
        {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                T::fmt(self, f)
            }
        }

        impl<$($generics)*> PartialEq for $guard
        where
            T: PartialEq,
        {
            fn eq(&self, other: &Self) -> bool {
                T::eq(self, other)
            }
        }

        impl<$($generics)*> Eq for $guard where T: Eq {}

        impl<$($generics)*> PartialOrd for $guard
        where
            T: PartialOrd,
        {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                T::partial_cmp(self, other)
            }
        }

        impl<$($generics)*> Ord for $guard
        where
            T: Ord,
        {
            fn cmp(&self, other: &Self) -> Ordering {
                T::cmp(self, other)
            }
        }

        impl<$($generics)*> Hash for $guard
        where
            T: Hash,
        {
            fn hash<H: Hasher>(&self, state: &mut H) {
                T::hash(self, state);
            }
        }
    };
}

guard!(['pool, T: Poolable] Pooled<'pool, T>);
guard!([T: Poolable] OwnedPooled<T>);
