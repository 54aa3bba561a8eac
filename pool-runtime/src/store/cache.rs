//! One thread's idle objects: a loaded and a previous magazine, and the credit for more.
//!
//! The owner gets and returns without an atomic read-modify-write and without a fence. Other
//! threads may empty the cache (`trim`, decay of a cache whose thread sleeps) by a claim:
//!
//! - The owner sets `busy`, passes the light barrier, and reads `claim`; if it is claimed, it
//!   leaves at once and goes by the depot for this one call.
//! - A claimant sets `claim`, passes the heavy barrier, and waits until `busy` is clear.
//!
//! Of the two writes at least one is seen by the other side (see `sync::barrier`), so the magazines
//! are never touched by two threads. A stay inside runs no user code and takes no lock, so a
//! claimant waits for a few instructions, or for a preempted thread to run again. Where there is no
//! heavy barrier the claimant only asks, and the owner empties the cache at its next visit.
//!
//! Two magazines, not one, because a thread at the edge of one would else go to the depot at every
//! call (Bonwick & Adams, USENIX 2001, section 3.1). The allowance is what the loaded magazine may
//! still take, already paid for with credit: one test answers "is there space?" and "does the
//! ledger allow it?" together, and the number of idle objects follows from it.

use super::Store;
use super::allowance::Allowance;
use super::depot::Depot;
use super::ledger::{Account, Ledger};
use super::object::{Magazine, Object, Stack};
use crate::sync::barrier;
use crate::sync::{
    AtomicBool, AtomicU8, AtomicU64, Gauge, Ordering, UnsafeCell, Version, spin_loop, yield_now,
};
use std::marker::PhantomData;
use std::mem;
use std::sync::Arc;

/// Nobody but the owner touches the cache.
const FREE: u8 = 0;
/// A claimant may be inside.
const TAKEN: u8 = 1;
/// The owner is to empty the cache itself.
const ASKED: u8 = 2;

/// Byte credit taken beyond the need of the moment, so that the next returns find some.
const BYTE_CHUNK: usize = 64 * 1024;

/// Objects and bytes: credit, or a quota, which is what one cache may hold in its loaded magazine
/// and as much again in the previous one and in reserve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Credit {
    pub(crate) objects: usize,
    pub(crate) bytes: usize,
}

impl Credit {
    /// Whether an object of `bytes` is better off in the depot, where every thread finds it.
    fn too_small_for(self, bytes: usize) -> bool {
        self.objects == 0 || bytes > self.bytes
    }
}

/// A cache, padded so that no two owners write to one line (or to a pair fetched together). What a hit
/// touches comes first, in one line.
#[repr(C, align(128))]
pub(crate) struct Cache<T> {
    busy: AtomicBool,
    claim: AtomicU8,
    /// What the loaded magazine may still take, backed by credit: an [`Allowance`].
    allowance: AtomicU64,
    magazines: UnsafeCell<Magazines<T>>,
    /// Changes while the cache and the ledger exchange credit, so that a reader does not take what
    /// is on its way for an object.
    pub(super) version: Version,
    /// Hits so far are this and those of the allowance.
    hits_before: AtomicU64,
    /// Credit held beyond the allowance.
    reserve: Gauge,
    byte_reserve: Gauge,
    /// The shard of the depot this thread starts at.
    home: usize,
    /// When the owner last looked at the clock, and how many hits it then gave itself.
    looked: AtomicU64,
    stride: Gauge,
    /// The interval of decay the owner last took part in.
    aged: AtomicU64,
    /// A seat keeps its cache, and the cache its store, for as long as the thread has the seat.
    pub(super) store: Arc<Store<T>>,
}

/// The part only one thread at a time may touch.
#[repr(C)]
struct Magazines<T> {
    loaded: Stack<T>,
    /// Objects in `loaded` and room for more.
    slots: usize,
    /// Bytes in `loaded` and room for more.
    byte_slots: usize,
    previous: Magazine<T>,
    /// `previous` was put there by `age` and not asked for since.
    set_aside: bool,
}

// SAFETY: `magazines` is touched only between a successful `enter` by the owning thread (the only
// one with an `Owner`) and its exit, or by a claimant that found the cache not busy; the claim
// protocol above makes the two exclusive, and the release of `busy` and of `claim` passes what was
// written. The objects move between threads, hence `T: Send`; no `&T` is ever shared.
unsafe impl<T: Send> Sync for Cache<T> {}

impl<T> Cache<T> {
    pub(crate) fn new(store: Arc<Store<T>>, home: usize) -> Self {
        Self {
            busy: AtomicBool::new(false),
            claim: AtomicU8::new(FREE),
            allowance: AtomicU64::new(Allowance::NONE.word()),
            magazines: UnsafeCell::new(Magazines {
                loaded: Stack::new(),
                slots: 0,
                byte_slots: 0,
                previous: Magazine::new(),
                set_aside: false,
            }),
            version: Version::new(),
            hits_before: AtomicU64::new(0_u64.wrapping_sub(Allowance::NONE.hits())),
            reserve: Gauge::new(0),
            byte_reserve: Gauge::new(0),
            home,
            looked: AtomicU64::new(0),
            stride: Gauge::new(1),
            aged: AtomicU64::new(0),
            store,
        }
    }

    #[inline]
    fn allowance(&self) -> Allowance {
        Allowance::from_word(self.allowance.load(Ordering::Relaxed))
    }

    /// By the owner, or a claimant: a store, never a read-modify-write.
    #[inline]
    fn set_allowance(&self, allowance: Allowance) {
        self.allowance.store(allowance.word(), Ordering::Relaxed);
    }

    /// Hits so far; for others than the owner a moment ago, and never too many.
    pub(crate) fn hits(&self) -> u64 {
        // Acquire pairs with the release below: who sees the hits moved over there sees that they
        // are no longer here.
        let before = self.hits_before.load(Ordering::Acquire);
        let hits = before.wrapping_add(self.allowance().hits());
        // Between the two stores of a `look` it is less than all before this one.
        hits.cast_signed().max(0).cast_unsigned()
    }

    fn add_hits_before(&self, hits: u64) {
        let before = self.hits_before.load(Ordering::Relaxed);
        self.hits_before
            .store(before.wrapping_add(hits), Ordering::Release);
    }

    /// A hit that went the slow way.
    fn count_hit(&self) {
        let allowance = self.allowance();
        if allowance.is_due() {
            self.add_hits_before(1);
        } else {
            self.set_allowance(allowance.after_hit());
        }
    }

    /// Credit held that backs no object.
    pub(crate) fn spare(&self) -> Credit {
        let allowance = self.allowance();
        Credit {
            objects: allowance.room() + self.reserve.get(),
            bytes: allowance.bytes() + self.byte_reserve.get(),
        }
    }

    /// Announces a claim. [`barrier::heavy`] must follow, then [`Cache::empty_claimed`].
    pub(crate) fn claim(&self) {
        self.claim.store(TAKEN, Ordering::Relaxed);
    }

    /// Turns a claim into a request: the owner empties the cache at its next visit.
    pub(crate) fn ask(&self) {
        self.claim.store(ASKED, Ordering::Release);
    }

    /// Takes everything out of a cache and opens it again. The credit of the objects comes with them,
    /// what it held beside them goes to the ledger.
    ///
    /// # Safety
    ///
    /// Between [`Cache::claim`] and this, on the same thread, [`barrier::heavy`] returned true or
    /// every use by the owner is known to have happened before; and no other thread claims.
    pub(crate) unsafe fn empty_claimed(&self, ledger: &Ledger) -> Contents<T> {
        let mut spins = 0_u32;
        while self.busy.load(Ordering::Acquire) {
            // The owner is a few instructions from leaving, unless it was preempted there.
            if spins < 64 {
                spins += 1;
                spin_loop();
            } else {
                yield_now();
            }
        }
        // SAFETY: claimed and not busy, with the heavy barrier between: an owner that enters from
        // here on sees the claim and leaves.
        let contents = self
            .magazines
            .with_mut(|magazines| unsafe { self.empty(&mut *magazines, ledger) });
        self.claim.store(FREE, Ordering::Release);
        contents
    }

    fn empty(&self, magazines: &mut Magazines<T>, ledger: &Ledger) -> Contents<T> {
        self.version.change(|| {
            let spare = self.spare();
            let loaded = self.unload(magazines);
            let nothing = Credit {
                objects: 0,
                bytes: 0,
            };
            self.load(magazines, Magazine::new(), spare, nothing, ledger);
            magazines.set_aside = false;
            [loaded, mem::take(&mut magazines.previous)]
        })
    }

    /// Takes out the loaded magazine, with the credit of its objects; [`Cache::load`] must follow.
    fn unload(&self, magazines: &mut Magazines<T>) -> Magazine<T> {
        let allowance = self.allowance();
        Magazine::from_parts(
            mem::replace(&mut magazines.loaded, Stack::new()),
            magazines.slots - allowance.room(),
            magazines.byte_slots - allowance.bytes(),
        )
    }

    /// Makes `next` the loaded magazine and spreads the `spare` credit over the room it has left,
    /// the reserve, and, what is too much for both, the ledger.
    fn load(
        &self,
        magazines: &mut Magazines<T>,
        next: Magazine<T>,
        spare: Credit,
        quota: Credit,
        ledger: &Ledger,
    ) {
        let (count, bytes);
        (magazines.loaded, count, bytes) = next.into_parts();
        let objects = Split::of(spare.objects, quota.objects, count);
        let byte = Split::of(spare.bytes, quota.bytes, bytes);
        magazines.slots = count + objects.room;
        magazines.byte_slots = bytes + byte.room;
        self.set_allowance(self.allowance().with_room(objects.room, byte.room));
        self.reserve.set(objects.reserve);
        self.byte_reserve.set(byte.reserve);
        ledger.give(objects.surplus, byte.surplus);
    }
}

/// Spare credit, divided.
struct Split {
    room: usize,
    reserve: usize,
    surplus: usize,
}

impl Split {
    fn of(spare: usize, quota: usize, loaded: usize) -> Self {
        let room = spare.min(quota.saturating_sub(loaded));
        let reserve = (spare - room).min(quota);
        Self {
            room,
            reserve,
            surplus: spare - room - reserve,
        }
    }
}

/// What was in a cache, now the holder's to free or pass on.
pub(crate) type Contents<T> = [Magazine<T>; 2];

/// Somebody is emptying the cache: go by the depot.
pub(crate) struct Claimed;

/// What became of an object on its slow way into a cache.
pub(crate) enum Spilled<T> {
    Kept,
    /// The ledger has no credit for it.
    OverBudget(Box<Object<T>>),
    /// As [`Claimed`].
    Claimed(Box<Object<T>>),
}

/// Proof that this thread owns the cache. Neither sent nor shared, made only by the thread's seats.
pub(crate) struct Owner<'cache, T> {
    cache: &'cache Cache<T>,
    _this_thread: PhantomData<*mut ()>,
}

impl<'cache, T> Owner<'cache, T> {
    /// # Safety
    ///
    /// The calling thread is the only one that ever makes an `Owner` of this cache.
    #[inline]
    pub(super) unsafe fn new(cache: &'cache Cache<T>) -> Self {
        Self {
            cache,
            _this_thread: PhantomData,
        }
    }

    pub(crate) fn home(&self) -> usize {
        self.cache.home
    }

    /// An object from the loaded magazine. `None` asks for [`Owner::refill`]: nothing is loaded, or
    /// the cache is claimed.
    #[inline]
    pub(crate) fn pop(&self) -> Option<Box<Object<T>>> {
        let cache = self.cache;
        self.enter()?.with(|magazines| {
            let object = magazines.loaded.pop()?;
            cache.set_allowance(cache.allowance().after_pop(object.price));
            Some(object)
        })
    }

    /// Puts an object into the loaded magazine, if the allowance has room. An `Err` asks for
    /// [`Owner::spill`].
    #[inline]
    pub(crate) fn push(&self, object: Box<Object<T>>) -> Result<(), Box<Object<T>>> {
        let cache = self.cache;
        // Read before the barrier, past which the compiler would read it again.
        let price = object.price;
        let Some(stay) = self.enter() else {
            return Err(object);
        };
        stay.with(|magazines| match cache.allowance().after_push(price) {
            Some(allowance) => {
                cache.set_allowance(allowance);
                magazines.loaded.push(object);
                Ok(())
            }
            None => Err(object),
        })
    }

    /// The slow half of [`Owner::pop`]: the previous magazine, or one from the depot.
    pub(crate) fn refill(
        &self,
        depot: &Depot<T>,
        ledger: &Ledger,
        quota: Credit,
    ) -> Result<Option<Box<Object<T>>>, Claimed> {
        let cache = self.cache;
        let Some(stay) = self.enter() else {
            return Err(Claimed);
        };
        Ok(stay.exchange(|magazines| {
            let mut next = if !magazines.loaded.is_empty() {
                cache.unload(magazines)
            } else if !magazines.previous.is_empty() {
                magazines.set_aside = false;
                mem::take(&mut magazines.previous)
            } else {
                depot.pop(cache.home)?
            };
            let object = next.pop()?;
            let bytes = object.price.bytes();
            let mut spare = cache.spare();
            spare.objects += 1;
            spare.bytes += bytes;
            cache.count_hit();
            if quota.too_small_for(bytes) {
                // The rest is everybody's.
                depot.push(cache.home, mem::take(&mut next));
            }
            cache.load(magazines, next, spare, quota, ledger);
            Some(object)
        }))
    }

    /// The slow half of [`Owner::push`]: makes room, takes credit, and puts the object in.
    pub(crate) fn spill(
        &self,
        object: Box<Object<T>>,
        depot: &Depot<T>,
        ledger: &Ledger,
        quota: Credit,
    ) -> Spilled<T> {
        let cache = self.cache;
        let Some(stay) = self.enter() else {
            return Spilled::Claimed(object);
        };
        stay.exchange(|magazines| {
            let bytes = object.price.bytes();
            let mut spare = cache.spare();
            let mut loaded = cache.unload(magazines);
            let paid = top_up(&mut spare.objects, 1, quota.objects, ledger.objects())
                && top_up(
                    &mut spare.bytes,
                    bytes,
                    quota.bytes.min(BYTE_CHUNK),
                    ledger.bytes(),
                );
            let refused = if paid {
                spare.objects -= 1;
                spare.bytes -= bytes;
                if quota.too_small_for(bytes) {
                    depot.push(cache.home, Magazine::of(object));
                } else {
                    if loaded.count() >= quota.objects || loaded.bytes() + bytes > quota.bytes {
                        magazines.set_aside = false;
                        let full = mem::take(&mut loaded);
                        let older = mem::replace(&mut magazines.previous, full);
                        depot.push(cache.home, older);
                    }
                    loaded.push(object);
                }
                None
            } else {
                Some(object)
            };
            cache.load(magazines, loaded, spare, quota, ledger);
            refused.map_or(Spilled::Kept, Spilled::OverBudget)
        })
    }

    pub(crate) fn hits(&self) -> u64 {
        self.cache.hits()
    }

    /// Whether this is the owner of that very cache.
    pub(crate) fn owns(&self, cache: &Cache<T>) -> bool {
        std::ptr::eq(self.cache, cache)
    }

    /// Whether it is time to look at the clock.
    pub(crate) fn is_due(&self) -> bool {
        self.cache.allowance().is_due()
    }

    /// Notes a look at the clock and allows more hits until the next: twice as many as before while
    /// hits are quicker than `slow` nanoseconds each, up to `most`, and one when they are slower.
    pub(crate) fn look(&self, now: u64, slow: u64, most: usize) {
        let cache = self.cache;
        let elapsed = now.saturating_sub(cache.looked.load(Ordering::Relaxed));
        let stride = cache.stride.get();
        let quick = elapsed / slow < stride as u64;
        let stride = if quick { (stride * 2).min(most) } else { 1 };
        cache.looked.store(now, Ordering::Relaxed);
        cache.stride.set(stride);
        if let Some(stay) = self.enter() {
            stay.with(|_| {
                let consumed = cache.allowance().hits();
                let allowance = cache.allowance().next_hits(stride);
                cache.set_allowance(allowance);
                cache.add_hits_before(consumed.wrapping_sub(allowance.hits()));
            });
        }
    }

    /// Whether `interval` is one this cache has not aged in yet; it has now.
    pub(crate) fn enters(&self, interval: u64) -> bool {
        let aged = &self.cache.aged;
        let new = aged.load(Ordering::Relaxed) != interval;
        aged.store(interval, Ordering::Relaxed);
        new
    }

    /// Half of what is loaded is set aside; what was set aside before and never asked for since is
    /// taken out, to be freed. Repeated, this leaves the working set.
    pub(crate) fn age(&self, ledger: &Ledger, quota: Credit) -> Magazine<T> {
        let cache = self.cache;
        let Some(stay) = self.enter() else {
            return Magazine::new();
        };
        stay.exchange(|magazines| {
            let unused = if magazines.set_aside {
                mem::take(&mut magazines.previous)
            } else {
                Magazine::new()
            };
            if magazines.previous.is_empty() {
                let spare = cache.spare();
                let mut loaded = cache.unload(magazines);
                magazines.previous = loaded.split_half();
                cache.load(magazines, loaded, spare, quota, ledger);
            }
            magazines.set_aside = true;
            unused
        })
    }

    /// Empties the cache if somebody asked for it.
    pub(crate) fn answer(&self, ledger: &Ledger) -> Option<Contents<T>> {
        let cache = self.cache;
        if cache.claim.load(Ordering::Relaxed) != ASKED {
            return None;
        }
        // Whoever claims in the meantime wins: the exchange fails, and the cache is left to them.
        cache
            .claim
            .compare_exchange(ASKED, FREE, Ordering::Acquire, Ordering::Relaxed)
            .ok()?;
        let stay = self.enter()?;
        Some(stay.with(|magazines| cache.empty(magazines, ledger)))
    }

    /// Empties the cache for good: its thread is exiting. `None` only while it is claimed.
    pub(crate) fn leave(&self, ledger: &Ledger) -> Option<Contents<T>> {
        let cache = self.cache;
        self.answer(ledger).or_else(|| {
            let stay = self.enter()?;
            Some(stay.with(|magazines| cache.empty(magazines, ledger)))
        })
    }

    #[inline]
    fn enter(&self) -> Option<Stay<'cache, T>> {
        let cache = self.cache;
        debug_assert!(
            !cache.busy.load(Ordering::Relaxed),
            "user code ran inside a cache"
        );
        cache.busy.store(true, Ordering::Relaxed);
        barrier::light();
        let stay = Stay { cache };
        // Acquire: what a claimant wrote before it opened the cache again is seen.
        (cache.claim.load(Ordering::Acquire) == FREE).then_some(stay)
    }
}

/// Takes what is missing for `need` from the account, with up to `chunk` more; false if it has not
/// even the need.
fn top_up(spare: &mut usize, need: usize, chunk: usize, account: &Account) -> bool {
    if *spare >= need {
        return true;
    }
    let missing = need - *spare;
    *spare += account.take(missing, missing.max(chunk));
    *spare >= need
}

/// The owner is inside: nobody else is, until this is dropped.
struct Stay<'cache, T> {
    cache: &'cache Cache<T>,
}

impl<T> Stay<'_, T> {
    /// As [`with`](Self::with), for what exchanges credit.
    fn exchange<R>(self, f: impl FnOnce(&mut Magazines<T>) -> R) -> R {
        let cache = self.cache;
        self.with(|magazines| cache.version.change(|| f(magazines)))
    }

    #[inline]
    fn with<R>(self, f: impl FnOnce(&mut Magazines<T>) -> R) -> R {
        // SAFETY: `enter` made this on the owning thread with `busy` set and no claim seen, so a
        // claimant is not inside and waits until it is dropped; it is consumed here, and none is
        // made inside another, since nothing that runs inside gets at an `Owner`.
        self.cache
            .magazines
            .with_mut(|magazines| f(unsafe { &mut *magazines }))
    }
}

impl<T> Drop for Stay<'_, T> {
    #[inline]
    fn drop(&mut self) {
        // Release: a claimant that sees this sees the magazines as they are left.
        self.cache.busy.store(false, Ordering::Release);
    }
}
