//! What may be done with a store by somebody who has no hold on its pool: see the registry.
//!
//! Whoever finds a store in the list of all pools knows neither that its `T` may be dropped on this
//! thread nor that what a `T` borrows is still there: a pool can be leaked, and then stays in the list
//! after what its objects borrow is gone. So a stranger reads figures, which takes no `T`; and drops
//! objects only where both are known:
//!
//! - **`T: 'static`** once a pool was built for a static or has lent an object with a guard of its own,
//!   both of which ask for it.
//! - **This thread may drop a `T`** if it is the one that built the pool, or once another thread than that
//!   one has used the pool: it then was sent or shared, which asks for `T: Send`.
//!
//! Any other pool is asked: its next `get` or return that takes the slow way trims it. Whoever makes
//! that call has the pool or a guard of it, so all is well with the `T`s, as it is with
//! [`Pool::trim`](crate::Pool::trim).

use super::cache::Request;
use super::upkeep::Freed;
use super::{Store, places};
use crate::Report;
use crate::sync::{Fact, lock};
use std::sync::Arc;
use std::thread::{self, ThreadId};

/// A store whose `T` is not known, and whose pool may be gone or leaked. No method may read, move or drop
/// a `T` unless the store knows that it may. (The store itself may be dropped: once its pool is gone it
/// has no objects, see [`Store::close`].)
pub(crate) trait Listed {
    fn report(&self) -> Report;

    /// Frees what is idle, or asks the next user of the pool to.
    fn trim_or_ask(&self) -> Freed;
}

/// What is known about a store's `T`, and what its pool was asked for.
pub(super) struct Known {
    built_on: ThreadId,
    crosses_threads: Fact,
    is_static: Fact,
    asked_to_trim: Fact,
}

impl Known {
    pub(super) fn new() -> Self {
        Self {
            built_on: thread::current().id(),
            crosses_threads: Fact::new(),
            is_static: Fact::new(),
            asked_to_trim: Fact::new(),
        }
    }

    /// A thread has a use of the pool.
    pub(super) fn is_used_here(&self) {
        if !self.crosses_threads.holds() && !self.is_home() {
            self.crosses_threads.set(true);
        }
    }

    fn is_home(&self) -> bool {
        thread::current().id() == self.built_on
    }

    /// Whether this thread may drop a `T` at any time.
    fn may_drop_here(&self) -> bool {
        self.is_static.holds() && (self.crosses_threads.holds() || self.is_home())
    }
}

impl<T> Store<T> {
    pub(crate) fn know_static(&self)
    where
        T: 'static,
    {
        self.known.is_static.set(true);
    }

    /// Trims the pool if a stranger asked for it. By a user of the pool; user code may run.
    pub(super) fn trim_if_asked(&self) {
        let asked = &self.known.asked_to_trim;
        if asked.holds() {
            asked.set(false);
            self.trim();
        }
    }

    fn ask_to_trim(&self) {
        self.known.asked_to_trim.set(true);
        // Emptied by nobody but its owner, even where there is a barrier; held ones are empty.
        let registry = lock(&self.registry);
        let caches = registry.entries.iter().map(|entry| &entry.cache);
        for cache in caches.filter(|cache| !cache.is_held()) {
            cache.claim();
            cache.ask(Request::Free);
        }
    }
}

impl<T> Listed for Store<T> {
    fn report(&self) -> Report {
        Report {
            id: self.key.serial(),
            name: self.name.clone(),
            type_name: std::any::type_name::<T>(),
            limits: self.limits,
            stats: self.stats(),
        }
    }

    fn trim_or_ask(&self) -> Freed {
        if self.known.may_drop_here() {
            return self.trim();
        }
        self.ask_to_trim();
        Freed::default()
    }
}

/// The stores of all pools there are.
pub(crate) fn all() -> Vec<Arc<dyn Listed>> {
    places::all()
}
