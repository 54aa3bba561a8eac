//! Where idle objects live: get → cache → depot → ledger, and back.
//!
//! A [`Store`] knows nothing of `Poolable`: it takes objects whose bytes are already known, keeps
//! what the ledger allows, and hands them out again. User code (destructors of what is freed) runs
//! here only in [`Object::destroy`] and when a magazine is dropped, never inside a cache and never
//! under a lock.

mod allowance;
mod bound;
mod cache;
mod clock;
mod depot;
mod filling;
mod floor;
mod handle;
mod ledger;
mod listed;
mod object;
mod owner;
mod places;
mod reading;
mod rhythm;
mod seats;
mod share;
mod upkeep;

pub(crate) use allowance::{MAX_BYTES, Price};
pub(crate) use bound::{Turn, Waiting};
pub(crate) use handle::{Found, Handle, find, put, put_behind};
pub(crate) use ledger::Ledger;
pub(crate) use listed::all;
pub(crate) use object::{Object, contain};
pub(crate) use places::Key;
pub(crate) use upkeep::Freed;

use crate::Limits;
use crate::appraise::Scale;
use crate::borrows::Traces;
use crate::stats::{Cause, Figures};
use crate::sync::{AtomicBool, AtomicU64, Mutex, Version};
use bound::{Bound, Making};
use cache::Cache;
use clock::Clock;
use depot::Depot;
use floor::Floor;
use listed::Known;
use object::Magazine;
use owner::{Claimed, Owner, Spilled, Way};
use share::Shares;
use std::borrow::Cow;
use std::panic::Location;
use std::ptr;
use std::sync::Arc;
use upkeep::Registry;

/// Objects in a full magazine, at the most: so many share the cost of one exchange with the depot.
/// Where the limits are tight or the threads many, magazines are smaller, see `share`. Models have
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

/// Hits between two looks at the clock, at the most. A look takes as long as about twenty hits.
const MAX_STRIDE: usize = 512;

/// Nanoseconds between two looks at the clock, about; slow traffic looks at every hit. A look is lost
/// among so many hits of a thread that uses hundreds of pools, too.
const PAUSE: u64 = 1_000_000;

/// A pool's idle objects.
pub(crate) struct Store<T> {
    key: Key,
    pub(crate) name: Cow<'static, str>,
    pub(crate) limits: Limits,
    known: Known,
    /// Boxed: most pools have none.
    pub(crate) traces: Option<Box<Traces>>,
    pub(crate) scale: Scale,
    shares: Shares,
    idle_decay: u64,
    depot: Depot<T>,
    ledger: Ledger,
    /// Boxed: most pools have none.
    bound: Option<Box<Bound<T>>>,
    floor: Option<Box<Floor>>,
    registry: Mutex<Registry<T>>,
    /// Changes with the caches there are.
    generation: Version,
    /// The pool is gone. Set once nothing more is kept in a cache.
    closed: AtomicBool,
    pub(crate) figures: Figures,
    clock: Clock,
    /// When surplus is looked for next.
    next_decay: AtomicU64,
}

impl<T> Store<T> {
    fn new(key: Key, limits: Limits, name: Cow<'static, str>) -> Self {
        let idle_decay = clock::nanoseconds(limits.idle_decay);
        // Where an object may take no bytes, none is kept, be it of no bytes.
        let scale = Scale::new::<T>(limits.max_object_bytes.min(MAX_BYTES));
        let nothing = limits.max_idle_bytes == 0 || limits.max_object_bytes == 0;
        let max_idle = if nothing || scale.keeps_none() {
            0
        } else {
            limits.max_idle
        };
        Self {
            key,
            name,
            limits,
            known: Known::new(),
            traces: key.is_traced().then(|| Box::new(Traces::new())),
            scale,
            shares: Shares::new(),
            idle_decay,
            depot: Depot::new(),
            ledger: Ledger::new(max_idle, limits.max_idle_bytes),
            bound: limits.max_objects.map(|most| Box::new(Bound::new(most))),
            floor: (limits.min_idle > 0).then(|| Box::new(Floor::new(limits.min_idle))),
            registry: Mutex::new(Registry::new()),
            generation: Version::new(),
            closed: AtomicBool::new(false),
            figures: Figures::default(),
            clock: Clock::start(),
            next_decay: AtomicU64::new(idle_decay),
        }
    }

    pub(crate) fn key(&self) -> Key {
        self.key
    }

    /// As [`Handle::take`], wherever this thread's cache is. `None` asks for [`Store::take_slowly`].
    pub(crate) fn take_behind(&self) -> Option<Box<Object<T>>> {
        // SAFETY: the key is this store's, of `T`s; a pop runs no user code and joins nothing.
        unsafe { seats::find_behind::<T>(self.key) }?.pop()
    }

    /// An idle object, if one is within reach: this thread's, the depot's, or what another thread has
    /// and does not use.
    pub(crate) fn take_slowly(self: &Arc<Self>) -> Result<Box<Object<T>>, Lack<'_, T>> {
        if self.is_waited_for() {
            return Err(Lack::Bound);
        }
        self.take_within_reach()
            .or_else(|weight| {
                if self.call_in_what_is_not_used(Way::Get) {
                    self.take_within_reach()
                } else {
                    Err(weight)
                }
            })
            .or_else(|weight| self.make_or_call_in(weight))
    }

    /// An `Err` says how many `init`s the next one is to stand for when timed.
    fn take_within_reach(self: &Arc<Self>) -> Result<Box<Object<T>>, u64> {
        let without_cache = 1;
        // SAFETY: nothing else runs while the owner is in use.
        let Some(owner) = (unsafe { self.owner(Way::Get) }) else {
            return self.take_shared(0).ok_or(without_cache);
        };
        match owner.refill(&self.depot, &self.ledger, self.share()) {
            Ok(object) => object.ok_or_else(|| owner.init_weight()),
            Err(Claimed) => self.take_shared(owner.home()).ok_or(without_cache),
        }
    }

    /// Keeps an object; `Err` if the ledger does not allow it, or the pool is gone.
    pub(crate) fn put_slowly(
        self: &Arc<Self>,
        object: Box<Object<T>>,
    ) -> Result<(), Box<Object<T>>> {
        let Err(object) = self.hand_over(object) else {
            return Ok(());
        };
        let kept = self.put_within_budget(object).or_else(|object| {
            // The credit may be held by threads that do not use it.
            let refused = if self.call_in_what_is_not_used(Way::Return) {
                self.put_within_budget(object)
            } else {
                Err(object)
            };
            refused.inspect_err(|_| self.count_refused())
        });
        self.serve();
        kept
    }

    fn put_within_budget(self: &Arc<Self>, object: Box<Object<T>>) -> Result<(), Box<Object<T>>> {
        // SAFETY: nothing else runs while the owner is in use.
        let owner = unsafe { self.owner(Way::Return) };
        if self.is_closed() {
            return Err(object);
        }
        let Some(owner) = owner else {
            return self.put_shared(object, 0);
        };
        match owner.spill(object, &self.depot, &self.ledger, self.share()) {
            Spilled::Kept => Ok(()),
            Spilled::OverBudget(object) => Err(object),
            Spilled::Claimed(object) => self.put_shared(object, owner.home()),
        }
    }

    /// This thread's cache, made if need be, once what is due has been attended to.
    ///
    /// # Safety
    ///
    /// While the owner is in use this thread runs no user code and joins no pool.
    #[inline]
    unsafe fn owner<'seat>(self: &Arc<Self>, way: Way) -> Option<Owner<'seat, T>> {
        // SAFETY: by the contract.
        let owner = unsafe { seats::find_or_join(self) }?;
        if !owner.is_called(way) {
            return Some(owner);
        }
        self.attend(way);
        // SAFETY: by the contract.
        unsafe { seats::find_or_join(self) }
    }

    /// Without a cache: this thread's is claimed, or gone.
    fn take_shared(&self, home: usize) -> Option<Box<Object<T>>> {
        self.pop_shared(home)
            .inspect(|_| self.figures.count_hits(1))
    }

    /// An object of the depot, with its credit given back.
    fn pop_shared(&self, home: usize) -> Option<Box<Object<T>>> {
        let mut magazine = self.depot.pop(home)?;
        let object = magazine.pop()?;
        self.depot.push(home, magazine);
        self.ledger.give(1, object.price.bytes());
        Some(object)
    }

    fn put_shared(&self, object: Box<Object<T>>, home: usize) -> Result<(), Box<Object<T>>> {
        if !self.ledger.take_one(object.price.bytes()) {
            return Err(object);
        }
        self.depot.push(home, Magazine::of(object));
        self.free_if_closed();
        Ok(())
    }

    /// An object was built for want of an idle one, which took so long.
    pub(crate) fn count_miss(&self, nanoseconds: u64) {
        // SAFETY: as above.
        match unsafe { seats::find::<T>(self.key) }.map(|owner| owner.count_miss(nanoseconds)) {
            Some(false) => {}
            Some(true) => self.look(Way::Get),
            None => self.figures.count_miss(nanoseconds),
        }
    }

    /// An object is to be let go, for want of credit.
    fn count_refused(&self) {
        if self.scale.keeps_none() {
            self.figures.discard(Cause::Oversized, 1);
            return;
        }
        // SAFETY: as above.
        match unsafe { seats::find::<T>(self.key) } {
            Some(owner) => owner.count_refused(),
            None => self.figures.discard(Cause::OverBudget, 1),
        }
    }

    /// What is to be made for whoever was handed the credit for it.
    pub(crate) fn miss_with_credit(&self) -> Miss<'_, T> {
        Miss {
            weight: 1,
            making: self.making(),
        }
    }

    /// An object was got there.
    pub(crate) fn note_borrow(&self, object: &Object<T>, place: &'static Location<'static>) {
        if let Some(traces) = &self.traces {
            traces.note(ptr::from_ref(object).addr(), place);
        }
    }

    /// An object is borrowed no more.
    pub(crate) fn cross_out_borrow(&self, object: &Object<T>) {
        if let Some(traces) = &self.traces {
            traces.cross_out(ptr::from_ref(object).addr());
        }
    }

    /// Why an object comes to its end, and that it has.
    pub(crate) fn let_go(&self, object: Box<Object<T>>, cause: Cause) {
        self.figures.discard(cause, 1);
        self.destroy(object);
    }

    /// Drops an object that is not idle.
    pub(crate) fn destroy(&self, object: Box<Object<T>>) {
        object.destroy();
        self.have_ended(1);
    }
}

/// There is no idle object.
pub(crate) enum Lack<'store, T> {
    /// One is to be made.
    Object(Miss<'store, T>),
    /// There may be no more, or others wait already.
    Bound,
}

/// An object is to be made.
pub(crate) struct Miss<'store, T> {
    /// How many `init`s this one is to stand for when timed; 0 if it need not be timed.
    pub(crate) weight: u64,
    pub(crate) making: Making<'store, T>,
}
