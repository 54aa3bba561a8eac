//! What the owner of a cache does now and then, and when next: look at the clock, ask others for what they do
//! not use, open a held cache.

use super::cache::{Cache, FREE};
use super::owner::{Owner, Way};
use crate::stats::init_weight;
use crate::sync::{AtomicU64, Counter, Gauge, Ordering};

/// Of so many objects built by a thread, one makes it look at the clock: a thread that has nothing idle
/// has no hits to count.
const MISSES: u64 = 64;

/// A thread that builds object after object looks at peaks each time it has built this part more.
const PEAK_PART: u64 = 8;

/// What an owner does now and then, and when next. Nobody else's.
pub(super) struct Rhythm {
    /// When the owner last looked at the clock, and how many hits it then gave itself.
    pub(super) looked: AtomicU64,
    pub(super) stride: Gauge,
    /// The interval of decay the owner last took part in.
    pub(super) aged: AtomicU64,
    /// Objects that the next credit is taken for, at the most: twice as many each time.
    pub(super) chunk: Gauge,
    /// Needs until others are asked for what they do not use, and how many there were to the last time.
    pub(super) patience: Gauge,
    pub(super) pause: Gauge,
    /// Most objects that this thread has built beyond those it let go; and as of the last look at peaks.
    pub(super) most_built: Counter,
    pub(super) most_seen: Counter,
    /// 1 from the first object of a growth to the first return after it.
    pub(super) builds: Gauge,
    /// Visits to the held cache in a row at which nobody waited.
    pub(super) held_visits: Gauge,
}

impl Rhythm {
    pub(super) fn new() -> Self {
        Self {
            looked: AtomicU64::new(0),
            stride: Gauge::new(1),
            aged: AtomicU64::new(0),
            chunk: Gauge::new(1),
            patience: Gauge::new(0),
            pause: Gauge::new(1),
            most_built: Counter::default(),
            most_seen: Counter::default(),
            builds: Gauge::new(0),
            held_visits: Gauge::new(0),
        }
    }
}

impl<T> Owner<'_, T> {
    /// So many visits to the held cache in a row, and nobody waited.
    pub(super) fn count_held_visit(&self) -> usize {
        let visits = &self.cache.rhythm.held_visits;
        visits.set(visits.get() + 1);
        visits.get()
    }

    /// Somebody waits.
    pub(super) fn forget_held_visits(&self) {
        self.cache.rhythm.held_visits.set(0);
    }

    /// Whether it is time to look at the clock, or to answer a request.
    pub(crate) fn is_called(&self, way: Way) -> bool {
        self.is_due(way) || self.cache.claim.load(Ordering::Relaxed) != FREE
    }

    /// Whether it is time to look at the clock.
    pub(crate) fn is_due(&self, way: Way) -> bool {
        let waits_for_a_return = way == Way::Return && self.cache.rhythm.builds.get() != 0;
        self.cache.allowance().is_due() || waits_for_a_return
    }

    /// How many `init`s the next one is to stand for when timed; 0 if it need not be timed.
    pub(crate) fn init_weight(&self) -> u64 {
        let counts = &self.cache.counts;
        init_weight(counts.misses.get(), counts.init_nanoseconds.get())
    }

    /// An object was built, which took so long. Whether it is time to look at the clock.
    pub(crate) fn count_miss(&self, nanoseconds: u64) -> bool {
        let Cache { counts, rhythm, .. } = self.cache;
        counts.misses.add(1);
        if nanoseconds > 0 {
            counts.init_nanoseconds.add(nanoseconds);
        }
        let built = self.built();
        if built > rhythm.most_built.get() {
            rhythm.most_built.set(built);
        }
        counts.misses.get() % MISSES == 0
    }

    /// An object was let go for want of credit.
    pub(crate) fn count_refused(&self) {
        self.cache.counts.refused.add(1);
    }

    /// Objects built here beyond those let go.
    pub(super) fn built(&self) -> u64 {
        let counts = &self.cache.counts;
        counts.misses.get().saturating_sub(counts.refused.get())
    }

    /// Whether this thread has built more objects than when it last asked; while it goes on building,
    /// so many more that it is worth a look.
    pub(crate) fn has_grown(&self, way: Way) -> bool {
        let rhythm = &self.cache.rhythm;
        let (most, seen) = (rhythm.most_built.get(), rhythm.most_seen.get());
        let grown = match way {
            Way::Get => most > seen + seen / PEAK_PART,
            Way::Return => {
                // Not before: a look on the way to an object that is then built knows nothing of it.
                rhythm.builds.set(0);
                most > seen
            }
        };
        if grown {
            rhythm.most_seen.set(most);
        }
        grown
    }

    /// Whether others are to be asked for what they do not use, now that there is a need: each time
    /// only after twice as many needs, up to `most`.
    pub(crate) fn runs_out_of_patience(&self, most: usize) -> bool {
        let rhythm = &self.cache.rhythm;
        let left = rhythm.patience.get();
        if left > 0 {
            rhythm.patience.set(left - 1);
            return false;
        }
        let pause = rhythm.pause.get();
        rhythm.patience.set(pause);
        rhythm.pause.set((pause * 2).min(most));
        true
    }

    /// What was asked for came.
    pub(crate) fn is_patient_no_more(&self) {
        self.cache.rhythm.pause.set(1);
    }

    /// Notes a look at the clock and allows as many hits until the next as take about `pause`
    /// nanoseconds, going by the last ones: from one, for slow traffic, up to `most`, and at most twice
    /// as many as before.
    pub(crate) fn look(&self, now: u64, pause: u64, most: usize) {
        let rhythm = &self.cache.rhythm;
        let elapsed = now.saturating_sub(rhythm.looked.load(Ordering::Relaxed));
        let stride = rhythm.stride.get();
        let in_a_pause = (stride as u64).saturating_mul(pause) / elapsed.max(1);
        let in_a_pause = usize::try_from(in_a_pause).unwrap_or(most);
        let stride = in_a_pause.clamp(1, most.min(stride * 2));
        rhythm.looked.store(now, Ordering::Relaxed);
        rhythm.stride.set(stride);
        self.allow_hits(stride);
    }

    /// Whether `interval` is one this cache has not aged in yet; it has now.
    pub(crate) fn enters(&self, interval: u64) -> bool {
        let aged = &self.cache.rhythm.aged;
        let new = aged.load(Ordering::Relaxed) != interval;
        aged.store(interval, Ordering::Relaxed);
        new
    }
}
