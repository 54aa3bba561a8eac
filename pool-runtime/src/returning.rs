//! What becomes of an object when its guard is dropped, whichever guard it is.

use crate::Poolable;
use crate::appraise::{Doubt, Sizes, appraise};
use crate::stats::Cause;
use crate::store::{self, Found, Key, Object, Store};
use std::marker::PhantomData;
use std::sync::Arc;

/// How a guard finds back to its pool: by a reference, or by its key.
pub(crate) trait Origin<T: Poolable>: Copy {
    fn key(self) -> Key;

    /// Runs `f` with the pool's store, if the pool is still there.
    fn with_store<R>(self, f: impl FnOnce(Option<&Arc<Store<T>>>) -> R) -> R;
}

/// A pool by its key: no reference and no count, so the pool may be gone.
///
/// Made by [`Pool::get_owned`](crate::Pool::get_owned) alone, which asks for `T: 'static`: objects of a
/// pool that is gone are dropped when their guards are, or with a thread's cache, at any time. It neither
/// widens nor narrows `T`: what a guard returns is to fit what the pool holds, lifetimes included.
pub(crate) struct Absent<T> {
    key: Key,
    _pool_of: PhantomData<fn(T) -> T>,
}

impl<T> Clone for Absent<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Absent<T> {}

impl<T: 'static> Absent<T> {
    /// # Safety
    ///
    /// `key` is that of a pool of `T`s.
    #[inline]
    pub(crate) unsafe fn new(key: Key) -> Self {
        Self {
            key,
            _pool_of: PhantomData,
        }
    }
}

impl<T: Poolable> Origin<T> for Absent<T> {
    #[inline]
    fn key(self) -> Key {
        self.key
    }

    fn with_store<R>(self, f: impl FnOnce(Option<&Arc<Store<T>>>) -> R) -> R {
        // SAFETY: by the contract of `new`, the pool holds `T`s.
        let found = unsafe { store::find(self.key) };
        f(found.as_ref().map(Found::store))
    }
}

/// A guard was dropped. One function for all guards of a kind and a `T`, called with both halves of the
/// guard in registers: inlined, it made every drop too large to be inlined, and the guard went
/// through memory.
#[inline(never)]
pub(crate) fn restore<T: Poolable, O: Origin<T>>(origin: O, mut object: Box<Object<T>>) {
    match appraise(&mut object) {
        Ok(()) => {
            // SAFETY: the origin is a pool of `T`s.
            if let Err(object) = unsafe { store::put(origin.key(), object) } {
                restore_slowly(origin, object);
            }
        }
        Err(Doubt::Weigh(sizes)) => weigh(origin, object, sizes),
        Err(Doubt::LetGo(cause)) => let_go(origin, object, cause),
    }
}

#[cold]
#[inline(never)]
fn weigh<T: Poolable, O: Origin<T>>(origin: O, mut object: Box<Object<T>>, sizes: Sizes) {
    let scale = origin.with_store(|store| store.map(|store| store.scale));
    // Without a store there is no pool, and nothing to weigh it for.
    match scale.map_or(Ok(()), |scale| scale.weigh(&mut object, sizes)) {
        Ok(()) => restore_slowly(origin, object),
        Err(cause) => let_go(origin, object, cause),
    }
}

#[cold]
#[inline(never)]
fn restore_slowly<T: Poolable, O: Origin<T>>(origin: O, object: Box<Object<T>>) {
    cross_out(origin, &object);
    // SAFETY: the origin is a pool of `T`s.
    let Err(object) = (unsafe { store::put_behind(origin.key(), object) }) else {
        return;
    };
    origin.with_store(|store| match store {
        Some(store) => {
            if let Err(object) = store.put_slowly(object) {
                store.destroy(object);
            }
        }
        None => object.destroy(),
    });
}

/// An object leaves its pool.
#[cold]
#[inline(never)]
pub(crate) fn let_go<T: Poolable, O: Origin<T>>(
    origin: O,
    mut object: Box<Object<T>>,
    cause: Cause,
) {
    cross_out(origin, &object);
    // It may not have been reset, or not to the end.
    store::contain(|| object.value.before_drop());
    origin.with_store(|store| match store {
        Some(store) => store.let_go(object, cause),
        None => object.destroy(),
    });
}

/// A value left its pool for good.
pub(crate) fn detached<T: Poolable, O: Origin<T>>(origin: O, object: &Object<T>) {
    cross_out(origin, object);
    origin.with_store(|store| {
        if let Some(store) = store {
            store.figures.discard(Cause::Detached, 1);
            store.have_ended(1);
        }
    });
}

/// An object is borrowed no more.
fn cross_out<T: Poolable, O: Origin<T>>(origin: O, object: &Object<T>) {
    if origin.key().is_traced() {
        origin.with_store(|store| {
            if let Some(store) = store {
                store.cross_out_borrow(object);
            }
        });
    }
}
