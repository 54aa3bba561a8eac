//! What happens to a store besides get and return: threads come and go, surplus decays, a user
//! trims, the pool ends.
//!
//! Claims on caches are made only here, under the registry's lock, so there is one claimant at a
//! time. What a claim brings out is freed after the lock is released.

use super::cache::{Contents, Request};
use super::object::Magazine;
use super::owner::{Owner, Way};
use super::{Cache, Cause, MAX_STRIDE, PAUSE, Store, seats};
use crate::sync::{Ordering, barrier, fence, lock};
use std::mem;
use std::sync::Arc;
use std::time::Duration;

/// The caches there are.
pub(super) struct Registry<T> {
    /// False once the pool is gone: threads that exit later find nothing of theirs left.
    pub(super) open: bool,
    joined: usize,
    pub(super) entries: Vec<Entry<T>>,
    /// Of these, as of the last look.
    pub(super) at_work: usize,
    /// The same caches, for readers; made when one asks.
    pub(super) list: Option<Arc<[Arc<Cache<T>>]>>,
}

pub(super) struct Entry<T> {
    pub(super) cache: Arc<Cache<T>>,
    /// What its thread had done as of the last look at who is at work, and whether that was nothing.
    pub(super) activity: u64,
    pub(super) sleeps: bool,
    /// What its thread had done when surplus was last looked for.
    seen: Option<u64>,
}

impl<T> Registry<T> {
    pub(super) fn new() -> Self {
        Self {
            open: true,
            joined: 0,
            entries: Vec::new(),
            at_work: 0,
            list: None,
        }
    }
}

impl<T> Store<T> {
    /// A cache for the calling thread; `None` once the pool is gone.
    pub(super) fn join(self: &Arc<Self>) -> Option<Arc<Cache<T>>> {
        let mut registry = lock(&self.registry);
        if !registry.open {
            return None;
        }
        self.known.is_used_here();
        let is_held = self
            .bound
            .as_ref()
            .is_some_and(|bound| bound.held.load(Ordering::Relaxed));
        let cache = Arc::new(Cache::new(Arc::clone(self), registry.joined, is_held));
        registry.joined = registry.joined.wrapping_add(1);
        let list = self.generation.change(|| {
            registry.entries.push(Entry {
                cache: Arc::clone(&cache),
                activity: cache.activity(),
                sleeps: false,
                seen: None,
            });
            registry.at_work += 1;
            registry.list.take()
        });
        self.divide(&registry);
        drop(registry);
        drop(list);
        Some(cache)
    }

    /// The owner's thread is exiting, or gives its seat to another pool: what its cache holds goes
    /// to the depot.
    pub(super) fn part(&self, owner: &Owner<'_, T>) {
        let mut registry = lock(&self.registry);
        if !registry.open {
            drop(registry);
            // Not left to whoever drops the cache last: that may be a reader of the figures.
            drop(owner.empty_if_closed(&self.ledger));
            return;
        }
        let gone = self.generation.change(|| {
            // Claims are made under the registry's lock, which is held.
            if let Some(contents) = owner.leave(&self.ledger) {
                self.pass_on(contents, owner.home());
            }
            self.figures.take_over(owner.take_tally());
            let mut entries = registry.entries.iter();
            let mine = entries.position(|entry| owner.owns(&entry.cache));
            let entry = mine.map(|index| registry.entries.swap_remove(index));
            if entry.as_ref().is_some_and(|entry| !entry.sleeps) {
                registry.at_work -= 1;
            }
            (entry, registry.list.take())
        });
        self.divide(&registry);
        drop(registry);
        drop(gone);
        self.serve();
    }

    pub(super) fn pass_on(&self, contents: Contents<T>, home: usize) {
        for magazine in contents {
            self.depot.push(home, magazine);
        }
    }

    /// Empties the caches that `choose` picks; asks their owners to, where there is no barrier.
    pub(super) fn claim(
        &self,
        registry: &mut Registry<T>,
        request: Request,
        mut choose: impl FnMut(&mut Entry<T>) -> bool,
    ) -> Vec<Contents<T>> {
        let chosen: Vec<&Cache<T>> = registry
            .entries
            .iter_mut()
            // What is held is empty, and not to be opened.
            .filter(|entry| !entry.cache.is_held())
            .filter_map(|entry| choose(entry).then_some(&*entry.cache))
            .collect();
        if chosen.is_empty() {
            return Vec::new();
        }
        let asked: Vec<_> = chosen.iter().map(|cache| cache.claim()).collect();
        if !barrier::heavy() {
            for (cache, asked) in chosen.iter().zip(asked) {
                // Who was to free it is not asked for less.
                cache.ask(match asked {
                    Some(Request::Free) if request != Request::Hold => Request::Free,
                    _ => request,
                });
            }
            return Vec::new();
        }
        chosen
            .iter()
            // The registry's lock is held. An owner that is inside, perhaps preempted there, is at work
            // and may keep what it has; only to free or to hold all of it is worth waiting for.
            .filter(|cache| {
                let passed_over = request == Request::PassOn && cache.is_busy();
                if passed_over {
                    cache.leave(request);
                }
                !passed_over
            })
            .map(|cache| {
                // SAFETY: claimed above and followed by the heavy barrier; the registry's lock, held
                // through `registry`, keeps other claimants out.
                let contents = unsafe { cache.empty_claimed(&self.ledger) };
                cache.leave(request);
                contents
            })
            .collect()
    }

    /// Frees objects, then gives their credit back: memory never exceeds what the ledger allows.
    pub(super) fn free(&self, magazine: Magazine<T>, cause: Cause) -> Freed {
        let freed = Freed {
            objects: magazine.count(),
            bytes: magazine.bytes(),
        };
        drop(magazine);
        self.ledger.give(freed.objects, freed.bytes);
        self.figures.discard(cause, freed.objects);
        self.have_ended(freed.objects);
        freed
    }

    fn free_contents(&self, contents: Contents<T>, cause: Cause) -> Freed {
        contents
            .into_iter()
            .map(|magazine| self.free(magazine, cause))
            .fold(Freed::default(), Freed::plus)
    }

    /// Frees every idle object there is now.
    pub(crate) fn trim(&self) -> Freed {
        self.note_peaks();
        let claimed = self.claim(&mut lock(&self.registry), Request::Free, |_| true);
        let mut freed = Freed::default();
        for contents in claimed {
            freed = freed.plus(self.free_contents(contents, Cause::Trimmed));
        }
        // What is there now, not what other threads bring meanwhile.
        for magazine in self.depot.drain() {
            freed = freed.plus(self.free(magazine, Cause::Trimmed));
        }
        freed
    }

    /// What is due on a thread's way through the slow path: an answer to a claimant that had no
    /// barrier to reach its cache with, and a look at the clock.
    ///
    /// User code may run, so no owner outlives it.
    #[cold]
    pub(super) fn attend(&self, way: Way) {
        // SAFETY: the key is this store's; nothing else runs while the owner is in use.
        let answer =
            unsafe { seats::find::<T>(self.key()) }.and_then(|owner| owner.answer(&self.ledger));
        match answer {
            Some((Request::Free, contents)) => {
                self.free_contents(contents, Cause::Trimmed);
            }
            Some((Request::PassOn | Request::Hold, contents)) => {
                self.pass_on(contents, 0);
                self.free_if_closed();
                self.serve();
            }
            None => {}
        }
        // SAFETY: as above.
        if let Some(owner) = unsafe { seats::find::<T>(self.key()) } {
            self.open_if_nobody_waits(&owner);
        }
        self.trim_if_asked();
        // SAFETY: as above.
        if unsafe { seats::find::<T>(self.key()) }.is_some_and(|owner| owner.is_due(way)) {
            self.look(way);
        }
    }

    /// A look at the clock, and what it is time for. User code may run.
    pub(super) fn look(&self, way: Way) {
        let now = self.clock.now();
        // SAFETY: the key is this store's; nothing else runs while the owner is in use.
        let has_grown = unsafe { seats::find::<T>(self.key()) }.is_some_and(|owner| {
            owner.look(now, PAUSE, MAX_STRIDE);
            owner.has_grown(way)
        });
        if has_grown {
            self.note_peaks();
        }
        self.look_who_works(now);
        let due = self.next_decay.load(Ordering::Relaxed);
        let next = now.saturating_add(self.idle_decay);
        // Of the threads that see it due one does it.
        if now >= due
            && self
                .next_decay
                .compare_exchange(due, next, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
        {
            self.decay();
        }
        let interval = self.next_decay.load(Ordering::Relaxed);
        // SAFETY: as above.
        let unused = unsafe { seats::find::<T>(self.key()) }
            .filter(|owner| owner.enters(interval))
            .map(|owner| owner.age(&self.ledger, self.share()));
        if let Some(unused) = unused {
            self.free_surplus(unused);
        }
    }

    /// Frees what nobody needed since the last time: magazines that never left the depot, and the
    /// caches of threads that did not use the pool.
    fn decay(&self) {
        self.note_peaks();
        for magazine in self.depot.surplus() {
            self.free_surplus(magazine);
        }
        // A floor is kept by whoever knows how much is idle, and not by each owner for itself.
        let request = match self.floor {
            Some(_) => Request::PassOn,
            None => Request::Free,
        };
        let asleep = self.claim(&mut lock(&self.registry), request, |entry| {
            let now = Some(entry.cache.activity());
            mem::replace(&mut entry.seen, now) == now
        });
        for magazine in asleep.into_iter().flatten() {
            self.free_surplus(magazine);
        }
    }

    /// Moves the store's clock forward.
    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Whether the pool is gone.
    pub(super) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// An object was brought to the depot without a cache, perhaps after the pool's end: then nobody
    /// else would ever find it.
    pub(super) fn free_if_closed(&self) {
        // One of two sees the other: this the closing, or the closing what was brought.
        fence(Ordering::SeqCst);
        if self.is_closed() {
            drop(self.depot.drain());
        }
    }

    /// Frees everything, for the pool is gone. Objects that are borrowed with guards of their own may
    /// be returned meanwhile and later: each is dropped then.
    ///
    /// # Safety
    ///
    /// `lent` is true, and objects may be dropped at any time from now on (`T: 'static`), or every use
    /// of the store, but for threads that part from it, happened before.
    pub(crate) unsafe fn close(&self, lent: bool) {
        let (entries, list) = {
            let mut registry = lock(&self.registry);
            registry.open = false;
            (mem::take(&mut registry.entries), registry.list.take())
        };
        for entry in &entries {
            entry.cache.claim();
        }
        let may_enter = !lent || barrier::heavy();
        for Entry { cache, .. } in &entries {
            let contents = may_enter.then(|| {
                // SAFETY: claimed, and then the heavy barrier, or by the contract the owner's uses
                // happened before. Nobody else claims: whoever would finds the registry without
                // entries, and whoever parts finds it closed and leaves the cache alone.
                unsafe { cache.empty_claimed(&self.ledger) }
            });
            cache.close();
            drop(contents);
        }
        drop((entries, list));
        self.closed.store(true, Ordering::Release);
        fence(Ordering::SeqCst);
        drop(self.depot.drain());
    }
}

/// What was freed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Freed {
    pub(crate) objects: usize,
    pub(crate) bytes: usize,
}

impl Freed {
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            objects: self.objects + other.objects,
            bytes: self.bytes + other.bytes,
        }
    }
}
