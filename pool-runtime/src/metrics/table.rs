//! The one table of figures: what each family is called, what it says, and where it is read.

use crate::{Discards, Report};
use std::time::Duration;

/// A figure of every pool.
pub(super) struct Family {
    /// Without its unit, and without what counters have at the end.
    pub(super) name: &'static str,
    pub(super) unit: Option<Unit>,
    pub(super) help: &'static str,
    pub(super) read: Read,
}

/// What a family counts in: the end of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Bytes,
    Objects,
    Seconds,
}

impl Unit {
    #[cfg(feature = "metrics")]
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Objects => "objects",
            Self::Seconds => "seconds",
        }
    }
}

/// Where a family's figure is found, and of which kind it is.
pub(super) enum Read {
    Counter(fn(&Report) -> u64),
    SecondsCounter(fn(&Report) -> Duration),
    CounterByCause(fn(&Discards) -> [(&'static str, u64); 9]),
    /// A gauge; `None` where a pool has no such figure.
    Gauge(fn(&Report) -> Option<usize>),
    SecondsGauge(fn(&Report) -> Duration),
}

const fn family(name: &'static str, unit: Option<Unit>, help: &'static str, read: Read) -> Family {
    Family {
        name,
        unit,
        help,
        read,
    }
}

/// All families. A test sees to it that no figure is forgotten.
pub(super) const FAMILIES: &[Family] = &[
    family(
        "pool_hits",
        None,
        "Gets served from an idle object",
        Read::Counter(|pool| pool.stats.hits),
    ),
    family(
        "pool_misses",
        None,
        "Gets that had to build an object",
        Read::Counter(|pool| pool.stats.misses),
    ),
    family(
        "pool_returns",
        None,
        "Objects returned and kept for reuse",
        Read::Counter(|pool| pool.stats.returns),
    ),
    family(
        "pool_discards",
        None,
        "Objects let go, by cause",
        Read::CounterByCause(causes),
    ),
    family(
        "pool_prewarmed",
        None,
        "Objects built ahead of use",
        Read::Counter(|pool| pool.stats.prewarmed),
    ),
    family(
        "pool_init",
        Some(Unit::Seconds),
        "Time spent building objects for gets that missed",
        Read::SecondsCounter(|pool| pool.stats.init_time),
    ),
    family(
        "pool_waits",
        None,
        "Gets that waited and were given an object",
        Read::Counter(|pool| pool.stats.waits),
    ),
    family(
        "pool_wait",
        Some(Unit::Seconds),
        "Time spent waiting for an object",
        Read::SecondsCounter(|pool| pool.stats.wait_time),
    ),
    family(
        "pool_timeouts",
        None,
        "Gets that waited until their time was out",
        Read::Counter(|pool| pool.stats.timeouts),
    ),
    family(
        "pool_live",
        Some(Unit::Objects),
        "Objects borrowed now",
        Read::Gauge(|pool| Some(pool.stats.live)),
    ),
    family(
        "pool_idle",
        Some(Unit::Objects),
        "Objects kept for reuse now",
        Read::Gauge(|pool| Some(pool.stats.idle)),
    ),
    family(
        "pool_idle",
        Some(Unit::Bytes),
        "Bytes that idle objects take now",
        Read::Gauge(|pool| Some(pool.stats.idle_bytes)),
    ),
    family(
        "pool_waiting",
        None,
        "Gets that wait now",
        Read::Gauge(|pool| Some(pool.stats.waiting)),
    ),
    family(
        "pool_peak_live",
        Some(Unit::Objects),
        "Most objects borrowed at once",
        Read::Gauge(|pool| Some(pool.stats.peak_live)),
    ),
    family(
        "pool_peak_idle",
        Some(Unit::Objects),
        "Most objects idle at once",
        Read::Gauge(|pool| Some(pool.stats.peak_idle)),
    ),
    family(
        "pool_peak_idle",
        Some(Unit::Bytes),
        "Most bytes idle at once",
        Read::Gauge(|pool| Some(pool.stats.peak_idle_bytes)),
    ),
    family(
        "pool_limit_idle",
        Some(Unit::Objects),
        "Most objects kept for reuse",
        Read::Gauge(|pool| Some(pool.limits.max_idle)),
    ),
    family(
        "pool_limit_idle",
        Some(Unit::Bytes),
        "Most bytes that idle objects may take",
        Read::Gauge(|pool| Some(pool.limits.max_idle_bytes)),
    ),
    family(
        "pool_limit_object",
        Some(Unit::Bytes),
        "Most bytes that one object may take to be kept",
        Read::Gauge(|pool| Some(pool.limits.max_object_bytes)),
    ),
    family(
        "pool_limit_idle_decay",
        Some(Unit::Seconds),
        "How long idle objects that nobody needs are kept",
        Read::SecondsGauge(|pool| pool.limits.idle_decay),
    ),
    family(
        "pool_limit_min_idle",
        Some(Unit::Objects),
        "Idle objects that decay leaves",
        Read::Gauge(|pool| Some(pool.limits.min_idle)),
    ),
    family(
        "pool_limit",
        Some(Unit::Objects),
        "Most objects at once, of a pool with a bound",
        Read::Gauge(|pool| pool.limits.max_objects),
    ),
];

/// Every cause by its name. Without `..`, so that a new one is not forgotten.
fn causes(discards: &Discards) -> [(&'static str, u64); 9] {
    let Discards {
        oversized,
        over_budget,
        underused,
        panicked,
        not_reusable,
        discarded,
        detached,
        trimmed,
        decayed,
    } = *discards;
    [
        ("oversized", oversized),
        ("over_budget", over_budget),
        ("underused", underused),
        ("panicked", panicked),
        ("not_reusable", not_reusable),
        ("discarded", discarded),
        ("detached", detached),
        ("trimmed", trimmed),
        ("decayed", decayed),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, Stats};

    /// A report with another number in each field. Without `..`: who adds a figure adds it here, and
    /// then finds below that it is in no family.
    fn report() -> Report {
        Report {
            id: 0,
            name: "".into(),
            type_name: "",
            limits: Limits {
                max_idle: 101,
                max_idle_bytes: 102,
                max_object_bytes: 103,
                idle_decay: Duration::from_secs(104),
                min_idle: 105,
                max_objects: Some(106),
            },
            stats: Stats {
                hits: 107,
                misses: 108,
                returns: 109,
                live: 110,
                idle: 111,
                idle_bytes: 112,
                peak_live: 113,
                peak_idle: 114,
                peak_idle_bytes: 115,
                prewarmed: 116,
                init_time: Duration::from_secs(117),
                waiting: 118,
                waits: 119,
                wait_time: Duration::from_secs(120),
                timeouts: 121,
                discards: Discards {
                    oversized: 122,
                    over_budget: 123,
                    underused: 124,
                    panicked: 125,
                    not_reusable: 126,
                    discarded: 127,
                    detached: 128,
                    trimmed: 129,
                    decayed: 130,
                },
            },
        }
    }

    #[test]
    fn every_figure_is_in_the_table_once() {
        let report = report();
        let mut found = Vec::new();
        for family in FAMILIES {
            match family.read {
                Read::Counter(read) => found.push(read(&report)),
                Read::SecondsCounter(read) | Read::SecondsGauge(read) => {
                    assert_eq!(family.unit, Some(Unit::Seconds), "{}", family.name);
                    found.push(read(&report).as_secs());
                }
                Read::CounterByCause(read) => {
                    found.extend(read(&report.stats.discards).map(|(_, value)| value));
                }
                Read::Gauge(read) => found.extend(read(&report).map(|value| value as u64)),
            }
        }
        found.sort_unstable();
        assert_eq!(found, (101..=130).collect::<Vec<_>>());
    }
}
