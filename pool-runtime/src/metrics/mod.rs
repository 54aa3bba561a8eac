//! The figures of all pools, for whoever collects them.
//!
//! - Feature `prometheus-client`: `PoolCollector`, for the registry of the
//!   [`prometheus-client`](https://docs.rs/prometheus-client) crate. It reads the pools when it is scraped.
//! - Feature `metrics`: `record()`, through the [`metrics`](https://docs.rs/metrics) facade,
//!   whenever it is called.
//!
//! Both write the same families, all labelled `pool`:
//!
//! | family | kind | what of [`Stats`](crate::Stats) and [`Limits`](crate::Limits) |
//! | --- | --- | --- |
//! | `pool_hits_total` | counter | `hits` |
//! | `pool_misses_total` | counter | `misses` |
//! | `pool_returns_total` | counter | `returns` |
//! | `pool_discards_total{cause="…"}` | counter | `discards`, each cause by its name |
//! | `pool_prewarmed_total` | counter | `prewarmed` |
//! | `pool_init_seconds_total` | counter | `init_time` |
//! | `pool_waits_total` | counter | `waits` |
//! | `pool_wait_seconds_total` | counter | `wait_time` |
//! | `pool_timeouts_total` | counter | `timeouts` |
//! | `pool_live_objects`, `pool_idle_objects`, `pool_idle_bytes` | gauge | `live`, `idle`, `idle_bytes` |
//! | `pool_waiting` | gauge | `waiting` |
//! | `pool_peak_live_objects`, `pool_peak_idle_objects`, `pool_peak_idle_bytes` | gauge | `peak_live`, `peak_idle`, `peak_idle_bytes` |
//! | `pool_limit_idle_objects`, `pool_limit_idle_bytes` | gauge | `max_idle`, `max_idle_bytes` |
//! | `pool_limit_object_bytes` | gauge | `max_object_bytes` |
//! | `pool_limit_idle_decay_seconds` | gauge | `idle_decay` |
//! | `pool_limit_min_idle_objects` | gauge | `min_idle` |
//! | `pool_limit_objects` | gauge | `max_objects`; left out for a pool without a bound |
//!
//! The label is the pool's name. If several pools have the same name, the first one seen has it unchanged, and
//! the others are `name#2`, `name#3` and so on. A pool keeps its label for as long as it lives. Then the label
//! is free for another pool of that name, whose counters start at 0.

#[cfg(feature = "metrics")]
mod facade;
mod labels;
#[cfg(feature = "prometheus-client")]
mod prometheus;
mod table;

#[cfg(feature = "metrics")]
pub use facade::record;
#[cfg(feature = "prometheus-client")]
pub use prometheus::PoolCollector;
