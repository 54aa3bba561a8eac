//! How much of the limits one cache may hold: its share, of the threads at work.
//!
//! A thread is at work while its cache changes from one look at all caches to the next, [`WINDOW`]
//! later. The share is an even part of the limits for each of these; the caches of all others count for
//! nothing, and what they hold is there to be called in by whoever needs it: a thread that finds neither
//! an object nor credit for one looks for caches that sleep or hold more than their share, and brings what
//! they have to where every thread finds it. Each time it looks only after twice as many such needs.
//! So a thread that joins or leaves changes nobody's cache, and nothing of this is on the way of a hit.
//!
//! Where there is not enough for whole magazines, a cache holds one object, and where there is not
//! enough for that either, none, and its thread goes by the depot.

use super::cache::Request;
use super::owner::Way;
use super::upkeep::{Entry, Registry};
use super::{MAGAZINE, MAGAZINE_BYTES, Store, seats};
use crate::sync::{AtomicU64, Gauge, Ordering, lock};

/// Nanoseconds between two looks at who is at work. Two thousand threads on two cores each run every
/// three seconds, for three milliseconds: some thirty are at work in a window.
const WINDOW: u64 = 50_000_000;

/// A magazine takes up to this part of an even share of the limits. A cache may hold three times a
/// magazine (loaded, previous, reserve), so a quarter at least is left for the depot, where every thread
/// finds it.
const SHARES: usize = 4;

/// Needs between two looks for what others do not use, at the least and at the most. More threads make
/// a look dearer.
const LEAST_PAUSE: usize = 16;
const MOST_PAUSE: usize = 1024;

/// Objects and bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Credit {
    pub(crate) objects: usize,
    pub(crate) bytes: usize,
}

impl Credit {
    const NOTHING: Self = Self {
        objects: 0,
        bytes: 0,
    };
}

/// What one cache may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Share {
    /// In its loaded magazine, room for more included.
    pub(crate) magazine: Credit,
    /// In its previous magazine.
    pub(crate) beside: Credit,
    /// Beyond the room that its loaded magazine has left.
    pub(crate) reserve: Credit,
}

impl Share {
    pub(crate) const NOTHING: Self = Self {
        magazine: Credit::NOTHING,
        beside: Credit::NOTHING,
        reserve: Credit::NOTHING,
    };

    /// Whether an object of `bytes` is better off in the depot, where every thread finds it.
    pub(crate) fn is_too_small_for(self, bytes: usize) -> bool {
        self.magazine.objects == 0 || bytes > self.magazine.bytes
    }

    /// The same, for a cache whose next return is to take the slow way.
    pub(super) fn without_room(self) -> Self {
        Self {
            magazine: Credit::NOTHING,
            reserve: self.magazine,
            ..self
        }
    }

    fn is_less_than(self, held: Credit) -> bool {
        held.objects > self.magazine.objects + self.beside.objects + self.reserve.objects
            || held.bytes > self.magazine.bytes + self.beside.bytes + self.reserve.bytes
    }
}

/// The share as it is now, and when to look at it again.
pub(super) struct Shares {
    /// Of a magazine.
    objects: Gauge,
    bytes: Gauge,
    /// 1 where there is something beside the magazine.
    beside: Gauge,
    /// Caches there are.
    caches: Gauge,
    next_look: AtomicU64,
}

impl Shares {
    pub(super) fn new() -> Self {
        Self {
            objects: Gauge::new(0),
            bytes: Gauge::new(0),
            beside: Gauge::new(0),
            caches: Gauge::new(0),
            next_look: AtomicU64::new(WINDOW),
        }
    }
}

impl<T> Store<T> {
    pub(super) fn share(&self) -> Share {
        let magazine = Credit {
            objects: self.shares.objects.get(),
            bytes: self.shares.bytes.get(),
        };
        let beside = if self.shares.beside.get() == 0 {
            Credit::NOTHING
        } else {
            magazine
        };
        // Where a magazine is one object, credit changes hands at each exchange anyway; in reserve with
        // a thread that only gets, it would be missing where objects are returned.
        let reserve = if magazine.objects > 1 {
            beside
        } else {
            Credit::NOTHING
        };
        Share {
            magazine,
            beside,
            reserve,
        }
    }

    /// Divides the limits among the caches at work.
    pub(super) fn divide(&self, registry: &Registry<T>) {
        let caches = registry.entries.len();
        let at_work = registry.at_work.max(1);
        // One cache alone starves nobody.
        let parts = if caches > 1 { SHARES * at_work } else { 1 };
        let limit = self.ledger.objects().limit();
        let even = (limit / parts).min(MAGAZINE);
        // Not enough for three magazines of one object, but for one object, and as much in the depot.
        let single = even == 0 && limit / 2 > at_work;
        self.shares.objects.set(even.max(usize::from(single)));
        self.shares.beside.set(usize::from(even > 0));
        let bytes = (self.ledger.bytes().limit() / parts).min(MAGAZINE_BYTES);
        self.shares.bytes.set(bytes);
        self.shares.caches.set(caches);
    }

    /// Looks at who is at work, if it is time.
    pub(super) fn look_who_works(&self, now: u64) {
        let due = self.shares.next_look.load(Ordering::Relaxed);
        if now < due {
            return;
        }
        let next = now.saturating_add(WINDOW);
        // Of the threads that see it due one does it.
        let mine =
            self.shares
                .next_look
                .compare_exchange(due, next, Ordering::Relaxed, Ordering::Relaxed);
        if mine.is_err() {
            return;
        }
        let mut registry = lock(&self.registry);
        let mut at_work = 0;
        for entry in &mut registry.entries {
            let activity = entry.cache.activity();
            entry.sleeps = std::mem::replace(&mut entry.activity, activity) == activity;
            at_work += usize::from(!entry.sleeps);
        }
        registry.at_work = at_work;
        self.divide(&registry);
    }

    /// This thread has found no object, or no credit for one. Whether it is worth another try: others
    /// had what they do not use.
    #[inline]
    pub(super) fn call_in_what_is_not_used(&self, way: Way) -> bool {
        let caches = self.shares.caches.get();
        caches > 1
            && self.ledger.objects().limit() > 0
            && self.look_for_what_is_not_used(way, caches)
    }

    #[cold]
    fn look_for_what_is_not_used(&self, way: Way, caches: usize) -> bool {
        let most = (2 * caches).clamp(LEAST_PAUSE, MOST_PAUSE);
        // SAFETY: the key is this store's, and nothing else runs while the owner is in use.
        let patient = unsafe { seats::find::<T>(self.key()) }
            .is_some_and(|owner| !owner.runs_out_of_patience(most));
        if patient {
            return false;
        }
        // Who sleeps is known as of the last look.
        self.look(way);
        let share = self.share();
        let brought = self.call_in(|entry| {
            let sleeps = entry.sleeps && entry.cache.activity() == entry.activity;
            let held = entry.cache.holds();
            held != Credit::NOTHING && (sleeps || share.is_less_than(held))
        });
        if brought {
            // SAFETY: as above.
            if let Some(owner) = unsafe { seats::find::<T>(self.key()) } {
                owner.is_patient_no_more();
            }
        }
        // What a return needs may also be the credit that caches at work have in hand.
        brought
            || way == Way::Return && self.call_in(|entry| entry.cache.spare() != Credit::NOTHING)
    }

    /// Brings what the chosen caches hold, objects and spare credit, to where every thread finds it.
    /// Whether there was any.
    pub(super) fn call_in(&self, choose: impl FnMut(&mut Entry<T>) -> bool) -> bool {
        let mut registry = lock(&self.registry);
        let contents = self.claim(&mut registry, Request::PassOn, choose);
        let any = !contents.is_empty();
        for (home, contents) in contents.into_iter().enumerate() {
            self.pass_on(contents, home);
        }
        any
    }
}
