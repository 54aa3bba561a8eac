//! What happens to a store besides get and return: threads come and go, surplus decays, a user
//! trims, the pool ends.
//!
//! Claims on caches are made only here, under the registry's lock, so there is one claimant at a
//! time. What a claim brings out is freed after the lock is released.

use super::cache::{Contents, Credit, Owner};
use super::object::Magazine;
use super::{
    Cache, Cause, Entry, MAGAZINE, MAGAZINE_BYTES, MAX_STRIDE, READINGS, Registry, SHARES,
    SLOW_HIT, Store,
};
use crate::stats::{Levels, Stats};
use crate::sync::{Ordering, Version, barrier, lock, yield_now};
use std::sync::Arc;
use std::time::Duration;

impl<T> Store<T> {
    /// A cache for the calling thread.
    pub(super) fn join(self: &Arc<Self>) -> Arc<Cache<T>> {
        let mut registry = lock(&self.registry);
        let cache = Arc::new(Cache::new(Arc::clone(self), registry.joined));
        registry.joined = registry.joined.wrapping_add(1);
        registry.entries.push(Entry {
            cache: Arc::clone(&cache),
            hits: 0,
            seen: None,
        });
        self.divide(&mut registry);
        cache
    }

    /// The owner's thread is exiting, or gives its seat to another pool: what its cache holds goes
    /// to the depot.
    pub(super) fn part(&self, owner: &Owner<'_, T>) {
        let mut registry = lock(&self.registry);
        if !registry.open {
            return;
        }
        // Claims are made under the registry's lock, which is held.
        if let Some(contents) = owner.leave(&self.ledger) {
            self.pass_on(contents, owner.home());
        }
        self.figures.count_hits(owner.hits());
        registry.entries.retain(|entry| !owner.owns(&entry.cache));
        self.divide(&mut registry);
    }

    /// Divides the limits anew among the caches. If that makes the shares smaller, and small, no
    /// cache may go on sitting on a larger one: all are emptied into the depot.
    fn divide(&self, registry: &mut Registry<T>) {
        let caches = registry.entries.len();
        // One cache alone starves nobody.
        let parts = if caches > 1 { SHARES * caches } else { 1 };
        let objects = (self.ledger.objects().limit() / parts).min(MAGAZINE);
        let bytes = (self.ledger.bytes().limit() / parts).min(MAGAZINE_BYTES);
        self.quota_bytes.store(bytes, Ordering::Relaxed);
        let before = self.quota_objects.swap(objects, Ordering::Relaxed);
        if objects < before {
            self.recall_from(registry);
        }
    }

    /// Brings what caches hold, objects and spare credit, to where every thread finds it.
    pub(super) fn recall(&self) {
        self.recall_from(&mut lock(&self.registry));
    }

    fn recall_from(&self, registry: &mut Registry<T>) {
        for (home, contents) in self.claim(registry, |_| true).into_iter().enumerate() {
            self.pass_on(contents, home);
        }
    }

    pub(super) fn quota(&self) -> Credit {
        Credit {
            objects: self.quota_objects.load(Ordering::Relaxed),
            bytes: self.quota_bytes.load(Ordering::Relaxed),
        }
    }

    fn pass_on(&self, contents: Contents<T>, home: usize) {
        for magazine in contents {
            self.depot.push(home, magazine);
        }
    }

    /// Empties the caches that `choose` picks; asks their owners to, where there is no barrier.
    fn claim(
        &self,
        registry: &mut Registry<T>,
        mut choose: impl FnMut(&mut Entry<T>) -> bool,
    ) -> Vec<Contents<T>> {
        let chosen: Vec<&Cache<T>> = registry
            .entries
            .iter_mut()
            .filter_map(|entry| choose(entry).then_some(&*entry.cache))
            .collect();
        if chosen.is_empty() {
            return Vec::new();
        }
        for cache in &chosen {
            cache.claim();
        }
        if !barrier::heavy() {
            for cache in &chosen {
                cache.ask();
            }
            return Vec::new();
        }
        // SAFETY: claimed above and followed by the heavy barrier; the registry's lock, held
        // through `registry`, keeps other claimants out.
        chosen
            .iter()
            .map(|cache| unsafe { cache.empty_claimed(&self.ledger) })
            .collect()
    }

    /// Frees objects, then gives their credit back: memory never exceeds what the ledger allows.
    fn free(&self, magazine: Magazine<T>, cause: Cause) -> Freed {
        let freed = Freed {
            objects: magazine.count(),
            bytes: magazine.bytes(),
        };
        drop(magazine);
        self.ledger.give(freed.objects, freed.bytes);
        self.figures.discard(cause, freed.objects);
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
        let claimed = self.claim(&mut lock(&self.registry), |_| true);
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

    /// What is due on a thread's way through the slow path: an answer to a [`trim`](Self::trim)
    /// that had no barrier to reach its cache with, and a look at the clock.
    pub(super) fn attend(&self, owner: &Owner<'_, T>) {
        if let Some(contents) = owner.answer(&self.ledger) {
            self.free_contents(contents, Cause::Trimmed);
        }
        if owner.is_due() {
            self.look(owner);
        }
    }

    /// A look at the clock, and what it is time for.
    pub(super) fn look(&self, owner: &Owner<'_, T>) {
        let now = self.clock.now();
        owner.look(now, SLOW_HIT, MAX_STRIDE);
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
        if owner.enters(self.next_decay.load(Ordering::Relaxed)) {
            let unused = owner.age(&self.ledger, self.quota());
            self.free(unused, Cause::Decayed);
        }
    }

    /// Frees what nobody needed since the last time: magazines that never left the depot, and the
    /// caches of threads that did not use the pool.
    fn decay(&self) {
        self.note_peaks();
        for magazine in self.depot.surplus() {
            self.free(magazine, Cause::Decayed);
        }
        let asleep = self.claim(&mut lock(&self.registry), |entry| {
            let now = Some((entry.cache.hits(), entry.cache.spare()));
            std::mem::replace(&mut entry.seen, now) == now
        });
        for contents in asleep {
            self.free_contents(contents, Cause::Decayed);
        }
    }

    /// Moves the store's clock forward.
    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// An object was built for want of an idle one.
    pub(crate) fn count_miss(&self, init: Duration, weight: u64) {
        self.figures.count_miss(init, weight);
        if self.figures.may_peak() {
            self.note_peaks();
        }
    }

    fn note_peaks(&self) {
        // A model would look at every state of every word, for a figure that nothing depends on.
        if !cfg!(loom) {
            let (levels, steady) = self.read(&mut lock(&self.registry));
            let _ = self.figures.stats(levels, steady);
        }
    }

    /// The figures as they are now.
    pub(crate) fn stats(&self) -> Stats {
        let mut registry = lock(&self.registry);
        let (mut read, mut steady) = self.read(&mut registry);
        let mut more = READINGS;
        while !steady && more > 0 {
            more -= 1;
            yield_now();
            (read, steady) = self.read(&mut registry);
        }
        self.figures.stats(read, steady)
    }

    /// One reading, and whether no cache exchanged credit meanwhile: spare credit on its way between
    /// a cache and the ledger would look like idle objects.
    fn read(&self, registry: &mut Registry<T>) -> (Levels, bool) {
        let versions = |registry: &Registry<T>| {
            let mut caches = registry.entries.iter();
            caches.try_fold(0_usize, |sum, entry| {
                Some(sum.wrapping_add(entry.cache.version.look()?))
            })
        };
        let before = versions(registry);
        let mut levels = Levels {
            hits: 0,
            idle: self.ledger.objects().granted(),
            idle_bytes: self.ledger.bytes().granted(),
        };
        for entry in &mut registry.entries {
            let spare = entry.cache.spare();
            levels.idle = levels.idle.saturating_sub(spare.objects);
            levels.idle_bytes = levels.idle_bytes.saturating_sub(spare.bytes);
            entry.hits = entry.hits.max(entry.cache.hits());
            levels.hits += entry.hits;
        }
        Version::read_before();
        (levels, before.is_some() && before == versions(registry))
    }

    /// Frees everything, for the pool is gone.
    ///
    /// # Safety
    ///
    /// Every use of the store, but for threads that part from it, happened before.
    pub(crate) unsafe fn close(&self) {
        let entries = {
            let mut registry = lock(&self.registry);
            registry.open = false;
            std::mem::take(&mut registry.entries)
        };
        for Entry { cache, .. } in entries {
            cache.claim();
            // SAFETY: by the contract the owner's uses happened before, and whoever parts now
            // finds the registry closed and leaves the cache alone.
            drop(unsafe { cache.empty_claimed(&self.ledger) });
        }
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
    fn plus(self, other: Self) -> Self {
        Self {
            objects: self.objects + other.objects,
            bytes: self.bytes + other.bytes,
        }
    }
}
