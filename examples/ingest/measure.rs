//! One mode, measured: a pass to warm up, then as many as it takes, counted.

use std::time::{Duration, Instant};

use crate::allocator::{self, Allocated};
use crate::pipeline::{self, Consumer, Plan};
use crate::source::Source;

/// What it took.
pub struct Measured {
    /// Malformed ones included.
    pub events: u64,
    pub elapsed: Duration,
    /// By the whole process, on all threads.
    pub allocated: Allocated,
    /// The most heap that was in use at once, beyond what was when it began; warming up counts here.
    pub peak: u64,
}

/// Runs the pipeline with the objects of one source.
pub fn measure(
    source: &impl Source,
    plan: &Plan,
    passes: u64,
    consumer: &mut impl Consumer,
) -> anyhow::Result<Measured> {
    let heap = allocator::restart_peak();
    pipeline::run(source, plan, 1, consumer)?;

    let allocated = allocator::allocated();
    let started = Instant::now();
    pipeline::run(source, plan, passes, consumer)?;
    Ok(Measured {
        events: passes.saturating_mul(plan.input.len() as u64),
        elapsed: started.elapsed(),
        allocated: allocator::allocated() - allocated,
        peak: (allocator::peak() - heap).max(0).unsigned_abs(),
    })
}
