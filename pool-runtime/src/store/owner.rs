//! What the thread that owns a cache does with it: gets and returns, the exchange with depot and
//! ledger behind them, and what it does now and then.

use super::cache::{CLOSED, Cache, Contents, FREE, HELD, Magazines, Request};
use super::depot::Depot;
use super::ledger::{Account, Ledger};
use super::object::{Magazine, Object};
use super::share::Share;
use crate::stats::Tally;
use crate::sync::{Ordering, barrier};
use std::marker::PhantomData;
use std::mem;

/// Byte credit taken beyond the need of the moment, at the most.
const BYTE_CHUNK: usize = 64 * 1024;

/// What a thread is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// To get an object, or it has just built one.
    Get,
    /// To return one.
    Return,
}

/// Somebody is emptying the cache, or it is closed: go by the depot.
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
    pub(super) cache: &'cache Cache<T>,
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
        let Some(mut stay) = self.enter() else {
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
        share: Share,
    ) -> Result<Option<Box<Object<T>>>, Claimed> {
        let cache = self.cache;
        let Some(mut stay) = self.enter() else {
            return Err(Claimed);
        };
        if stay.with(|inside| inside.is_empty()) && depot.is_empty() {
            let rhythm = &cache.rhythm;
            let builds = rhythm.builds.get() != 0;
            // What was found on the way has left room again.
            let has_room = cache.allowance().room() > 0;
            if self.built() >= rhythm.most_built.get() && (!builds || has_room) {
                // There are to be more objects than ever. The first return after them takes the slow
                // way, where the peak is looked at.
                rhythm.builds.set(1);
                stay.exchange(|magazines| {
                    let (none, credit) = (cache.unload(magazines), cache.spare());
                    cache.load(magazines, none, credit, share.without_room(), ledger);
                });
            }
            return Ok(None);
        }
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
            let mut credit = cache.spare();
            credit.objects += 1;
            credit.bytes += bytes;
            self.count_hit();
            // What is too much for this cache is everybody's.
            if share.is_too_small_for(bytes) {
                depot.push(cache.home, mem::take(&mut next));
            } else if next.count() > share.magazine.objects {
                depot.push(cache.home, next.split_below(share.magazine.objects));
            }
            cache.load(magazines, next, credit, share, ledger);
            Some(object)
        }))
    }

    /// The slow half of [`Owner::push`]: makes room, takes credit, and puts the object in.
    pub(crate) fn spill(
        &self,
        object: Box<Object<T>>,
        depot: &Depot<T>,
        ledger: &Ledger,
        share: Share,
    ) -> Spilled<T> {
        let cache = self.cache;
        let Some(mut stay) = self.enter() else {
            return Spilled::Claimed(object);
        };
        if cache.spare().objects == 0 && ledger.objects().available() == 0 {
            return Spilled::OverBudget(object);
        }
        stay.exchange(|magazines| {
            let bytes = object.price.bytes();
            let mut credit = cache.spare();
            let mut loaded = cache.unload(magazines);
            let chunk = self.next_chunk(share);
            let paid = top_up(&mut credit.objects, 1, chunk, ledger.objects())
                && top_up(
                    &mut credit.bytes,
                    bytes,
                    bytes
                        .saturating_mul(chunk)
                        .min(share.magazine.bytes)
                        .min(BYTE_CHUNK),
                    ledger.bytes(),
                );
            let refused = if paid {
                credit.objects -= 1;
                credit.bytes -= bytes;
                if share.is_too_small_for(bytes) {
                    depot.push(cache.home, Magazine::of(object));
                } else {
                    let magazine = share.magazine;
                    if loaded.count() >= magazine.objects || loaded.bytes() + bytes > magazine.bytes
                    {
                        magazines.set_aside = false;
                        let mut full = mem::take(&mut loaded);
                        if share.beside.objects > 0 {
                            full = mem::replace(&mut magazines.previous, full);
                        }
                        depot.push(cache.home, full);
                    }
                    loaded.push(object);
                }
                None
            } else {
                Some(object)
            };
            cache.load(magazines, loaded, credit, share, ledger);
            refused.map_or(Spilled::Kept, Spilled::OverBudget)
        })
    }

    /// Twice as much credit as the last time, up to what a magazine takes: a thread that comes once
    /// holds no more than it needs.
    fn next_chunk(&self, share: Share) -> usize {
        let chunk = self.cache.rhythm.chunk.get();
        let most = share.magazine.objects.max(1);
        self.cache.rhythm.chunk.set((chunk * 2).min(most));
        chunk.min(most)
    }

    /// A hit that went the slow way.
    fn count_hit(&self) {
        let allowance = self.cache.allowance();
        if allowance.is_due() {
            self.cache.add_hits_before(1);
        } else {
            self.cache.set_allowance(allowance.after_hit());
        }
    }

    /// Whether the cache is closed because somebody waits, or did.
    pub(super) fn is_held(&self) -> bool {
        self.cache.is_held()
    }

    /// Whether this is the owner of that very cache.
    pub(crate) fn owns(&self, cache: &Cache<T>) -> bool {
        std::ptr::eq(self.cache, cache)
    }

    /// What was counted here, for good: the cache is given up.
    pub(crate) fn take_tally(&self) -> Tally {
        self.cache.take_tally()
    }

    /// Half of what is loaded is set aside; what was set aside before and never asked for since is
    /// taken out, to be freed. Repeated, this leaves the working set.
    pub(crate) fn age(&self, ledger: &Ledger, share: Share) -> Magazine<T> {
        let cache = self.cache;
        let Some(mut stay) = self.enter() else {
            return Magazine::new();
        };
        stay.exchange(|magazines| {
            let unused = if magazines.set_aside {
                mem::take(&mut magazines.previous)
            } else {
                Magazine::new()
            };
            if magazines.previous.is_empty() {
                let credit = cache.spare();
                let mut loaded = cache.unload(magazines);
                magazines.previous = loaded.split_half();
                cache.load(magazines, loaded, credit, share, ledger);
            }
            magazines.set_aside = true;
            unused
        })
    }

    /// Empties the cache if somebody asked for it, or the pool has ended.
    pub(crate) fn answer(&self, ledger: &Ledger) -> Option<(Request, Contents<T>)> {
        if let Some(contents) = self.empty_if_closed(ledger) {
            return Some((Request::Free, contents));
        }
        let cache = self.cache;
        let word = cache.claim.load(Ordering::Acquire);
        let request = Request::in_word(word)?;
        if request == Request::Hold {
            let mut stay = self.enter_where(HELD)?;
            return Some((
                request,
                stay.with(|magazines| cache.empty(magazines, ledger)),
            ));
        }
        // Whoever claims in the meantime wins: the exchange fails, and the cache is left to them.
        cache
            .claim
            .compare_exchange(word, FREE, Ordering::Acquire, Ordering::Relaxed)
            .ok()?;
        let contents = self
            .enter()?
            .with(|magazines| cache.empty(magazines, ledger));
        Some((request, contents))
    }

    /// Empties the cache if the pool has ended.
    pub(super) fn empty_if_closed(&self, ledger: &Ledger) -> Option<Contents<T>> {
        let cache = self.cache;
        if cache.claim.load(Ordering::Acquire) != CLOSED {
            return None;
        }
        let contents = cache.magazines.with_mut(|magazines| {
            // SAFETY: whoever closes a cache is done with it, and nobody claims it after that: it is
            // this thread's alone, which has no stay in it here.
            cache.empty(unsafe { &mut *magazines }, ledger)
        });
        Some(contents)
    }

    /// Empties the cache for good: its thread is exiting. `None` only while it is claimed.
    pub(crate) fn leave(&self, ledger: &Ledger) -> Option<Contents<T>> {
        if let Some((_, contents)) = self.answer(ledger) {
            return Some(contents);
        }
        let mut stay = self.enter()?;
        Some(stay.with(|magazines| self.cache.empty(magazines, ledger)))
    }

    /// Opens a held cache. Under the registry's lock.
    pub(super) fn open(&self) {
        if self.cache.is_held() {
            self.cache.claim.store(FREE, Ordering::Release);
        }
    }

    /// So many hits until it is time to look at the clock, unless the cache is claimed.
    pub(super) fn allow_hits(&self, hits: usize) {
        if let Some(mut stay) = self.enter() {
            stay.with(|_| self.cache.allow_hits(hits));
        }
    }

    #[inline]
    fn enter(&self) -> Option<Stay<'cache, T>> {
        self.enter_where(FREE)
    }

    /// To be inside where `claim` says `word` and nothing else.
    #[inline]
    fn enter_where(&self, word: u8) -> Option<Stay<'cache, T>> {
        let cache = self.cache;
        debug_assert!(
            !cache.busy.load(Ordering::Relaxed),
            "user code ran inside a cache"
        );
        cache.busy.store(true, Ordering::Relaxed);
        barrier::light();
        let stay = Stay { cache };
        // Acquire: what a claimant wrote before it opened the cache again is seen.
        (cache.claim.load(Ordering::Acquire) == word).then_some(stay)
    }
}

/// Takes what is missing for `need` from the account, with up to `chunk` more; false if it has not
/// even the need.
fn top_up(credit: &mut usize, need: usize, chunk: usize, account: &Account) -> bool {
    if *credit >= need {
        return true;
    }
    let missing = need - *credit;
    *credit += account.take(missing, missing.max(chunk));
    *credit >= need
}

/// The owner is inside: nobody else is, until this is dropped.
struct Stay<'cache, T> {
    cache: &'cache Cache<T>,
}

impl<T> Stay<'_, T> {
    /// As [`with`](Self::with), for what exchanges credit.
    fn exchange<R>(&mut self, f: impl FnOnce(&mut Magazines<T>) -> R) -> R {
        let cache = self.cache;
        self.with(|magazines| {
            cache.version.change(|| {
                let result = f(magazines);
                cache.note_what_it_holds(magazines);
                result
            })
        })
    }

    #[inline]
    fn with<R>(&mut self, f: impl FnOnce(&mut Magazines<T>) -> R) -> R {
        // SAFETY: `enter` made this on the owning thread with `busy` set and no claim seen, so a
        // claimant is not inside and waits until it is dropped; and none is made inside another, since
        // nothing that runs inside gets at an `Owner`.
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
