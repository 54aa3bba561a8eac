//! This pool: in a static, behind a reference, and with guards that own their pool.

use crate::subject::Lend;
use crate::work::Work;
use pool_runtime::{OwnedPooled, Pool, Pooled, StaticPool};
use std::sync::Arc;

/// A pool declared with `static_pool!`.
#[derive(Debug)]
pub struct Static<W: Work>(&'static StaticPool<Pool<W::Object>>);

impl<W: Work> Lend<W> for Static<W> {
    type Loan<'pool> = Pooled<'pool, W::Object>;

    fn new(place: usize) -> Self {
        let pool = W::global(place);
        pool.trim();
        Self(pool)
    }

    #[inline]
    fn lend(&self, apply: impl FnOnce(&mut W::Object)) -> Self::Loan<'_> {
        let mut object = self.0.get();
        apply(&mut object);
        object
    }
}

/// A pool in a local variable.
#[derive(Debug)]
pub struct Borrowed<W: Work>(Pool<W::Object>);

impl<W: Work> Lend<W> for Borrowed<W> {
    type Loan<'pool> = Pooled<'pool, W::Object>;

    fn new(_: usize) -> Self {
        Self(Pool::with_init(W::make))
    }

    #[inline]
    fn lend(&self, apply: impl FnOnce(&mut W::Object)) -> Self::Loan<'_> {
        let mut object = self.0.get();
        apply(&mut object);
        object
    }
}

/// A pool in an `Arc`, whose guards each hold a count on it.
#[derive(Debug)]
pub struct Owned<W: Work>(Arc<Pool<W::Object>>);

impl<W: Work> Lend<W> for Owned<W> {
    type Loan<'pool> = OwnedPooled<W::Object>;

    fn new(_: usize) -> Self {
        Self(Arc::new(Pool::with_init(W::make)))
    }

    #[inline]
    fn lend(&self, apply: impl FnOnce(&mut W::Object)) -> Self::Loan<'_> {
        let mut object = self.0.get_owned();
        apply(&mut object);
        object
    }
}
