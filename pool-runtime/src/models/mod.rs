//! Every interleaving of a few threads over the real pool, by loom.
//!
//! ```text
//! RUSTFLAGS="--cfg loom" cargo test --release -p pool-runtime --lib models
//! ```
//!
//! Exhaustive up to two preemptions a model, where it does not say one or three;
//! `LOOM_MAX_PREEMPTIONS` sets another bound. Magazines hold two objects, the depot has one shard, time stands still but for
//! [`advance`](crate::testing::advance), and the asymmetric barrier is two full fences.
//!
//! Loom knows what a thread may see of another's writes; what it checks on every access is
//! [`Item`]'s cell (and the cache's own): two threads in it with nothing between them is a failure,
//! whatever they read.

mod barrier;
mod bound;
mod budget;
mod figures;
mod lifetime;
mod owned;
mod traffic;

use crate::{Builder, Pool, Poolable, Pooled, UseInit};
use loom::cell::UnsafeCell;
use loom::sync::Arc;
use loom::thread::JoinHandle;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many items there are. Std's atomics: counting orders nothing.
#[derive(Default)]
struct Census {
    built: AtomicUsize,
    dropped: AtomicUsize,
}

/// A pooled value whose every use is checked for another at the same time.
struct Item {
    uses: UnsafeCell<usize>,
    census: std::sync::Arc<Census>,
}

impl Item {
    fn touch(&self) {
        // SAFETY: loom stops the model if anybody else is inside.
        self.uses.with_mut(|uses| unsafe { *uses += 1 });
    }

    fn uses(&self) -> usize {
        // SAFETY: as in `touch`.
        self.uses.with(|uses| unsafe { *uses })
    }
}

impl Poolable for Item {
    fn reset(&mut self) {
        // SAFETY: as in `touch`.
        self.uses.with_mut(|uses| unsafe { *uses = 0 });
    }

    fn retained_bytes(&self) -> usize {
        8
    }
}

impl Item {
    /// What an idle one takes.
    const BYTES: usize = size_of::<Item>() + 8;
}

impl Drop for Item {
    fn drop(&mut self) {
        self.touch();
        self.census.dropped.fetch_add(1, Ordering::Relaxed);
    }
}

/// A pool of at most `max_idle` items, and their census.
struct Subject {
    pool: std::sync::Arc<Pool<Item>>,
    census: std::sync::Arc<Census>,
}

impl Subject {
    fn new(max_idle: usize) -> Arc<Self> {
        crate::sync::barrier::set_works(true);
        Self::build(max_idle, |builder| builder)
    }

    fn build(
        max_idle: usize,
        with: impl FnOnce(Builder<Item, UseInit<Item>>) -> Builder<Item, UseInit<Item>>,
    ) -> Arc<Self> {
        crate::sync::version::set_modelled(false);
        let census = std::sync::Arc::<Census>::default();
        let of_items = std::sync::Arc::clone(&census);
        let builder = Pool::builder()
            .init(move || {
                of_items.built.fetch_add(1, Ordering::Relaxed);
                Item {
                    uses: UnsafeCell::new(0),
                    census: std::sync::Arc::clone(&of_items),
                }
            })
            .max_idle(max_idle)
            .max_idle_bytes(max_idle * Item::BYTES);
        let pool = std::sync::Arc::new(with(builder).build());
        Arc::new(Self { pool, census })
    }

    /// As [`new`](Self::new), with the versions of the caches in the search.
    fn with_versions(max_idle: usize) -> Arc<Self> {
        let subject = Self::new(max_idle);
        crate::sync::version::set_modelled(true);
        subject
    }

    /// A borrowed item, which must be as good as new and nobody else's.
    fn get(&self) -> Pooled<'_, Item> {
        let item = self.pool.get();
        assert_eq!(item.uses(), 0, "somebody else's use is to be seen");
        item.touch();
        item
    }

    /// Gets and returns.
    fn round_trip(&self) {
        drop(self.get());
    }

    fn trim(&self) {
        self.pool.trim();
    }

    fn alive(&self) -> usize {
        self.census.built.load(Ordering::Relaxed) - self.census.dropped.load(Ordering::Relaxed)
    }

    /// What must hold whenever nobody else uses the pool: all that is alive is idle, within the
    /// limit, and the figures add up. What is trimmed away leaves the whole budget free.
    fn settle(&self, max_idle: usize) {
        let stats = self.pool.stats();
        assert_eq!(stats.live, 0);
        assert_eq!(stats.idle, self.alive());
        assert!(stats.idle <= max_idle);
        assert_eq!(stats.idle_bytes, stats.idle * Item::BYTES);
        assert_eq!(
            stats.hits + stats.misses,
            stats.returns + stats.discards.at_return()
        );
        let trimmed = self.pool.trim();
        assert_eq!(trimmed.objects, stats.idle, "an idle object out of reach");
        assert_eq!(self.alive(), 0);
        assert_eq!(
            self.pool.prewarm(max_idle + 1),
            max_idle,
            "credit was lost or made"
        );
        assert_eq!(self.pool.trim().objects, max_idle);
    }
}

/// Runs a model, within two preemptions unless the environment says otherwise.
fn model(run: impl Fn() + Sync + Send + 'static) {
    bounded(2, run);
}

fn bounded(preemptions: usize, run: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound.get_or_insert(preemptions);
    builder.max_branches = 10_000;
    builder.check(run);
}

/// A thread that works on the subject.
fn spawn(subject: &Arc<Subject>, work: impl FnOnce(&Subject) + 'static) -> JoinHandle<()> {
    let subject = Arc::clone(subject);
    loom::thread::spawn(move || work(&subject))
}

/// Waits for all of them.
fn join(threads: impl IntoIterator<Item = JoinHandle<()>>) {
    for thread in threads {
        thread.join().expect("a thread of the model panicked");
    }
}
