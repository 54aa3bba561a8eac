//! Idle objects that decay leaves, in a pool with `min_idle`.
//!
//! Several threads may find surplus at once. Each says how many objects it is about to free while it
//! holds the floor's lock, and takes that back once they are gone and their credit is back: so what the
//! next one counts as idle, less what is doomed, is what will be left. A count that is not certain, for
//! credit changed hands meanwhile, frees nothing.

use super::Store;
use super::object::Magazine;
use crate::stats::Cause;
use crate::sync::{Mutex, lock};

pub(super) struct Floor {
    min_idle: usize,
    /// Objects that are about to be freed, and still count as idle.
    doomed: Mutex<usize>,
}

impl Floor {
    pub(super) fn new(min_idle: usize) -> Self {
        Self {
            min_idle,
            doomed: Mutex::new(0),
        }
    }
}

impl<T> Store<T> {
    /// Frees what nobody needs, as far as the floor allows; the rest goes to the depot. User code may run.
    pub(super) fn free_surplus(&self, mut surplus: Magazine<T>) {
        let Some(floor) = &self.floor else {
            self.free(surplus, Cause::Decayed);
            return;
        };
        if surplus.is_empty() {
            return;
        }
        let doomed = {
            let mut doomed = lock(&floor.doomed);
            let idle = self.idle_for_certain().unwrap_or(0);
            let beyond = idle.saturating_sub(*doomed + floor.min_idle);
            let freed = beyond.min(surplus.count());
            *doomed += freed;
            surplus.split_below(surplus.count() - freed)
        };
        self.depot.push(0, surplus);
        self.free_if_closed();
        self.serve();
        let freed = doomed.count();
        self.free(doomed, Cause::Decayed);
        *lock(&floor.doomed) -= freed;
    }
}
