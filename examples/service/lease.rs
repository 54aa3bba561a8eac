//! What a request works with: lent by a pool, or built for it alone.

use std::ops::{Deref, DerefMut};

use pool_runtime::{OwnedPooled, Pool, Poolable};

/// An object, as good as new, for one use.
pub enum Lease<T: Poolable + 'static> {
    Pooled(OwnedPooled<T>),
    Fresh(Box<T>),
}

/// Where objects come from.
#[derive(Clone, Copy, Debug)]
pub enum Supply {
    Pools,
    New,
}

impl Supply {
    /// An object of a pool without a bound.
    #[track_caller]
    pub fn lend<T: Poolable + Default + 'static>(self, pool: &Pool<T>) -> Lease<T> {
        match self {
            Self::Pools => Lease::Pooled(pool.get_owned()),
            Self::New => Lease::Fresh(Box::default()),
        }
    }

    /// An object of a bounded pool, once there is one. New ones are not counted.
    // Not an `async fn`: those do not tell who called them, and a traced pool notes that.
    #[track_caller]
    pub fn lend_bounded<T: Poolable + Default + 'static>(
        self,
        pool: &Pool<T>,
    ) -> impl Future<Output = Lease<T>> {
        let lent = match self {
            Self::Pools => Some(pool.get_owned_async()),
            Self::New => None,
        };
        async {
            match lent {
                Some(lent) => Lease::Pooled(lent.await),
                None => Lease::Fresh(Box::default()),
            }
        }
    }
}

impl<T: Poolable> Deref for Lease<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Pooled(guard) => guard,
            Self::Fresh(object) => object,
        }
    }
}

impl<T: Poolable> DerefMut for Lease<T> {
    fn deref_mut(&mut self) -> &mut T {
        match self {
            Self::Pooled(guard) => guard,
            Self::Fresh(object) => object,
        }
    }
}

impl AsRef<[u8]> for Lease<Vec<u8>> {
    fn as_ref(&self) -> &[u8] {
        self
    }
}
