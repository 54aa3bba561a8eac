//! The pool beside its peers: the same work under the same load, in one run.
//!
//! `cargo bench -p pool-benches` runs everything; `-- --help` says how to run a part.
//!
//! - [`work`]: what is done with an object: four kinds.
//! - [`subject`], [`ours`], [`peers`], [`bases`]: who lends the objects, one small adapter each.
//! - [`workload`], [`flow`]: who asks for objects when: thirteen loads.
//! - [`sample`]: what is measured, once.
//! - [`contest`]: every subject under every load, round by round, so that what disturbs the machine
//!   disturbs all of them.
//! - [`scale`]: this pool alone, with many threads, many pools, misses and readers.
//! - `contention`, under `--cfg shared_writes`: how often threads write what others have at hand.
//! - [`table`], [`target`], [`plot`]: what came of it.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts far below 2^52, turned into averages and back"
)]

pub mod bases;
pub mod child;
#[cfg(shared_writes)]
pub mod contention;
pub mod contest;
pub mod flow;
pub mod ours;
pub mod peers;
pub mod plot;
pub mod sample;
pub mod scale;
pub mod subject;
pub mod table;
pub mod target;
pub mod work;
pub mod workload;
