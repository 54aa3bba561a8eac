//! The figures as they are now, read beside whatever else goes on.
//!
//! A reader takes the list of caches, for which it has the registry's lock for a moment, and reads them
//! one after the other without any. It then looks whether a cache came, went, or exchanged credit with
//! the ledger meanwhile, which would look like idle objects on its way, and if so reads again, a few
//! times. Traffic may blur the last reading, which is given out all the same but raises no peak; if
//! caches still come and go, one is made while none can.

use super::upkeep::Registry;
use super::{Cache, Store};
use crate::stats::{Levels, Stats, Tally};
use crate::sync::{Version, lock, spin_loop};
use std::sync::Arc;

/// Readings, at the most; and caches read in all, so that a reading ends soon however many there are.
const READINGS: usize = if cfg!(loom) { 1 } else { 16 };
const CACHES: usize = 1024;

impl<T> Store<T> {
    pub(super) fn note_peaks(&self) {
        // A model would look at every state of every word, for a figure that nothing depends on.
        if !cfg!(loom) {
            let _ = self.stats();
        }
    }

    /// The figures as they are now.
    pub(crate) fn stats(&self) -> Stats {
        let stats = self.levels_and_counts();
        match &self.bound {
            Some(bound) => bound.figures.tell(bound.waiting(), stats),
            None => stats,
        }
    }

    fn levels_and_counts(&self) -> Stats {
        let mut left = READINGS;
        loop {
            let before = self.generation.look();
            // Before the caches: what a cache that is given up meanwhile has counted is seen there or
            // here, or missed, but never seen twice.
            let gone = self.figures.gone();
            let caches = lock(&self.registry).list();
            let (levels, steady) = self.read(&caches, gone);
            let same_caches = before.is_some() && before == self.generation.look();
            left = left.saturating_sub(1).min(CACHES / caches.len().max(1));
            if same_caches && (steady || left == 0) {
                return self.figures.stats(levels, steady);
            }
            if left == 0 {
                break;
            }
            spin_loop();
        }
        let mut registry = lock(&self.registry);
        let caches = registry.list();
        let (levels, steady) = self.read(&caches, self.figures.gone());
        self.figures.stats(levels, steady)
    }

    /// How many objects are idle, if that can be told: no cache came, went or exchanged credit meanwhile.
    pub(super) fn idle_for_certain(&self) -> Option<usize> {
        (0..READINGS).find_map(|_| {
            let before = self.generation.look()?;
            let caches = lock(&self.registry).list();
            let (levels, steady) = self.read(&caches, Tally::default());
            let same_caches = Some(before) == self.generation.look();
            (steady && same_caches).then_some(levels.idle)
        })
    }

    /// One reading, and whether no cache exchanged credit meanwhile.
    fn read(&self, caches: &[Arc<Cache<T>>], gone: Tally) -> (Levels, bool) {
        let before = versions(caches);
        let mut levels = Levels {
            counted: gone,
            idle: self.ledger.objects().granted(),
            idle_bytes: self.ledger.bytes().granted(),
        };
        for cache in caches {
            let spare = cache.spare();
            levels.idle = levels.idle.saturating_sub(spare.objects);
            levels.idle_bytes = levels.idle_bytes.saturating_sub(spare.bytes);
            levels.counted = levels.counted.plus(cache.tally());
        }
        Version::read_before();
        (levels, before.is_some() && before == versions(caches))
    }
}

fn versions<T>(caches: &[Arc<Cache<T>>]) -> Option<usize> {
    let mut caches = caches.iter();
    caches.try_fold(0_usize, |sum, cache| {
        Some(sum.wrapping_add(cache.version.look()?))
    })
}

impl<T> Registry<T> {
    /// The caches there are.
    fn list(&mut self) -> Arc<[Arc<Cache<T>>]> {
        let entries = &self.entries;
        let list = self.list.get_or_insert_with(|| {
            let caches = entries.iter().map(|entry| Arc::clone(&entry.cache));
            caches.collect()
        });
        Arc::clone(list)
    }
}
