//! Borrowed objects: a guard derefs to its object and returns it when dropped.
//!
//! There is no `put`. Only a guard's drop returns an object, so nothing can be returned twice or
//! used after its return.

use crate::returning::{self, Absent, Origin};
use crate::stats::Cause;
use crate::store::Object;
use crate::{Pool, Poolable};
use std::borrow::{Borrow, BorrowMut};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};
use std::thread;

/// An object borrowed from a [`Pool`], from [`Pool::get`].
///
/// It derefs to the object. When it is dropped, the object is reset and returned, by the thread that drops it.
/// It is `Send` where `T: Send`, `Sync` where `T: Sync`, and `AsRef<U>` and `AsMut<U>` where `T` is.
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
#[must_use = "an unused guard is dropped at once, and its object goes back to the pool"]
pub struct Pooled<'pool, T: Poolable> {
    pool: &'pool Pool<T>,
    object: ManuallyDrop<Box<Object<T>>>,
}

/// An object borrowed from a pool, in a guard without a lifetime, from [`Pool::get_owned`].
///
/// It can be kept in a struct, sent to a task, held across an `.await`. It may outlive its pool: its object is
/// then dropped instead of returned.
///
/// ```
/// use pool_runtime::{Pool, static_pool};
///
/// static_pool! {
///     static BUFFERS: Pool<Vec<u8>>;
/// }
///
/// let mut buffer = BUFFERS.get_owned();
/// let worker = std::thread::spawn(move || {
///     buffer.extend_from_slice(b"goes where it is sent");
///     buffer.len()
/// }); // and back to the pool at the thread's end
/// assert_eq!(worker.join().unwrap(), 21);
/// assert_eq!(BUFFERS.stats().returns, 1);
/// ```
///
/// A guard is `AsRef<U>` where its object is. So the crate `bytes` sends a pooled buffer without a copy, by
/// `Bytes::from_owner(buffer)`. The buffer goes back to its pool when it has been written.
#[must_use = "an unused guard is dropped at once, and its object goes back to the pool"]
pub struct OwnedPooled<T: Poolable> {
    pool: Absent<T>,
    object: ManuallyDrop<Box<Object<T>>>,
}

// SAFETY: what the fields have by themselves where `T: Send`: a reference to a pool, which is `Sync`, and an
// object that nobody else has. Spelled out so that an error about it names `T`, and not what is inside.
unsafe impl<T: Poolable + Send> Send for Pooled<'_, T> {}

// SAFETY: as for `Pooled`, with a number in the place of the reference.
unsafe impl<T: Poolable + Send> Send for OwnedPooled<T> {}

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
    pub(crate) fn new(pool: Absent<T>, object: Box<Object<T>>) -> Self {
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
                let (pool, object) = guard.into_parts();
                returning::detached(pool, &object);
                object.value
            }

            /// Drops the value instead of returning it, and counts it as discarded.
            ///
            /// For a value known to be unfit for reuse.
            pub fn discard(guard: Self) {
                let (pool, object) = guard.into_parts();
                returning::let_go(pool, object, Cause::Discarded);
            }

            /// Both halves, without the guard's drop.
            fn into_parts(self) -> (impl Origin<T>, Box<Object<T>>) {
                let mut guard = ManuallyDrop::new(self);
                // SAFETY: the guard is never used again, nor its destructor run: the object is taken
                // out once.
                (guard.pool, unsafe { ManuallyDrop::take(&mut guard.object) })
            }
        }

        impl<$($generics)*> Drop for $guard {
            #[inline]
            fn drop(&mut self) {
                // SAFETY: the object is taken out once: the guard is being dropped, and `into_parts`
                // does not run this.
                let object = unsafe { ManuallyDrop::take(&mut self.object) };
                if thread::panicking() {
                    returning::let_go(self.pool, object, Cause::Panicked);
                } else {
                    returning::restore(self.pool, object);
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

        impl<$($generics)*, U: ?Sized> AsRef<U> for $guard
        where
            T: AsRef<U>,
        {
            fn as_ref(&self) -> &U {
                T::as_ref(self)
            }
        }

        impl<$($generics)*, U: ?Sized> AsMut<U> for $guard
        where
            T: AsMut<U>,
        {
            fn as_mut(&mut self) -> &mut U {
                T::as_mut(self)
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
