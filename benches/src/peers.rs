//! The others, each as its documentation says to use it.

use crate::subject::{Lend, Resetting, Shelf};
use crate::work::Work;
use crossbeam_queue::ArrayQueue;
use deadpool::unmanaged;
use lockfree_object_pool::{LinearObjectPool, LinearReusable};
use opool::{PoolAllocator, RefGuard};
use parking_lot::Mutex;
use pool_runtime::Poolable;
use regex_automata::util::pool::{Pool as RegexPool, PoolGuard};
use sharded_slab::Clear;
use std::marker::PhantomData;

/// Room in those that want to be told: this pool's default.
const CAPACITY: usize = 1024;

/// object-pool.
pub struct ObjectPool<W: Work>(object_pool::Pool<W::Object>);

impl<W: Work> Lend<W> for ObjectPool<W> {
    type Loan<'pool> = Resetting<object_pool::Reusable<'pool, W::Object>>;

    fn new(_: usize) -> Self {
        Self(object_pool::Pool::new(0, W::make))
    }

    #[inline]
    fn lend(&self, apply: impl FnOnce(&mut W::Object)) -> Self::Loan<'_> {
        Resetting::apply(self.0.pull(W::make), apply)
    }
}

/// lockfree-object-pool, its linear pool: the quickest of its three.
pub struct LockfreeObjectPool<W: Work>(LinearObjectPool<W::Object>);

impl<W: Work> Lend<W> for LockfreeObjectPool<W> {
    type Loan<'pool> = LinearReusable<'pool, W::Object>;

    fn new(_: usize) -> Self {
        Self(LinearObjectPool::new(W::make, W::Object::reset))
    }

    #[inline]
    fn lend(&self, apply: impl FnOnce(&mut W::Object)) -> Self::Loan<'_> {
        let mut object = self.0.pull();
        apply(&mut object);
        object
    }
}

/// sharded-slab's pool.
pub struct ShardedSlab<W: Work>(sharded_slab::Pool<Slot<W>>);

/// An object in a [`ShardedSlab`], which asks for `Default` and its own reset.
pub struct Slot<W: Work>(W::Object);

impl<W: Work> Default for Slot<W> {
    fn default() -> Self {
        Self(W::make())
    }
}

impl<W: Work> Clear for Slot<W> {
    #[inline]
    fn clear(&mut self) {
        self.0.reset();
    }
}

/// A slot of a [`ShardedSlab`]. Its loans are keys.
pub struct Key<'pool, W: Work> {
    pool: &'pool ShardedSlab<W>,
    key: usize,
}

impl<W: Work> Lend<W> for ShardedSlab<W> {
    type Loan<'pool> = Key<'pool, W>;

    fn new(_: usize) -> Self {
        Self(sharded_slab::Pool::new())
    }

    #[inline]
    fn lend(&self, apply: impl FnOnce(&mut W::Object)) -> Self::Loan<'_> {
        let key = self.0.create_with(|slot| apply(&mut slot.0));
        Key {
            pool: self,
            key: key.expect("a shard has room for 2^32 objects"),
        }
    }
}

impl<W: Work> Drop for Key<'_, W> {
    #[inline]
    fn drop(&mut self) {
        self.pool.0.clear(self.key);
    }
}

/// opool. It resets at the next `get`, and new objects not at all.
pub struct Opool<W: Work>(opool::Pool<Maker<W>, W::Object>);

/// Makes and resets for [`Opool`].
pub struct Maker<W>(PhantomData<fn() -> W>);

impl<W: Work> PoolAllocator<W::Object> for Maker<W> {
    #[inline]
    fn reset(&self, object: &mut W::Object) {
        object.reset();
    }

    fn allocate(&self) -> W::Object {
        W::make()
    }
}

impl<W: Work> Lend<W> for Opool<W> {
    type Loan<'pool> = RefGuard<'pool, Maker<W>, W::Object>;

    fn new(_: usize) -> Self {
        Self(opool::Pool::new(CAPACITY, Maker(PhantomData)))
    }

    #[inline]
    fn lend(&self, apply: impl FnOnce(&mut W::Object)) -> Self::Loan<'_> {
        let mut object = self.0.get();
        apply(&mut object);
        object
    }
}

/// regex-automata's pool.
pub struct RegexAutomata<W: Work>(RegexPool<W::Object, fn() -> W::Object>);

impl<W: Work> Lend<W> for RegexAutomata<W> {
    type Loan<'pool> = Resetting<PoolGuard<'pool, W::Object, fn() -> W::Object>>;

    fn new(_: usize) -> Self {
        Self(RegexPool::new(W::make))
    }

    #[inline]
    fn lend(&self, apply: impl FnOnce(&mut W::Object)) -> Self::Loan<'_> {
        Resetting::apply(self.0.get(), apply)
    }
}

/// deadpool's unmanaged pool, which never makes an object: one is added when it has none.
pub struct Deadpool<W: Work>(unmanaged::Pool<W::Object>);

impl<W: Work> Lend<W> for Deadpool<W> {
    type Loan<'pool> = Resetting<unmanaged::Object<W::Object>>;

    fn new(_: usize) -> Self {
        Self(unmanaged::Pool::new(CAPACITY))
    }

    #[inline]
    fn lend(&self, apply: impl FnOnce(&mut W::Object)) -> Self::Loan<'_> {
        loop {
            if let Ok(object) = self.0.try_get() {
                return Resetting::apply(object, apply);
            }
            // Another thread may be quicker to take it.
            assert!(self.0.try_add(W::make()).is_ok(), "{CAPACITY} are enough");
        }
    }
}

impl<T: Send> Shelf<T> for ArrayQueue<T> {
    fn new() -> Self {
        ArrayQueue::new(CAPACITY)
    }

    #[inline]
    fn take(&self) -> Option<T> {
        self.pop()
    }

    #[inline]
    fn put(&self, object: T) {
        drop(self.push(object));
    }
}

impl<T: Send> Shelf<T> for Mutex<Vec<T>> {
    fn new() -> Self {
        Mutex::default()
    }

    #[inline]
    fn take(&self) -> Option<T> {
        self.lock().pop()
    }

    #[inline]
    fn put(&self, object: T) {
        self.lock().push(object);
    }
}
