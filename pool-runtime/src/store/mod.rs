//! Where idle objects live: get → cache → depot → ledger, and back.
//!
//! A [`Store`] knows nothing of `Poolable`: it takes objects whose bytes are already known, keeps
//! what the ledger allows, and hands them out again. User code (destructors of what is freed) runs
//! here only in [`Object::destroy`] and when a magazine is dropped, never inside a cache and never
//! under a lock.

mod allowance;
mod cache;
mod clock;
mod depot;
mod ledger;
mod object;
mod seats;
mod upkeep;

pub(crate) use allowance::{MAX_BYTES, Price};
pub(crate) use ledger::Ledger;
pub(crate) use object::{Object, contain};

use crate::builder::Limits;
use crate::stats::{Cause, Figures};
use crate::sync::{AtomicU64, AtomicUsize, Mutex};
use cache::{Cache, Claimed, Credit, Spilled};
use clock::Clock;
use depot::Depot;
use object::Magazine;
use std::mem;
use std::ops::Deref;
use std::sync::Arc;

/// Objects in a full magazine, at the most: so many share the cost of one exchange with the depot.
/// Where the limits are tight or the threads many, magazines are smaller, see [`SHARES`]. Models have
/// small ones, that fill up within a few steps.
///
/// Measured, 16 bytes written into each object, with 100 objects held at once: magazines of 16 took
/// 9.3 ns an operation, of 32 7.7, of 64 6.5, of 96 6.5; with objects handed to another thread, of
/// 32 and more the same within the noise. Not 64: a thread that only returns fills two magazines
/// before others see any of it, so that twice as many objects are built (164 batches in three passes
/// of the example `ingest`, which needs nine at once).
const MAGAZINE: usize = if cfg!(loom) { 2 } else { 32 };

/// Bytes in a full magazine. About what a core's second-level cache holds: of larger objects none is
/// still warm when it is wanted again, so they are better off where every thread finds them, in
/// magazines of few or one.
const MAGAZINE_BYTES: usize = 512 * 1024;

/// A cache's quota is this part of an even share of the limits. It may hold three times its quota
/// (loaded, previous, reserve), so a quarter at least is left for the depot, where every thread
/// finds it.
const SHARES: usize = 4;

/// Hits between two looks at the clock, at the most; slow traffic looks at every one. A look took
/// 19 ns where this was measured, so less than a tenth of one a hit.
const MAX_STRIDE: usize = 256;

/// Of so many returns refused for want of credit, one first calls in what all caches hold. That is
/// dear for one return (a system call, and every thread's next get goes to the depot), so it is
/// shared by many.
const REFUSALS: u64 = 64;

/// Readings of the figures before one is taken that traffic may have blurred.
const READINGS: usize = if cfg!(loom) { 0 } else { 100 };

/// Misses between two looks at the clock: a thread that has nothing idle has no hits to count.
const MISSES: u64 = 16;

/// Hits slower than this, in nanoseconds on average, are slow traffic: a look at the clock is lost
/// among them.
const SLOW_HIT: u64 = 10_000;

/// A pool's idle objects.
pub(crate) struct Store<T> {
    quota_objects: AtomicUsize,
    quota_bytes: AtomicUsize,
    idle_decay: u64,
    depot: Depot<T>,
    ledger: Ledger,
    registry: Mutex<Registry<T>>,
    pub(crate) figures: Figures,
    clock: Clock,
    /// When surplus is looked for next.
    next_decay: AtomicU64,
}

/// The caches there are.
struct Registry<T> {
    /// False once the pool is dropped: threads that exit later find nothing of theirs left.
    open: bool,
    joined: usize,
    entries: Vec<Entry<T>>,
}

struct Entry<T> {
    cache: Arc<Cache<T>>,
    /// Its hits as last read, so that no reader sees them fall.
    hits: u64,
    /// What the cache looked like when surplus was last looked for.
    seen: Option<(u64, Credit)>,
}

/// A pool's hold on its store, and its place in the threads' tables. Two words for the hit path to
/// find side by side: the store itself is read only on the slow one.
pub(crate) struct Handle<T> {
    place: seats::Place,
    store: Arc<Store<T>>,
}

impl<T> Deref for Handle<T> {
    type Target = Store<T>;

    fn deref(&self) -> &Store<T> {
        &self.store
    }
}

impl<T> Handle<T> {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            place: seats::Place::claim(),
            store: Arc::new(Store::new(limits)),
        }
    }

    /// What no other pool has.
    pub(crate) fn key(&self) -> u64 {
        self.place.key()
    }

    /// An idle object, if one is loaded. `None` asks for [`Handle::take_slowly`].
    #[inline]
    pub(crate) fn take(&self) -> Option<Box<Object<T>>> {
        seats::find(self)?.pop()
    }

    /// Keeps an object, its price noted on it, if there is room in what is loaded. An `Err` asks
    /// for [`Handle::put_slowly`].
    #[inline]
    pub(crate) fn put(&self, object: Box<Object<T>>) -> Result<(), Box<Object<T>>> {
        match seats::find(self) {
            Some(owner) => owner.push(object),
            None => Err(object),
        }
    }

    /// An idle object, if one is within reach: this thread's, or the depot's.
    pub(crate) fn take_slowly(&self) -> Option<Box<Object<T>>> {
        let Some(owner) = seats::find_or_join(self) else {
            return self.take_shared(0);
        };
        self.attend(&owner);
        match owner.refill(&self.depot, &self.ledger, self.quota()) {
            Ok(None) if self.figures.misses().is_multiple_of(MISSES) => {
                self.look(&owner);
                None
            }
            Ok(object) => object,
            Err(Claimed) => self.take_shared(owner.home()),
        }
    }

    /// Keeps an object; `Err` if the ledger does not allow it.
    pub(crate) fn put_slowly(&self, object: Box<Object<T>>) -> Result<(), Box<Object<T>>> {
        self.put_within_budget(object).or_else(|object| {
            if !self
                .figures
                .discarded(Cause::OverBudget)
                .is_multiple_of(REFUSALS)
            {
                return Err(object);
            }
            // The credit may be held by threads that do not use it.
            self.recall();
            self.put_within_budget(object)
        })
    }

    fn put_within_budget(&self, object: Box<Object<T>>) -> Result<(), Box<Object<T>>> {
        let Some(owner) = seats::find_or_join(self) else {
            return self.put_shared(object, 0);
        };
        self.attend(&owner);
        match owner.spill(object, &self.depot, &self.ledger, self.quota()) {
            Spilled::Kept => Ok(()),
            Spilled::OverBudget(object) => Err(object),
            Spilled::Claimed(object) => self.put_shared(object, owner.home()),
        }
    }
}

impl<T> Store<T> {
    fn new(limits: &Limits) -> Self {
        let idle_decay = clock::nanoseconds(limits.idle_decay);
        Self {
            quota_objects: AtomicUsize::new(0),
            quota_bytes: AtomicUsize::new(0),
            idle_decay,
            depot: Depot::new(),
            ledger: Ledger::new(limits.max_idle, limits.max_idle_bytes),
            registry: Mutex::new(Registry {
                open: true,
                joined: 0,
                entries: Vec::new(),
            }),
            figures: Figures::default(),
            clock: Clock::start(),
            next_decay: AtomicU64::new(idle_decay),
        }
    }

    /// Without a cache: this thread's is claimed, or gone.
    fn take_shared(&self, home: usize) -> Option<Box<Object<T>>> {
        let mut magazine = self.depot.pop(home)?;
        let object = magazine.pop()?;
        self.depot.push(home, magazine);
        self.ledger.give(1, object.price.bytes());
        self.figures.count_hits(1);
        Some(object)
    }

    fn put_shared(&self, object: Box<Object<T>>, home: usize) -> Result<(), Box<Object<T>>> {
        if !self.ledger.take_one(object.price.bytes()) {
            return Err(object);
        }
        self.depot.push(home, Magazine::of(object));
        Ok(())
    }

    /// Fills the depot with up to `count` objects from `build`, their bytes noted on them; as many
    /// as the limits allow, fewer if `build` has no more. How many.
    pub(crate) fn fill(
        &self,
        count: usize,
        mut build: impl FnMut() -> Option<Box<Object<T>>>,
    ) -> usize {
        // Else the spare credit of idle caches would count as used.
        self.recall();
        let mut filling = Filling {
            store: self,
            magazine: Magazine::new(),
            home: 0,
        };
        let mut filled = 0;
        while filled < count && self.ledger.objects().available() > 0 {
            let Some(object) = build() else { break };
            if !self.ledger.take_one(object.price.bytes()) {
                object.destroy();
                break;
            }
            filled += 1;
            self.figures.count_prewarmed();
            filling.push(object);
        }
        filled
    }
}

/// A magazine on its way to the depot; gets there even if the next `build` panics.
struct Filling<'store, T> {
    store: &'store Store<T>,
    magazine: Magazine<T>,
    home: usize,
}

impl<T> Filling<'_, T> {
    fn push(&mut self, object: Box<Object<T>>) {
        let bytes = self.magazine.bytes() + object.price.bytes();
        if self.magazine.count() == MAGAZINE || bytes > MAGAZINE_BYTES {
            self.flush();
        }
        self.magazine.push(object);
    }

    fn flush(&mut self) {
        let full = mem::take(&mut self.magazine);
        self.store.depot.push(self.home, full);
        self.home += 1;
    }
}

impl<T> Drop for Filling<'_, T> {
    fn drop(&mut self) {
        self.flush();
    }
}
