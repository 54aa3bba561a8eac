//! What a pool has to do to be measured, and the pieces that several adapters share.

use crate::work::Work;
use pool_runtime::Poolable;
use std::marker::PhantomData;
use std::ops::DerefMut;

/// A pool, or what is used in place of one. It resets what comes back.
pub trait Lend<W: Work>: Sized + Sync {
    /// An object on loan; back with its drop, on any thread.
    type Loan<'pool>: Send
    where
        Self: 'pool;

    /// An empty pool. Only statics ask which of four they are.
    fn new(place: usize) -> Self;

    /// Borrows an object and uses it once.
    fn lend(&self, apply: impl FnOnce(&mut W::Object)) -> Self::Loan<'_>;
}

/// For pools that leave the reset to the borrower: a guard that resets before it goes back.
#[derive(Debug)]
pub struct Resetting<G>(G)
where
    G: DerefMut<Target: Poolable>;

impl<G> Resetting<G>
where
    G: DerefMut<Target: Poolable>,
{
    /// Uses what `guard` guards.
    #[inline]
    pub fn apply(mut guard: G, apply: impl FnOnce(&mut G::Target)) -> Self {
        apply(&mut guard);
        Self(guard)
    }
}

impl<G> Drop for Resetting<G>
where
    G: DerefMut<Target: Poolable>,
{
    #[inline]
    fn drop(&mut self) {
        self.0.reset();
    }
}

/// For containers that are no pools yet: objects in and out.
pub trait Shelf<T>: Sync + Sized {
    /// Nothing in it.
    fn new() -> Self;
    /// One, if there is one.
    fn take(&self) -> Option<T>;
    /// Keeps it, or drops it if there is no room.
    fn put(&self, object: T);
}

/// A pool made of a shelf, as one would write it by hand.
#[derive(Debug)]
pub struct ByHand<S, W> {
    shelf: S,
    _work: PhantomData<fn() -> W>,
}

/// An object from a [`ByHand`].
#[derive(Debug)]
pub struct Taken<'shelf, S: Shelf<T>, T: Poolable> {
    shelf: &'shelf S,
    object: Option<T>,
}

impl<W: Work, S: Shelf<W::Object>> Lend<W> for ByHand<S, W> {
    type Loan<'pool>
        = Taken<'pool, S, W::Object>
    where
        Self: 'pool;

    fn new(_: usize) -> Self {
        Self {
            shelf: S::new(),
            _work: PhantomData,
        }
    }

    #[inline]
    fn lend(&self, apply: impl FnOnce(&mut W::Object)) -> Self::Loan<'_> {
        let mut object = self.shelf.take().unwrap_or_else(W::make);
        apply(&mut object);
        Taken {
            shelf: &self.shelf,
            object: Some(object),
        }
    }
}

impl<S: Shelf<T>, T: Poolable> Drop for Taken<'_, S, T> {
    #[inline]
    fn drop(&mut self) {
        if let Some(mut object) = self.object.take() {
            object.reset();
            self.shelf.put(object);
        }
    }
}
