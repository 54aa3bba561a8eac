//! A pool's figures: what it counts, and what it tells.

use crate::sync::figures::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

/// A pool's figures at one moment, from [`Pool::stats`](crate::Pool::stats).
///
/// Once the pool is quiet they add up exactly:
///
/// - `hits + misses` is the number of successful `get`s;
/// - `returns + discards.at_return() + live` is the same number.
///
/// While other threads work, each figure was true a moment ago, but at slightly different moments. So the sums
/// can be off by what happened in between. `idle`, `live` and their peaks are sums over threads, so the same
/// holds for each of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Stats {
    /// `get`s served from an idle object.
    pub hits: u64,
    /// `get`s that had to build an object with `init`.
    pub misses: u64,
    /// Guards dropped whose object was kept for reuse.
    pub returns: u64,
    /// Objects borrowed now, leaked guards included.
    pub live: usize,
    /// Objects kept for reuse now.
    pub idle: usize,
    /// Bytes that the idle objects take: the size of each and what it retains on the heap, by
    /// [`Poolable::retained_bytes`](crate::Poolable::retained_bytes).
    pub idle_bytes: usize,
    /// Most objects borrowed at once, as far as the pool has seen. It looks when a thread returns an object
    /// after it has built some, now and then while a thread builds many, and in
    /// [`Pool::stats`](crate::Pool::stats). A short peak in between may be missed.
    pub peak_live: usize,
    /// Most objects idle at once, as far as the pool has seen. It looks before it frees objects, and in
    /// [`Pool::stats`](crate::Pool::stats).
    pub peak_idle: usize,
    /// Most bytes idle at once, seen as [`peak_idle`](Self::peak_idle) is.
    pub peak_idle_bytes: usize,
    /// Objects built ahead by [`Pool::prewarm`](crate::Pool::prewarm).
    pub prewarmed: u64,
    /// Time spent in `init`, on all threads together, by `get`s that missed. If an `init` takes less than a
    /// microsecond on average, only one in 64 is timed, and the total is an estimate.
    pub init_time: Duration,
    /// `get`s that wait now for an object of a bounded pool (see
    /// [`Builder::max_objects`](crate::Builder::max_objects)).
    pub waiting: usize,
    /// `get`s that waited and were given an object.
    pub waits: u64,
    /// Time spent waiting, by all these `get`s together and by those that timed out.
    pub wait_time: Duration,
    /// `get`s that waited until their time was out.
    pub timeouts: u64,
    /// Objects the pool let go, by cause.
    pub discards: Discards,
}

impl Stats {
    /// Hits out of all gets, from 0.0 to 1.0; 0.0 before the first.
    #[expect(clippy::cast_precision_loss, reason = "a ratio for people to read")]
    pub fn hit_rate(&self) -> f64 {
        self.hits as f64 / (self.hits + self.misses).max(1) as f64
    }
}

/// Objects let go, by cause, within [`Stats`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Discards {
    /// At return: took more than `max_object_bytes` after its reset, itself and what it retained.
    pub oversized: u64,
    /// At return: the pool already kept `max_idle` objects or `max_idle_bytes` bytes.
    pub over_budget: u64,
    /// At return: used far less than it retained, several times in a row.
    pub underused: u64,
    /// At return: it lived through a panic, or its reset or a size method panicked.
    pub panicked: u64,
    /// At return: [`is_reusable`](crate::Poolable::is_reusable) said no.
    pub not_reusable: u64,
    /// Let go by `Pooled::discard`.
    pub discarded: u64,
    /// Taken out for good by `Pooled::detach`.
    pub detached: u64,
    /// While idle: freed by [`Pool::trim`](crate::Pool::trim).
    pub trimmed: u64,
    /// While idle: not needed for `idle_decay`.
    pub decayed: u64,
}

impl Discards {
    /// Those let go instead of being returned.
    pub fn at_return(&self) -> u64 {
        self.oversized
            + self.over_budget
            + self.underused
            + self.panicked
            + self.not_reusable
            + self.discarded
            + self.detached
    }

    /// Those that had been returned (or prewarmed), and were let go while idle.
    pub fn while_idle(&self) -> u64 {
        self.trimmed + self.decayed
    }

    /// All of them.
    pub fn total(&self) -> u64 {
        self.at_return() + self.while_idle()
    }
}

/// Why the pool lets an object go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    Oversized,
    OverBudget,
    Underused,
    Panicked,
    NotReusable,
    Discarded,
    Detached,
    Trimmed,
    Decayed,
}

impl Cause {
    const COUNT: usize = Self::Decayed as usize + 1;
}

/// An `init` this quick, in nanoseconds on average, is timed by sample.
const CHEAP_INIT: u64 = 1_000;

/// One in so many. To look at the clock twice takes longer than a cheap `init`.
const INIT_SAMPLE: u64 = 64;

/// How many `init`s the next one is to stand for when timed, after so many of so many nanoseconds; 0
/// if it need not be timed.
#[inline]
pub(crate) fn init_weight(inits: u64, nanoseconds: u64) -> u64 {
    let cheap = nanoseconds < inits * CHEAP_INIT;
    match (cheap && inits >= INIT_SAMPLE, inits % INIT_SAMPLE) {
        (false, _) => 1,
        (true, 0) => INIT_SAMPLE,
        (true, _) => 0,
    }
}

/// What a cache counts for itself, or all of them together.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) hits: u64,
    pub(crate) misses: u64,
    /// Returns that the ledger had no credit for.
    pub(crate) refused: u64,
    pub(crate) init_nanoseconds: u64,
}

impl Tally {
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            hits: self.hits + other.hits,
            misses: self.misses + other.misses,
            refused: self.refused + other.refused,
            init_nanoseconds: self.init_nanoseconds + other.init_nanoseconds,
        }
    }
}

/// What is counted of those who wait.
#[derive(Debug, Default)]
pub(crate) struct Waits {
    served: AtomicU64,
    nanoseconds: AtomicU64,
    timeouts: AtomicU64,
}

impl Waits {
    pub(crate) fn count_wait(&self, waited: Duration) {
        self.served.fetch_add(1, Ordering::Relaxed);
        self.add_time(waited);
    }

    pub(crate) fn count_timeout(&self, waited: Duration) {
        self.timeouts.fetch_add(1, Ordering::Relaxed);
        self.add_time(waited);
    }

    fn add_time(&self, waited: Duration) {
        let nanoseconds = u64::try_from(waited.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    /// Adds these figures to those of the rest.
    pub(crate) fn tell(&self, waiting: usize, stats: Stats) -> Stats {
        Stats {
            waiting,
            waits: self.served.load(Ordering::Relaxed),
            wait_time: Duration::from_nanos(self.nanoseconds.load(Ordering::Relaxed)),
            timeouts: self.timeouts.load(Ordering::Relaxed),
            ..stats
        }
    }
}

/// What the caches and the ledger say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Levels {
    /// By the caches there are and those that are gone.
    pub(crate) counted: Tally,
    pub(crate) idle: usize,
    pub(crate) idle_bytes: usize,
}

/// A [`Tally`] that several threads add to.
#[derive(Debug, Default)]
struct Total {
    hits: AtomicU64,
    misses: AtomicU64,
    refused: AtomicU64,
    init_nanoseconds: AtomicU64,
}

impl Total {
    fn add(&self, tally: Tally) {
        // Release: who sees it here sees that it is no longer where it was.
        self.hits.fetch_add(tally.hits, Ordering::Release);
        self.misses.fetch_add(tally.misses, Ordering::Release);
        self.refused.fetch_add(tally.refused, Ordering::Release);
        self.init_nanoseconds
            .fetch_add(tally.init_nanoseconds, Ordering::Release);
    }

    fn get(&self) -> Tally {
        Tally {
            hits: self.hits.load(Ordering::Acquire),
            misses: self.misses.load(Ordering::Acquire),
            refused: self.refused.load(Ordering::Acquire),
            init_nanoseconds: self.init_nanoseconds.load(Ordering::Acquire),
        }
    }

    /// The greater of what it was and what is now seen, of each: a tally that is on its way from a
    /// cache to its place here is seen in neither.
    fn never_less(&self, now: Tally) -> Tally {
        let greater = |total: &AtomicU64, now| total.fetch_max(now, Ordering::Relaxed).max(now);
        Tally {
            hits: greater(&self.hits, now.hits),
            misses: greater(&self.misses, now.misses),
            refused: greater(&self.refused, now.refused),
            init_nanoseconds: greater(&self.init_nanoseconds, now.init_nanoseconds),
        }
    }
}

/// What is counted as it happens where there is no cache to count it. Returns are not counted: they
/// follow from the rest, so that the hit path counts one thing in all.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    /// Of caches whose threads are gone, and without a cache.
    gone: Total,
    /// As last told, of all.
    told: Total,
    prewarmed: AtomicU64,
    discards: [AtomicU64; Cause::COUNT],
    peak_live: AtomicUsize,
    peak_idle: AtomicUsize,
    peak_idle_bytes: AtomicUsize,
}

impl Figures {
    /// A miss without a cache, whose `init` took so long.
    pub(crate) fn count_miss(&self, nanoseconds: u64) {
        self.take_over(Tally {
            misses: 1,
            init_nanoseconds: nanoseconds,
            ..Tally::default()
        });
    }

    pub(crate) fn count_prewarmed(&self) {
        self.prewarmed.fetch_add(1, Ordering::Relaxed);
    }

    /// Hits without a cache.
    pub(crate) fn count_hits(&self, hits: u64) {
        self.take_over(Tally {
            hits,
            ..Tally::default()
        });
    }

    /// What a cache had counted, which counts it no more.
    pub(crate) fn take_over(&self, tally: Tally) {
        self.gone.add(tally);
    }

    pub(crate) fn gone(&self) -> Tally {
        self.gone.get()
    }

    pub(crate) fn discard(&self, cause: Cause, objects: usize) {
        if objects > 0 {
            self.discards[cause as usize].fetch_add(objects as u64, Ordering::Relaxed);
        }
    }

    fn discards(&self, refused: u64) -> Discards {
        let of = |cause| self.discards[cause as usize].load(Ordering::Relaxed);
        Discards {
            oversized: of(Cause::Oversized),
            over_budget: of(Cause::OverBudget) + refused,
            underused: of(Cause::Underused),
            panicked: of(Cause::Panicked),
            not_reusable: of(Cause::NotReusable),
            discarded: of(Cause::Discarded),
            detached: of(Cause::Detached),
            trimmed: of(Cause::Trimmed),
            decayed: of(Cause::Decayed),
        }
    }

    /// The whole, given what the caches and the ledger say; peaks rise only by a steady reading.
    pub(crate) fn stats(&self, levels: Levels, steady: bool) -> Stats {
        let Levels {
            counted,
            idle,
            idle_bytes,
        } = levels;
        let Tally {
            hits,
            misses,
            refused,
            init_nanoseconds,
        } = self.told.never_less(counted);
        let prewarmed = self.prewarmed.load(Ordering::Relaxed);
        let discards = self.discards(refused);
        // What came in is idle, was got again, or was let go while idle.
        let returns = (idle as u64 + hits + discards.while_idle()).saturating_sub(prewarmed);
        let live = (hits + misses).saturating_sub(returns + discards.at_return());
        let live = usize::try_from(live).unwrap_or(usize::MAX);
        let peak = |peak: &AtomicUsize, now: usize| {
            let now = if steady { now } else { 0 };
            peak.fetch_max(now, Ordering::Relaxed).max(now)
        };
        Stats {
            hits,
            misses,
            returns,
            live,
            idle,
            idle_bytes,
            peak_live: peak(&self.peak_live, live),
            peak_idle: peak(&self.peak_idle, idle),
            peak_idle_bytes: peak(&self.peak_idle_bytes, idle_bytes),
            prewarmed,
            init_time: Duration::from_nanos(init_nanoseconds),
            discards,
            ..Stats::default()
        }
    }
}
