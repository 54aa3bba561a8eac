//! The figures as they are now, read beside whatever else goes on.
//!
//! A reader takes the list of caches, which costs the registry's lock for a moment, and reads them
//! one after the other without any. Spare credit on its way between a cache and the ledger would look
//! like idle objects, so it looks whether any moved meanwhile, and if so reads again, a few times. What
//! it has then is given out all the same, but raises no peak.

use super::upkeep::Registry;
use super::{Cache, Store};
use crate::stats::{Levels, Stats};
use crate::sync::{Ordering, Version, lock, spin_loop};
use std::sync::Arc;

/// Caches read, in all, before a reading is taken that traffic may have blurred; and readings, at the
/// most and at the least.
const CACHES: usize = 1024;
const READINGS: usize = if cfg!(loom) { 1 } else { 16 };
const LEAST_READINGS: usize = if cfg!(loom) { 1 } else { 2 };

impl<T> Store<T> {
    pub(super) fn note_peaks(&self) {
        // A model would look at every state of every word, for a figure that nothing depends on.
        if !cfg!(loom) {
            let _ = self.stats();
        }
    }

    /// The figures as they are now.
    pub(crate) fn stats(&self) -> Stats {
        let (mut read, mut steady) = self.read();
        let most = CACHES / read.caches.max(1);
        for _ in 1..most.clamp(LEAST_READINGS, READINGS) {
            if steady {
                break;
            }
            spin_loop();
            (read, steady) = self.read();
        }
        self.figures.stats(read, steady)
    }

    /// One reading, and whether no cache came, went or exchanged credit meanwhile.
    fn read(&self) -> (Levels, bool) {
        let generation = || self.generation.load(Ordering::Acquire);
        let before = generation();
        // Before the caches: a cache that is given up meanwhile is counted here or there, or nowhere,
        // never twice.
        let gone = self.figures.gone();
        let caches = lock(&self.registry).list();
        let versions = versions(&caches);
        let mut levels = Levels {
            caches: caches.len(),
            counted: gone,
            idle: self.ledger.objects().granted(),
            idle_bytes: self.ledger.bytes().granted(),
        };
        for cache in &*caches {
            let spare = cache.spare();
            levels.idle = levels.idle.saturating_sub(spare.objects);
            levels.idle_bytes = levels.idle_bytes.saturating_sub(spare.bytes);
            levels.counted = levels.counted.plus(cache.tally());
        }
        Version::read_before();
        let steady = versions.is_some() && versions == self::versions(&caches);
        (levels, steady && before == generation())
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
            entries
                .iter()
                .map(|entry| Arc::clone(&entry.cache))
                .collect()
        });
        Arc::clone(list)
    }
}
