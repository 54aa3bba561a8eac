//! The figures of all pools reach whoever collects them: as `OpenMetrics` text that a strict reader takes,
//! and through the facade; with one label for each pool.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, Key, KeyName, Metadata, Recorder, SharedString,
    Unit,
};
use pool_runtime::metrics::{PoolCollector, record};
use pool_runtime::{Pool, Pooled};
use prometheus_client::encoding::{prometheus_text, text};
use prometheus_client::registry::Registry;

/// One test at a time: labels are shared by the process.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn collector() -> Registry {
    let mut registry = Registry::default();
    registry.register_collector(Box::new(PoolCollector::default()));
    registry
}

fn scraped() -> String {
    let mut text = String::new();
    text::encode(&mut text, &collector()).unwrap();
    text
}

/// Value of each sample by its name and labels, as written.
type Samples = BTreeMap<String, f64>;

/// Reads what the `OpenMetrics` specification (1.0) allows, and no more: metadata once and before the
/// samples of a family, families not interleaved, units at the end of names, `_total` on counters alone,
/// labels well formed, no sample twice, counters not negative, and `# EOF` at the end.
fn read(text: &str) -> Samples {
    let text = text.strip_suffix("# EOF\n").expect("ends with EOF");
    let mut samples = Samples::new();
    let mut families = BTreeSet::new();
    let (mut family, mut kind, mut unit) = (String::new(), String::new(), None);
    let mut in_samples = false;
    for line in text.lines() {
        if let Some(metadata) = line.strip_prefix("# ") {
            let mut words = metadata.splitn(3, ' ');
            let (what, name, value) = (
                words.next().unwrap(),
                words.next().unwrap(),
                words.next().unwrap(),
            );
            if name != family {
                assert!(families.insert(name.to_owned()), "{name} in two places");
                (family, kind, unit) = (name.to_owned(), String::new(), None);
                in_samples = false;
            }
            assert!(!in_samples, "metadata after samples: {line}");
            match what {
                "HELP" => assert!(!value.is_empty() && !value.ends_with('.')),
                "TYPE" => value.clone_into(&mut kind),
                "UNIT" => unit = Some(value.to_owned()),
                _ => panic!("unknown metadata: {line}"),
            }
            continue;
        }
        in_samples = true;
        let (name, rest) = line.split_once('{').expect("every sample has labels");
        let suffix = name.strip_prefix(&family).expect("within its family");
        match kind.as_str() {
            "counter" => assert_eq!(suffix, "_total", "{line}"),
            "gauge" => assert_eq!(suffix, "", "{line}"),
            _ => panic!("no type before {line}"),
        }
        if let Some(unit) = &unit {
            assert!(family.ends_with(&format!("_{unit}")), "{line}");
        }
        let (labels, value) = labels(rest);
        assert_eq!(labels[0].0, "pool");
        let value: f64 = value.strip_prefix(' ').unwrap().parse().unwrap();
        assert!(value >= 0.0, "{line}");
        let labels: Vec<_> = labels.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let key = format!("{name} {}", labels.join(" "));
        assert!(samples.insert(key, value).is_none(), "twice: {line}");
    }
    samples
}

/// Labels, their escapes undone, up to the brace that closes them; and what follows it.
fn labels(text: &str) -> (Vec<(String, String)>, &str) {
    let mut labels: Vec<(String, String)> = Vec::new();
    let mut rest = text;
    loop {
        let (name, after) = rest.split_once("=\"").expect("a label");
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
        let mut value = String::new();
        let mut chars = after.char_indices();
        let end = loop {
            match chars.next().expect("a closing quote") {
                (at, '"') => break at,
                (_, '\\') => value.push(match chars.next().unwrap().1 {
                    'n' => '\n',
                    c @ ('"' | '\\') => c,
                    c => panic!("no such escape: {c}"),
                }),
                (_, c) => value.push(c),
            }
        };
        assert!(labels.iter().all(|(other, _)| other != name));
        labels.push((name.to_owned(), value));
        rest = &after[end + 1..];
        match rest.strip_prefix(',') {
            Some(more) => rest = more,
            None => return (labels, rest.strip_prefix('}').expect("a closing brace")),
        }
    }
}

/// A pool with a bound.
fn bounded(name: &'static str) -> Pool<Vec<u8>> {
    let builder = Pool::builder().name(name).max_objects(3).min_idle(1);
    builder.max_idle(7).max_object_bytes(1000).build()
}

/// Something for most of its figures.
fn traffic(pool: &Pool<Vec<u8>>) {
    pool.prewarm(1);
    let [one, mut two, three] = [pool.get(), pool.get(), pool.get()];
    assert_eq!(pool.stats().live, 3);
    assert!(pool.get_timeout(Duration::from_millis(1)).is_err());
    Pooled::discard(one);
    two.reserve(5000);
    drop((two, three));
}

#[test]
fn the_text_is_open_metrics_and_says_what_stats_say() {
    let _alone = alone();
    let pool = bounded("a \"quoted\" \\ pool\nof two lines");
    traffic(&pool);
    let held = pool.get();
    let samples = read(&scraped());
    let stats = pool.stats();
    let label = format!("pool={}", pool.name());
    let is = |name: &str, value: f64| {
        assert_eq!(
            samples.get(&format!("{name} {label}")),
            Some(&value),
            "{name}"
        );
    };
    is("pool_hits_total", 2.0);
    is("pool_misses_total", 2.0);
    is("pool_returns_total", 1.0);
    is("pool_prewarmed_total", 1.0);
    is("pool_timeouts_total", 1.0);
    is("pool_waits_total", 0.0);
    is("pool_waiting", 0.0);
    is("pool_wait_seconds_total", stats.wait_time.as_secs_f64());
    is("pool_init_seconds_total", stats.init_time.as_secs_f64());
    is("pool_live_objects", 1.0);
    is("pool_idle_objects", 0.0);
    is("pool_idle_bytes", 0.0);
    is("pool_peak_live_objects", 3.0);
    is("pool_limit_objects", 3.0);
    is("pool_limit_idle_objects", 7.0);
    is("pool_limit_idle_bytes", f64::from(64 << 20));
    is("pool_limit_object_bytes", 1000.0);
    is("pool_limit_idle_decay_seconds", 15.0);
    is("pool_limit_min_idle_objects", 1.0);
    let cause = |cause: &str| samples[&format!("pool_discards_total {label} cause={cause}")];
    assert_eq!(cause("discarded").to_bits(), 1_f64.to_bits());
    assert_eq!(cause("oversized").to_bits(), 1_f64.to_bits());
    assert_eq!(cause("decayed").to_bits(), 0_f64.to_bits());
    drop(held);

    let unbounded: Pool<String> = Pool::builder().name("unbounded").build();
    let samples = read(&scraped());
    assert!(samples.contains_key("pool_limit_idle_objects pool=unbounded"));
    assert!(!samples.contains_key("pool_limit_objects pool=unbounded"));
    drop(unbounded);
    // For `scripts/openmetrics`: a reader that others wrote, which knows the older format.
    if let Some(path) = std::env::var_os("POOL_METRICS_TEXT") {
        let mut text = String::new();
        prometheus_text::encode(&mut text, &collector()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

#[test]
fn pools_of_one_name_are_told_apart_for_as_long_as_they_live() {
    let _alone = alone();
    let named = || Pool::<String>::builder().name("same").build();
    let hits = |label: &str| {
        let samples = read(&scraped());
        samples
            .get(&format!("pool_misses_total pool={label}"))
            .copied()
    };
    let (first, second) = (named(), named());
    drop(second.get());
    let (one, two) = (hits("same"), hits("same#2"));
    // Which is seen first is not said.
    assert!([(Some(1.0), Some(0.0)), (Some(0.0), Some(1.0))].contains(&(one, two)));
    let of_second = if one == Some(1.0) { "same" } else { "same#2" };
    let other = if one == Some(1.0) { "same#2" } else { "same" };
    drop(first);
    assert_eq!((hits(of_second), hits(other)), (Some(1.0), None));
    let third = named();
    assert_eq!((hits(of_second), hits(other)), (Some(1.0), Some(0.0)));
    assert_eq!(hits("same#3"), None);
    drop((second, third));
}

#[test]
fn counters_never_fall_while_threads_work() {
    let _alone = alone();
    let pool: Pool<Vec<u8>> = Pool::builder().name("at work").build();
    let done = std::sync::atomic::AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !done.load(std::sync::atomic::Ordering::Relaxed) {
                    let held: Vec<_> = (0..50).map(|_| pool.get()).collect();
                    drop(held);
                }
            });
        }
        let mut before = Samples::new();
        for _ in 0..100 {
            let now = read(&scraped());
            for (name, value) in &before {
                if name.contains("_total pool=at work") {
                    assert!(now[name] >= *value, "{name}: {value}, then {}", now[name]);
                }
            }
            before = now;
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

/// Keeps what it is told, by name and labels.
#[derive(Default)]
struct Kept {
    counters: Mutex<BTreeMap<String, Arc<Cell>>>,
    gauges: Mutex<BTreeMap<String, Arc<Cell>>>,
}

#[derive(Default)]
struct Cell(Mutex<f64>);

impl CounterFn for Cell {
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    fn increment(&self, value: u64) {
        *self.0.lock().unwrap() += value as f64;
    }

    fn absolute(&self, _: u64) {
        unreachable!("would not fit what a recorder already has");
    }
}

impl GaugeFn for Cell {
    fn increment(&self, _: f64) {
        unreachable!("gauges are set");
    }

    fn decrement(&self, _: f64) {
        unreachable!("gauges are set");
    }

    fn set(&self, value: f64) {
        *self.0.lock().unwrap() = value;
    }
}

fn cell(cells: &Mutex<BTreeMap<String, Arc<Cell>>>, key: &Key) -> Arc<Cell> {
    let labels: Vec<_> = key
        .labels()
        .map(|l| format!("{}={}", l.key(), l.value()))
        .collect();
    let name = format!("{} {}", key.name(), labels.join(" "));
    Arc::clone(cells.lock().unwrap().entry(name).or_default())
}

impl Recorder for Kept {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(cell(&self.counters, key))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(cell(&self.gauges, key))
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        unreachable!("there are none");
    }
}

impl Kept {
    fn samples(&self) -> Samples {
        let (counters, gauges) = (self.counters.lock().unwrap(), self.gauges.lock().unwrap());
        let cells = counters.iter().chain(gauges.iter());
        cells
            .map(|(name, cell)| (name.clone(), *cell.0.lock().unwrap()))
            .collect()
    }
}

#[test]
fn the_facade_is_told_the_same_samples() {
    let _alone = alone();
    let pool = bounded("through the facade");
    let kept = Kept::default();
    metrics::with_local_recorder(&kept, || {
        traffic(&pool);
        record();
        traffic(&pool);
        record();
        record();
    });
    let of_pool = |samples: Samples| -> Samples {
        let of_pool = |name: &String| name.contains("pool=through the facade");
        samples
            .into_iter()
            .filter(|(name, _)| of_pool(name))
            .collect()
    };
    assert_eq!(of_pool(kept.samples()), of_pool(read(&scraped())));
    assert!(of_pool(kept.samples()).len() > 25);

    // The next pool of that label adds to what the recorder has counted.
    let counted = kept.samples()["pool_timeouts_total pool=through the facade"];
    drop(pool);
    let pool = bounded("through the facade");
    metrics::with_local_recorder(&kept, || {
        traffic(&pool);
        record();
    });
    let now = kept.samples()["pool_timeouts_total pool=through the facade"];
    assert_eq!(now.to_bits(), (counted + 1.0).to_bits());
}
