//! A pooled type whose objects are counted: how many were made, are alive, and are idle, told
//! without asking the pool.

use std::mem;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};

use pool_runtime::{Builder, OwnedPooled, Pool, Poolable, Pooled, UseInit};

use crate::figures;

/// The counts of one population of [`Citizen`]s, which is one pool's.
#[derive(Debug, Default)]
pub struct Census {
    made: AtomicUsize,
    alive: AtomicI64,
    /// Those alive, less those that somebody holds or is about to get.
    idle: AtomicI64,
    peak_idle: AtomicI64,
}

/// A pooled object that is counted from its making to its destruction, and knows whether it is in
/// somebody's hands.
#[derive(Debug)]
pub struct Citizen {
    census: Arc<Census>,
    held: AtomicBool,
    /// What the borrower writes.
    pub bytes: Vec<u8>,
}

impl Census {
    /// A population of nobody.
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// A builder of a pool whose objects are counted here.
    pub fn builder(self: &Arc<Self>) -> Builder<Citizen, UseInit<Citizen>> {
        let census = Arc::clone(self);
        Pool::builder().init(move || census.citizen())
    }

    /// Another object.
    pub fn citizen(self: &Arc<Self>) -> Citizen {
        self.made.fetch_add(1, Ordering::SeqCst);
        self.alive.fetch_add(1, Ordering::SeqCst);
        self.count_idle(1);
        Citizen {
            census: Arc::clone(self),
            held: AtomicBool::new(false),
            bytes: Vec::new(),
        }
    }

    /// Objects made so far.
    pub fn made(&self) -> usize {
        self.made.load(Ordering::SeqCst)
    }

    /// Objects made and not destroyed.
    ///
    /// # Panics
    ///
    /// If more were destroyed than were made.
    pub fn alive(&self) -> usize {
        count(self.alive.load(Ordering::SeqCst))
    }

    /// Objects idle now, if nobody is just getting or returning one.
    ///
    /// # Panics
    ///
    /// If more were got than there are.
    pub fn idle(&self) -> usize {
        count(self.idle.load(Ordering::SeqCst))
    }

    /// The most objects that were idle at any instant. Every change is counted when it happens or
    /// on the safe side of it, so this is never more than it was, and less only by what was on its
    /// way at that instant.
    pub fn peak_idle(&self) -> usize {
        count(self.peak_idle.load(Ordering::SeqCst))
    }

    /// Borrows from a pool of this population.
    ///
    /// # Panics
    ///
    /// If the object is in other hands too, or is not as new.
    pub fn get<'pool>(&self, pool: &'pool Pool<Citizen>) -> Held<'_, Pooled<'pool, Citizen>> {
        self.hold(|| pool.get())
    }

    /// As [`get`](Self::get), with an owned guard.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    pub fn get_owned(&self, pool: &Arc<Pool<Citizen>>) -> Held<'_, OwnedPooled<Citizen>> {
        self.hold(|| pool.get_owned())
    }

    /// Prewarms a pool of this population by one object. It is not idle until the pool has it.
    pub fn prewarm_one(&self, pool: &Pool<Citizen>) -> bool {
        self.count_idle(-1);
        let built = pool.prewarm(1);
        self.count_idle(1);
        built == 1
    }

    fn hold<G: Deref<Target = Citizen>>(&self, get: impl FnOnce() -> G) -> Held<'_, G> {
        self.count_idle(-1);
        let guard = get();
        let twice = guard.held.swap(true, Ordering::SeqCst);
        assert!(!twice, "one object in two hands");
        assert!(guard.bytes.is_empty(), "not as new: {:?}", guard.bytes);
        Held {
            guard: Some(guard),
            census: self,
        }
    }

    fn count_idle(&self, change: i64) {
        let idle = self.idle.fetch_add(change, Ordering::SeqCst) + change;
        self.peak_idle.fetch_max(idle, Ordering::SeqCst);
    }

    /// Checks the pool's figures against what was counted here, once everything is quiet. `gets`
    /// is how many there were. More may have been made than the figures say: a `prewarm` drops what
    /// other threads left no room for while it was built.
    ///
    /// # Panics
    ///
    /// If something does not add up.
    pub fn audit(&self, pool: &Pool<Citizen>, gets: usize) {
        let stats = pool.stats();
        figures::add_up(&stats, gets);
        assert_eq!(stats.idle, self.idle(), "idle: {stats:?}");
        assert_eq!(stats.idle + stats.live, self.alive(), "alive: {stats:?}");
        let built = usize::try_from(stats.misses + stats.prewarmed).expect("a small number");
        assert!(built <= self.made(), "made {}: {stats:?}", self.made());
    }
}

fn count(balance: i64) -> usize {
    usize::try_from(balance).expect("no more out than in")
}

impl Drop for Citizen {
    fn drop(&mut self) {
        self.census.count_idle(-1);
        self.census.alive.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Poolable for Citizen {
    fn reset(&mut self) {
        self.bytes.clear();
        self.held.store(false, Ordering::SeqCst);
    }

    fn retained_bytes(&self) -> usize {
        self.bytes.capacity()
    }

    fn used_bytes(&self) -> usize {
        self.bytes.len()
    }
}

/// A guard whose census knows about it.
#[derive(Debug)]
pub struct Held<'census, G> {
    /// Taken out when it is dropped.
    guard: Option<G>,
    census: &'census Census,
}

impl<'census> Held<'census, Pooled<'_, Citizen>> {
    /// [`Pooled::detach`].
    pub fn detach(self) -> Held<'census, Box<Citizen>> {
        self.map(|guard| Box::new(Pooled::detach(guard)))
    }

    /// [`Pooled::discard`].
    pub fn discard(self) {
        self.map(Pooled::discard);
    }

    /// [`std::mem::forget`].
    pub fn forget(self) {
        mem::forget(self);
    }
}

impl<'census, G> Held<'census, G> {
    fn map<H>(mut self, f: impl FnOnce(G) -> H) -> Held<'census, H> {
        let guard = self.guard.take().map(f);
        let census = self.census;
        mem::forget(self);
        Held { guard, census }
    }
}

impl<G: Deref<Target = Citizen>> Deref for Held<'_, G> {
    type Target = Citizen;

    fn deref(&self) -> &Citizen {
        self.guard.as_ref().expect("until it is dropped")
    }
}

impl<G: DerefMut<Target = Citizen>> DerefMut for Held<'_, G> {
    fn deref_mut(&mut self) -> &mut Citizen {
        self.guard.as_mut().expect("until it is dropped")
    }
}

impl<G> Drop for Held<'_, G> {
    fn drop(&mut self) {
        drop(self.guard.take());
        self.census.count_idle(1);
    }
}
