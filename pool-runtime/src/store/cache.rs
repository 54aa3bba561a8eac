//! One thread's idle objects: a loaded and a previous magazine, and the credit for more.
//!
//! The owner gets and returns without an atomic read-modify-write and without a fence (see `owner`).
//! Other threads may empty the cache (`trim`, decay of a cache whose thread sleeps, the pool's end) by a
//! claim:
//!
//! - The owner sets `busy`, passes the light barrier, and reads `claim`; if it is claimed, it
//!   leaves at once and goes by the depot for this one call.
//! - A claimant sets `claim`, passes the heavy barrier, and waits until `busy` is clear.
//!
//! Of the two writes at least one is seen by the other side (see `sync::barrier`), so the magazines
//! are never touched by two threads. A stay inside runs no user code and takes no lock, so a
//! claimant waits for a few instructions, or for a preempted thread to run again. Where there is no
//! heavy barrier the claimant only asks, and the owner answers at its next visit.
//!
//! The pool's end closes the cache for good. Where there is no barrier, what is inside then stays until
//! its thread's next visit, or until nobody has the cache any more and it is dropped.
//!
//! Two magazines, not one, because a thread at the edge of one would else go to the depot at every
//! call (Bonwick & Adams, USENIX 2001, section 3.1). The allowance is what the loaded magazine may
//! still take, already paid for with credit: one test answers "is there space?" and "does the
//! ledger allow it?" together, and the number of idle objects follows from it.

use super::Store;
use super::allowance::Allowance;
use super::ledger::Ledger;
use super::object::{Magazine, Stack};
use super::rhythm::Rhythm;
use super::share::{Credit, Share};
use crate::stats::Tally;
use crate::sync::{
    AtomicBool, AtomicU8, AtomicU64, Counter, Gauge, Ordering, UnsafeCell, Version, spin_loop,
    yield_now,
};
use std::mem;
use std::sync::Arc;

/// Nobody but the owner touches the cache.
pub(super) const FREE: u8 = 0;
/// A claimant may be inside.
const TAKEN: u8 = 1;
/// The owner is to free what is inside.
const ASKED_TO_FREE: u8 = 2;
/// The owner is to pass on to the depot what is inside.
const ASKED_TO_PASS_ON: u8 = 3;
/// The pool is gone: nobody but the owner touches the cache, and it only to empty it.
pub(super) const CLOSED: u8 = 4;
/// Somebody waits for an object (see `bound`): the same, until the owner opens the cache again.
pub(super) const HELD: u8 = 5;

/// What an owner is asked for, where there is no barrier to reach its cache with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Request {
    /// To free what is inside.
    Free = ASKED_TO_FREE,
    /// To bring what is inside to where every thread finds it.
    PassOn = ASKED_TO_PASS_ON,
    /// The same, and to leave the cache closed.
    Hold = HELD,
}

impl Request {
    /// What a cache's `claim` asks for.
    pub(super) fn in_word(word: u8) -> Option<Self> {
        match word {
            ASKED_TO_FREE => Some(Self::Free),
            ASKED_TO_PASS_ON => Some(Self::PassOn),
            HELD => Some(Self::Hold),
            _ => None,
        }
    }

    /// What is in the word once it has been seen to.
    pub(super) fn word_after(self) -> u8 {
        match self {
            Self::Hold => HELD,
            Self::Free | Self::PassOn => FREE,
        }
    }
}

/// A cache, padded so that no two owners write to one line (or to a pair fetched together). What a hit
/// touches comes first, in one line.
#[repr(C, align(128))]
pub(crate) struct Cache<T> {
    pub(super) busy: AtomicBool,
    pub(super) claim: AtomicU8,
    /// What the loaded magazine may still take, backed by credit: an [`Allowance`].
    allowance: AtomicU64,
    pub(super) magazines: UnsafeCell<Magazines<T>>,
    /// Changes while the cache and the ledger exchange credit, so that a reader does not take what
    /// is on its way for an object.
    pub(super) version: Version,
    /// Hits so far are this and those of the allowance.
    hits_before: AtomicU64,
    /// What else the owner counts.
    pub(super) counts: Counts,
    /// Credit held beyond the allowance.
    reserve: Gauge,
    byte_reserve: Gauge,
    /// All credit held, be it for an object that is inside or not.
    holds: Gauge,
    holds_bytes: Gauge,
    /// The shard of the depot this thread starts at.
    pub(super) home: usize,
    pub(super) rhythm: Rhythm,
    /// A seat keeps its cache, and the cache its store, for as long as the thread has the seat.
    pub(super) store: Arc<Store<T>>,
}

/// Counted by the owner, read by all.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) misses: Counter,
    /// Returns that the ledger had no credit for.
    pub(super) refused: Counter,
    pub(super) init_nanoseconds: Counter,
}

/// The part only one thread at a time may touch.
#[repr(C)]
pub(super) struct Magazines<T> {
    pub(super) loaded: Stack<T>,
    /// Objects in `loaded` and room for more.
    slots: usize,
    /// Bytes in `loaded` and room for more.
    byte_slots: usize,
    pub(super) previous: Magazine<T>,
    /// `previous` was put there by `age` and not asked for since.
    pub(super) set_aside: bool,
}

// SAFETY: `magazines` is touched only between a successful `enter` by the owning thread (the only
// one with an `Owner`) and its exit, or by a claimant that found the cache not busy; the claim
// protocol above makes the two exclusive, and the release of `busy` and of `claim` passes what was
// written. The objects move between threads, hence `T: Send`; no `&T` is ever shared.
unsafe impl<T: Send> Sync for Cache<T> {}

impl<T> Magazines<T> {
    pub(super) fn is_empty(&self) -> bool {
        self.loaded.is_empty() && self.previous.is_empty()
    }
}

impl<T> Cache<T> {
    pub(crate) fn new(store: Arc<Store<T>>, home: usize, is_held: bool) -> Self {
        Self {
            busy: AtomicBool::new(false),
            claim: AtomicU8::new(if is_held { HELD } else { FREE }),
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
            counts: Counts::default(),
            reserve: Gauge::new(0),
            byte_reserve: Gauge::new(0),
            holds: Gauge::new(0),
            holds_bytes: Gauge::new(0),
            home,
            rhythm: Rhythm::new(),
            store,
        }
    }

    #[inline]
    pub(super) fn allowance(&self) -> Allowance {
        Allowance::from_word(self.allowance.load(Ordering::Relaxed))
    }

    /// By the owner, or a claimant: a store, never a read-modify-write.
    #[inline]
    pub(super) fn set_allowance(&self, allowance: Allowance) {
        self.allowance.store(allowance.word(), Ordering::Relaxed);
    }

    /// Hits so far; for others than the owner a moment ago, and never too many.
    fn hits(&self) -> u64 {
        // Acquire pairs with the release below: who sees the hits moved over there sees that they
        // are no longer here.
        let before = self.hits_before.load(Ordering::Acquire);
        let hits = before.wrapping_add(self.allowance().hits());
        // Between the two stores of `allow_hits` it is less than all before this one.
        if hits > u64::MAX / 2 { 0 } else { hits }
    }

    pub(super) fn add_hits_before(&self, hits: u64) {
        let before = self.hits_before.load(Ordering::Relaxed);
        self.hits_before
            .store(before.wrapping_add(hits), Ordering::Release);
    }

    /// Allows so many hits until the owner is due again, or as many as are left if they are more. By the
    /// owner, inside.
    pub(super) fn allow_hits(&self, hits: usize) {
        let before = self.allowance();
        let after = before.next_hits(hits);
        // Hits only ever move from the allowance to those before it: a reader, who looks at these
        // first, may miss some on their way, and counts none twice.
        if let Some(moved) = before.hits().checked_sub(after.hits()) {
            self.set_allowance(after);
            self.add_hits_before(moved);
        }
    }

    /// What this cache has counted; for others than the owner a moment ago.
    pub(super) fn tally(&self) -> Tally {
        Tally {
            hits: self.hits(),
            misses: self.counts.misses.get(),
            refused: self.counts.refused.get(),
            init_nanoseconds: self.counts.init_nanoseconds.get(),
        }
    }

    /// Takes out what was counted, so that it can be counted elsewhere. By the owner, outside.
    pub(super) fn take_tally(&self) -> Tally {
        let tally = self.tally();
        let counted = self.allowance().hits();
        self.hits_before
            .store(0_u64.wrapping_sub(counted), Ordering::Release);
        self.counts.misses.set(0);
        self.counts.refused.set(0);
        self.counts.init_nanoseconds.set(0);
        tally
    }

    /// A number that changes when the owner uses the pool, be it only to get or only to return.
    pub(super) fn activity(&self) -> u64 {
        let tally = self.tally();
        let spare = self.spare();
        (tally.hits + tally.misses)
            .wrapping_mul(31)
            // A thread that only returns has neither, and may have no spare credit whenever one looks.
            .wrapping_add(self.version.changes() as u64)
            .wrapping_mul(31)
            .wrapping_add(spare.objects as u64)
            .wrapping_mul(31)
            .wrapping_add(spare.bytes as u64)
    }

    /// Credit held that backs no object.
    pub(crate) fn spare(&self) -> Credit {
        let allowance = self.allowance();
        Credit {
            objects: allowance.room() + self.reserve.get(),
            bytes: allowance.bytes() + self.byte_reserve.get(),
        }
    }

    /// All credit held.
    pub(super) fn holds(&self) -> Credit {
        Credit {
            objects: self.holds.get(),
            bytes: self.holds_bytes.get(),
        }
    }

    /// Whether there is an object inside, as far as others can see.
    pub(super) fn may_hold_objects(&self) -> bool {
        self.holds().objects > self.spare().objects
    }

    /// Whether its owner is inside.
    pub(super) fn is_busy(&self) -> bool {
        self.busy.load(Ordering::Acquire)
    }

    /// Whether it is closed, and empty but for what its owner will pass on.
    pub(super) fn is_held(&self) -> bool {
        self.claim.load(Ordering::Acquire) == HELD
    }

    /// To be called once credit has changed hands.
    pub(super) fn note_what_it_holds(&self, magazines: &Magazines<T>) {
        let previous = &magazines.previous;
        self.holds
            .set(magazines.slots + previous.count() + self.reserve.get());
        self.holds_bytes
            .set(magazines.byte_slots + previous.bytes() + self.byte_reserve.get());
    }

    /// Announces a claim; what the owner was asked for before. The heavy barrier must follow, then
    /// [`Cache::empty_claimed`] and [`Cache::leave`], or [`Cache::ask`].
    pub(crate) fn claim(&self) -> Option<Request> {
        let before = self.claim.load(Ordering::Relaxed);
        self.claim.store(TAKEN, Ordering::Relaxed);
        Request::in_word(before)
    }

    /// Turns a claim into a request: the owner answers it at its next visit.
    pub(crate) fn ask(&self, request: Request) {
        self.claim.store(request as u8, Ordering::Release);
    }

    /// Closes the cache for good. What is inside is its owner's from here on, be there one or not.
    pub(crate) fn close(&self) {
        self.claim.store(CLOSED, Ordering::Release);
    }

    /// Ends a claim that was for `request`, which has been seen to.
    pub(crate) fn leave(&self, request: Request) {
        self.claim.store(request.word_after(), Ordering::Release);
    }

    /// Takes everything out of a claimed cache. The credit of the objects comes with them, what it held
    /// beside them goes to the ledger.
    ///
    /// # Safety
    ///
    /// Between [`Cache::claim`] and this, on the same thread, `barrier::heavy` returned true or
    /// every use by the owner is known to have happened before; and no other thread claims.
    pub(crate) unsafe fn empty_claimed(&self, ledger: &Ledger) -> Contents<T> {
        let mut spins = 0_u32;
        while self.is_busy() {
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
        self.magazines
            .with_mut(|magazines| unsafe { self.empty(&mut *magazines, ledger) })
    }

    pub(super) fn empty(&self, magazines: &mut Magazines<T>, ledger: &Ledger) -> Contents<T> {
        self.version.change(|| {
            let credit = self.spare();
            let loaded = self.unload(magazines);
            self.load(magazines, Magazine::new(), credit, Share::NOTHING, ledger);
            magazines.set_aside = false;
            let contents = [loaded, mem::take(&mut magazines.previous)];
            self.note_what_it_holds(magazines);
            contents
        })
    }

    /// Takes out the loaded magazine, with the credit of its objects; [`Cache::load`] must follow.
    pub(super) fn unload(&self, magazines: &mut Magazines<T>) -> Magazine<T> {
        let allowance = self.allowance();
        Magazine::from_parts(
            mem::replace(&mut magazines.loaded, Stack::new()),
            magazines.slots - allowance.room(),
            magazines.byte_slots - allowance.bytes(),
        )
    }

    /// Makes `next` the loaded magazine and spreads the spare `credit` over the room it has left,
    /// the reserve, and, what is too much for both, the ledger.
    pub(super) fn load(
        &self,
        magazines: &mut Magazines<T>,
        next: Magazine<T>,
        credit: Credit,
        share: Share,
        ledger: &Ledger,
    ) {
        let (count, bytes);
        (magazines.loaded, count, bytes) = next.into_parts();
        let objects = Split::of(
            credit.objects,
            share.magazine.objects,
            share.reserve.objects,
            count,
        );
        let byte = Split::of(
            credit.bytes,
            share.magazine.bytes,
            share.reserve.bytes,
            bytes,
        );
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
    fn of(spare: usize, magazine: usize, most: usize, loaded: usize) -> Self {
        let room = spare.min(magazine.saturating_sub(loaded));
        let reserve = (spare - room).min(most);
        Self {
            room,
            reserve,
            surplus: spare - room - reserve,
        }
    }
}

/// What was in a cache, now the holder's to free or pass on.
pub(crate) type Contents<T> = [Magazine<T>; 2];
