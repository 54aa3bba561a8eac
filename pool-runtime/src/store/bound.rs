//! At most so many objects at once, and who waits for one.
//!
//! An object of a bounded pool carries one credit, from before its `init` to its end, so a hit takes
//! none. Where there is neither an idle object nor credit, a thread or task stands in the pool's line and
//! is handed a [`Turn`]: the next object that comes back, or the credit of one that came to its end.
//!
//! A return to a cache would not notice who waits. So whoever joins the line first closes all caches, by
//! the claim that trim uses: from then on every get and return takes the slow way, which looks at the
//! line. Once nobody waits any more, each owner opens its cache after some visits. Where there is no heavy barrier
//! caches stay closed, and a bounded pool goes by the depot.
//!
//! No turn is to be missed: who joins the line counts itself in, and then looks for what is free; who sets
//! something free does so, and then looks whether somebody is counted. Between the two steps of either
//! stands a full fence, so one of them sees the other and [`serves`](Store::serve) the line.

use super::cache::Request;
use super::ledger::Account;
use super::object::{Magazine, Object, contain};
use super::owner::Owner;
use super::{Lack, Miss, Store};
use crate::stats::Waits;
use crate::sync::line::{Line, Place};
use crate::sync::{AtomicBool, AtomicUsize, Ordering, barrier, fence, lock};
use std::mem;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

/// Visits to a closed cache at which nobody waits, until its owner opens it: where somebody waits every now
/// and then, to close all caches each time, by a barrier, would cost more than the slow way does.
const HELD_VISITS: usize = if cfg!(loom) { 1 } else { 32 };

/// The bound of a pool that has one.
pub(crate) struct Bound<T> {
    /// For objects that may still be made.
    credit: Account,
    line: Line<Turn<T>>,
    /// In line, and with nothing yet.
    waiting: AtomicUsize,
    /// Joined the line, ever.
    joined: AtomicUsize,
    /// No cache is open.
    pub(super) held: AtomicBool,
    /// There is a barrier to close them with.
    may_open: bool,
    pub(crate) figures: Waits,
}

/// What is handed to who waits.
pub(crate) enum Turn<T> {
    Object(Box<Object<T>>),
    /// For an object to be made.
    Credit,
}

impl<T> Bound<T> {
    pub(crate) fn new(max_objects: usize) -> Self {
        let may_open = barrier::heavy();
        Self {
            credit: Account::new(max_objects),
            line: Line::new(),
            waiting: AtomicUsize::new(0),
            joined: AtomicUsize::new(0),
            held: AtomicBool::new(!may_open),
            may_open,
            figures: Waits::default(),
        }
    }

    /// How many are in line now.
    pub(crate) fn waiting(&self) -> usize {
        as_count(self.waiting.load(Ordering::Relaxed))
    }

    /// As of now: a load alone may show who has been served already, and then what is free would be taken
    /// in hand for nobody while others look for it.
    fn somebody_waits(&self) -> bool {
        self.waiting() > 0 && as_count(self.waiting.fetch_add(0, Ordering::Relaxed)) > 0
    }

    /// Hands a turn to the first in line; `Err` if there is nobody.
    fn hand(&self, turn: Turn<T>) -> Result<(), Turn<T>> {
        // Counted out before, so that who has been served is never counted; if nobody was there yet, they
        // are about to look for themselves.
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        let handed = self.line.hand(turn).inspect_err(|_| {
            self.waiting.fetch_add(1, Ordering::Relaxed);
        });
        // A waker is user code.
        self.line.wake_each(|waker| {
            contain(|| waker.wake());
        });
        handed
    }
}

/// A count from which several may have been counted out of whom some are about to be counted in again.
fn as_count(waiting: usize) -> usize {
    if waiting > usize::MAX / 2 { 0 } else { waiting }
}

/// The credit of an object that is being made; given back if it comes to nothing.
pub(crate) struct Making<'store, T> {
    store: &'store Store<T>,
}

impl<T> Making<'_, T> {
    /// The object is there, and carries its credit from here on.
    pub(crate) fn done(self) {
        mem::forget(self);
    }
}

impl<T> Drop for Making<'_, T> {
    fn drop(&mut self) {
        self.store.have_ended(1);
    }
}

impl<T> Store<T> {
    /// An object is to be made for which credit has been taken, or needs none.
    pub(super) fn making(&self) -> Making<'_, T> {
        Making { store: self }
    }

    /// Credit for an object to be made; `None` at the bound.
    pub(super) fn begin(&self) -> Option<Making<'_, T>> {
        let free = self
            .bound
            .as_ref()
            .is_none_or(|bound| bound.credit.take(1, 1) == 1);
        free.then(|| self.making())
    }

    /// So many objects are no more, or no longer the pool's.
    pub(crate) fn have_ended(&self, objects: usize) {
        if let Some(bound) = &self.bound {
            bound.credit.give(objects);
            self.serve();
        }
    }

    /// Whether a get is to stand in line, since others do.
    pub(super) fn is_waited_for(&self) -> bool {
        self.bound.as_ref().is_some_and(|bound| bound.waiting() > 0)
    }

    /// There is nothing idle within reach: an object is to be made, or, at the bound, what lies in other
    /// threads' caches is called in.
    pub(super) fn make_or_call_in(
        self: &Arc<Self>,
        weight: u64,
    ) -> Result<Box<Object<T>>, Lack<'_, T>> {
        if let Some(making) = self.begin() {
            return Err(Lack::Object(Miss { weight, making }));
        }
        self.call_in(|entry| entry.cache.may_hold_objects());
        self.take_within_reach().map_err(|weight| {
            self.begin()
                .map_or(Lack::Bound, |making| Lack::Object(Miss { weight, making }))
        })
    }

    /// A returned object goes to the first in line, if anybody waits.
    pub(super) fn hand_over(&self, object: Box<Object<T>>) -> Result<(), Box<Object<T>>> {
        let Some(bound) = self.bound.as_ref().filter(|bound| bound.waiting() > 0) else {
            return Err(object);
        };
        match bound.hand(Turn::Object(object)) {
            Err(Turn::Object(object)) => Err(object),
            _ => Ok(()),
        }
    }

    /// Something came free: it goes to those in line, the first first.
    pub(super) fn serve(&self) {
        let Some(bound) = &self.bound else { return };
        // One of two sees the other: this the waiting, or the waiting what came free.
        fence(Ordering::SeqCst);
        while bound.somebody_waits() {
            let joined = bound.joined.load(Ordering::Relaxed);
            let Some(turn) = self.find_turn(bound) else {
                return;
            };
            if let Err(turn) = bound.hand(turn) {
                self.take_back(bound, turn);
                // Who joined meanwhile may have looked while it was in hand.
                fence(Ordering::SeqCst);
                if bound.joined.load(Ordering::Relaxed) == joined {
                    return;
                }
            }
        }
    }

    fn find_turn(&self, bound: &Bound<T>) -> Option<Turn<T>> {
        match self.pop_shared(0) {
            Some(object) => Some(Turn::Object(object)),
            None => (bound.credit.take(1, 1) == 1).then_some(Turn::Credit),
        }
    }

    /// Nobody wanted it.
    fn take_back(&self, bound: &Bound<T>, turn: Turn<T>) {
        if let Turn::Object(object) = turn {
            if self.ledger.take_one(object.price.bytes()) {
                self.depot.push(0, Magazine::of(object));
                self.free_if_closed();
                return;
            }
            object.destroy();
            self.count_refused();
        }
        bound.credit.give(1);
    }

    /// Closes all caches, so that whatever is returned finds the line.
    fn hold_caches(&self, bound: &Bound<T>) {
        fence(Ordering::SeqCst);
        if bound.held.load(Ordering::Relaxed) {
            return;
        }
        let mut registry = lock(&self.registry);
        bound.held.store(true, Ordering::Relaxed);
        let contents = self.claim(&mut registry, Request::Hold, |_| true);
        for (home, contents) in contents.into_iter().enumerate() {
            self.pass_on(contents, home);
        }
    }

    /// This thread's cache is closed: it opens if nobody waits any more.
    pub(super) fn open_if_nobody_waits(&self, owner: &Owner<'_, T>) {
        let Some(bound) = self.bound.as_ref().filter(|bound| bound.may_open) else {
            return;
        };
        if !owner.is_held() {
            return;
        }
        if bound.waiting.load(Ordering::Relaxed) > 0 {
            owner.forget_held_visits();
            return;
        }
        if owner.count_held_visit() < HELD_VISITS {
            return;
        }
        owner.forget_held_visits();
        // Claims are made under this lock alone, and so is this.
        let registry = lock(&self.registry);
        // Written under this lock alone.
        let all_were_held = bound.held.load(Ordering::Relaxed);
        bound.held.store(false, Ordering::Relaxed);
        // One of two sees the other: this who joins the line, or they that a cache is open.
        fence(Ordering::SeqCst);
        if registry.open && bound.waiting.load(Ordering::Relaxed) == 0 {
            owner.open();
        } else {
            // Nothing was opened, and who joined the line has relied on that.
            bound.held.store(all_were_held, Ordering::Relaxed);
        }
    }
}

/// A place in a pool's line, and the time it has been there.
pub(crate) struct Waiting<'pool, T> {
    store: &'pool Store<T>,
    bound: &'pool Bound<T>,
    place: Option<Place<Turn<T>>>,
    since: Instant,
}

impl<'pool, T> Waiting<'pool, T> {
    /// At the end of the line; `None` for a pool that has none.
    pub(crate) fn join(store: &'pool Store<T>) -> Option<Self> {
        let bound = store.bound.as_deref()?;
        bound.waiting.fetch_add(1, Ordering::Relaxed);
        let waiting = Self {
            store,
            bound,
            place: Some(bound.line.join()),
            since: Instant::now(),
        };
        bound.joined.fetch_add(1, Ordering::Relaxed);
        store.hold_caches(bound);
        store.serve();
        Some(waiting)
    }

    pub(crate) fn wait(mut self) -> Turn<T> {
        let place = self.place.take().expect("kept until it is over");
        self.receive(place.wait())
    }

    /// As [`wait`](Self::wait), until `deadline`; how long it was if that came first.
    pub(crate) fn wait_until(mut self, deadline: Instant) -> Result<Turn<T>, Duration> {
        let place = self.place.take().expect("kept until it is over");
        if let Some(turn) = place.wait_until(deadline) {
            return Ok(self.receive(turn));
        }
        let waited = self.since.elapsed();
        self.bound.waiting.fetch_sub(1, Ordering::Relaxed);
        self.bound.figures.count_timeout(waited);
        Err(waited)
    }

    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Turn<T>> {
        let place = self.place.as_mut().expect("not polled after its end");
        place.poll(context).map(|turn| {
            self.place = None;
            self.receive(turn)
        })
    }

    fn receive(&self, turn: Turn<T>) -> Turn<T> {
        self.bound.figures.count_wait(self.since.elapsed());
        if let Turn::Object(_) = turn {
            self.store.figures.count_hits(1);
        }
        turn
    }
}

/// A task that is dropped while it waits passes on what it was handed.
impl<T> Drop for Waiting<'_, T> {
    fn drop(&mut self) {
        let Some(place) = self.place.take() else {
            return;
        };
        match place.leave() {
            Some(turn) => {
                self.store.take_back(self.bound, turn);
                self.store.serve();
            }
            None => {
                self.bound.waiting.fetch_sub(1, Ordering::Relaxed);
            }
        }
    }
}
