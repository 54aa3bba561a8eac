//! One label for each pool, kept while it lives; and counts that never fall.

use crate::registry::{self, Report};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Pools as they were last told, by their ids.
static TOLD: Mutex<BTreeMap<u64, Told>> = Mutex::new(BTreeMap::new());

struct Told {
    /// Among the pools of its name, from 1.
    ordinal: usize,
    /// Read while others work, this one may fall by what is on its way.
    returns: u64,
    name: String,
    /// What the facade's counters were told, in the order of the table.
    #[cfg(feature = "metrics")]
    counted: Vec<u64>,
}

/// A report under the label of its pool.
pub(super) struct Labelled {
    pub(super) label: String,
    pub(super) report: Report,
}

fn told() -> MutexGuard<'static, BTreeMap<u64, Told>> {
    TOLD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How much more the counters of a pool are than when this was last asked; nothing for one that is gone.
#[cfg(feature = "metrics")]
pub(super) fn since_last(id: u64, now: &[u64]) -> Vec<u64> {
    let mut told = told();
    let Some(Told { counted, .. }) = told.get_mut(&id) else {
        return Vec::new();
    };
    counted.resize(now.len(), 0);
    let counters = counted.iter_mut().zip(now);
    let more = counters.map(|(before, now)| {
        let more = now.saturating_sub(*before);
        *before += more;
        more
    });
    more.collect()
}

/// All pools.
pub(super) fn pools() -> Vec<Labelled> {
    // Held while the pools are read, so that nobody takes an older list for the newer one.
    let mut told = told();
    let reports = registry::pools();
    let there: BTreeSet<u64> = reports.iter().map(|report| report.id).collect();
    told.retain(|id, _| there.contains(id));
    let mut taken: BTreeSet<(String, usize)> = told
        .values()
        .map(|told| (told.name.clone(), told.ordinal))
        .collect();
    let label = |mut report: Report| {
        let told = told.entry(report.id).or_insert_with(|| {
            let name = report.name.clone().into_owned();
            let mut ordinal = 1;
            while !taken.insert((name.clone(), ordinal)) {
                ordinal += 1;
            }
            Told {
                ordinal,
                returns: 0,
                name,
                #[cfg(feature = "metrics")]
                counted: Vec::new(),
            }
        });
        told.returns = told.returns.max(report.stats.returns);
        report.stats.returns = told.returns;
        let label = match told.ordinal {
            1 => told.name.clone(),
            ordinal => format!("{}#{ordinal}", told.name),
        };
        Labelled { label, report }
    };
    reports.into_iter().map(label).collect()
}
