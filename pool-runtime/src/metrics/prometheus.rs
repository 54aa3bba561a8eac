//! For `prometheus-client`: the table as a collector.

use super::labels;
use super::table::{FAMILIES, Read, Unit};
use ::prometheus_client::collector::Collector;
use ::prometheus_client::encoding::{
    DescriptorEncoder, EncodeCounterValue, EncodeLabelSet, MetricEncoder, NoLabelSet,
};
use ::prometheus_client::metrics::MetricType;
use ::prometheus_client::registry;
use std::fmt;

/// The figures of all pools, read when they are scraped. Feature `prometheus-client`.
///
/// ```
/// use pool_runtime::{Pool, metrics::PoolCollector};
/// use prometheus_client::encoding::text::encode;
/// use prometheus_client::registry::Registry;
///
/// let mut registry = Registry::default();
/// registry.register_collector(Box::new(PoolCollector::default()));
///
/// let pool: Pool<Vec<u8>> = Pool::builder().name("bodies").build();
/// drop(pool.get());
/// drop(pool.get());
/// let mut text = String::new();
/// encode(&mut text, &registry).unwrap();
/// assert!(text.contains("pool_hits_total{pool=\"bodies\"} 1\n"));
/// assert!(text.contains("pool_idle_objects{pool=\"bodies\"} 1\n"));
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct PoolCollector {}

impl Collector for PoolCollector {
    fn encode(&self, mut encoder: DescriptorEncoder) -> Result<(), fmt::Error> {
        let pools = labels::pools();
        for family in FAMILIES {
            let unit = family.unit.map(unit);
            let kind = match family.read {
                Read::Counter(_) | Read::SecondsCounter(_) | Read::CounterByCause(_) => {
                    MetricType::Counter
                }
                Read::Gauge(_) | Read::SecondsGauge(_) => MetricType::Gauge,
            };
            let mut samples =
                encoder.encode_descriptor(family.name, family.help, unit.as_ref(), kind)?;
            for pool in &pools {
                let report = &pool.report;
                let label = [("pool", pool.label.as_str())];
                match family.read {
                    Read::Counter(read) => count(&mut samples, &label, &read(report))?,
                    Read::SecondsCounter(read) => {
                        count(&mut samples, &label, &read(report).as_secs_f64())?;
                    }
                    Read::CounterByCause(read) => {
                        for (cause, value) in read(&report.stats.discards) {
                            let labels = [("pool", pool.label.as_str()), ("cause", cause)];
                            count(&mut samples, &labels, &value)?;
                        }
                    }
                    Read::Gauge(read) => {
                        if let Some(value) = read(report) {
                            let value = value as u64;
                            samples.encode_family(&label)?.encode_gauge(&value)?;
                        }
                    }
                    Read::SecondsGauge(read) => {
                        let value = read(report).as_secs_f64();
                        samples.encode_family(&label)?.encode_gauge(&value)?;
                    }
                }
            }
        }
        Ok(())
    }
}

fn count(
    samples: &mut MetricEncoder<'_>,
    labels: &impl EncodeLabelSet,
    value: &impl EncodeCounterValue,
) -> Result<(), fmt::Error> {
    let mut sample = samples.encode_family(labels)?;
    sample.encode_counter::<NoLabelSet, _, u64>(value, None)
}

fn unit(unit: Unit) -> registry::Unit {
    match unit {
        Unit::Bytes => registry::Unit::Bytes,
        Unit::Objects => registry::Unit::Other("objects".to_owned()),
        Unit::Seconds => registry::Unit::Seconds,
    }
}
