//! For the `metrics` facade: the table, told to whichever recorder there is.

use super::labels::{self, Labelled};
use super::table::{FAMILIES, Family, Read, Unit};
use ::metrics::{counter, describe_counter, describe_gauge, gauge};

/// Gives the present figures of all pools to the recorder of the `metrics` facade. Feature `metrics`.
///
/// Install the recorder first. Then call this now and then, or before each scrape. The facade's counters are
/// whole numbers, so the two counters of seconds (`pool_init_seconds_total`, `pool_wait_seconds_total`) are
/// gauges.
///
/// ```
/// use pool_runtime::{Pool, metrics};
///
/// let pool: Pool<Vec<u8>> = Pool::builder().name("bodies").build();
/// drop(pool.get());
/// metrics::record();
/// ```
pub fn record() {
    for family in FAMILIES {
        describe(family);
    }
    for pool in &labels::pools() {
        tell(pool);
    }
}

fn describe(family: &Family) {
    let unit = match family.unit {
        Some(Unit::Bytes) => ::metrics::Unit::Bytes,
        Some(Unit::Seconds) => ::metrics::Unit::Seconds,
        Some(Unit::Objects) | None => ::metrics::Unit::Count,
    };
    match family.read {
        Read::Counter(_) | Read::CounterByCause(_) => {
            describe_counter!(name(family), unit, family.help);
        }
        Read::SecondsCounter(_) | Read::Gauge(_) | Read::SecondsGauge(_) => {
            describe_gauge!(name(family), unit, family.help);
        }
    }
}

/// With its unit, and what counters have at the end.
fn name(family: &Family) -> String {
    let mut name = family.name.to_owned();
    if let Some(unit) = family.unit {
        name = name + "_" + unit.name();
    }
    match family.read {
        Read::Counter(_) | Read::SecondsCounter(_) | Read::CounterByCause(_) => name + "_total",
        Read::Gauge(_) | Read::SecondsGauge(_) => name,
    }
}

#[expect(clippy::cast_precision_loss, reason = "the facade's gauges are floats")]
fn tell(pool: &Labelled) {
    let Labelled { label, report } = pool;
    let mut counters = Vec::new();
    for family in FAMILIES {
        let name = name(family);
        match family.read {
            Read::Counter(read) => {
                counters.push((counter!(name, "pool" => label.clone()), read(report)));
            }
            Read::CounterByCause(read) => {
                let causes = read(&report.stats.discards).map(|(cause, value)| {
                    let labels = [("pool", label.clone()), ("cause", cause.to_owned())];
                    (counter!(name.clone(), &labels), value)
                });
                counters.extend(causes);
            }
            Read::Gauge(read) => {
                if let Some(value) = read(report) {
                    gauge!(name, "pool" => label.clone()).set(value as f64);
                }
            }
            Read::SecondsCounter(read) | Read::SecondsGauge(read) => {
                gauge!(name, "pool" => label.clone()).set(read(report).as_secs_f64());
            }
        }
    }
    let now: Vec<u64> = counters.iter().map(|(_, now)| *now).collect();
    let more = labels::since_last(report.id, &now);
    for ((counter, _), more) in counters.iter().zip(more) {
        counter.increment(more);
    }
}
