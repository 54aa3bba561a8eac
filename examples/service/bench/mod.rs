//! `bench`: the service with pools and without, each a process of its own, loaded in turns over loopback.

mod bodies;
mod child;
mod load;
mod table;

use std::time::Duration;

use anyhow::Context as _;
use hyper::body::Bytes;
use indicatif::{ProgressBar, ProgressStyle};

use crate::measured::Taken;
use crate::options::BenchOptions;

use bodies::Bodies;
use child::Child;
use load::Load;
use table::Table;

/// What a run is made of.
struct Plan {
    rounds: usize,
    /// Of load, each time.
    time: Duration,
    connections: usize,
}

/// One kind of service under load, all rounds together.
#[derive(Debug, Default)]
pub struct Measured {
    /// Of each request, in nanoseconds, sorted.
    pub latencies: Vec<u64>,
    pub elapsed: Duration,
    pub allocations: u64,
    pub allocated_bytes: u64,
    /// Allocations of a request that is answered with nothing.
    pub framework_allocations: f64,
    pub framework_bytes: f64,
    pub peak_heap_bytes: u64,
    pub peak_rss_bytes: u64,
}

/// Runs all of it, and prints the table.
pub fn run(options: &BenchOptions) -> anyhow::Result<()> {
    let plan = if options.quick {
        Plan {
            rounds: 1,
            time: Duration::from_millis(200),
            connections: options.connections.get(),
        }
    } else {
        Plan {
            rounds: options.rounds.get(),
            time: options.seconds,
            connections: options.connections.get(),
        }
    };
    let steps = options.lines.len() * (2 * plan.rounds + 2);
    let bar = ProgressBar::new(steps as u64).with_style(ProgressStyle::with_template(
        "{bar:40} {percent:>3} %, {eta} to go, {msg}",
    )?);
    let runtime = tokio::runtime::Runtime::new().context("cannot start the runtime")?;
    let mut table = Table::new(options);
    for &lines in &options.lines {
        bar.set_message(format!("{lines} lines a request"));
        let bodies = Bodies::of(lines.get())?;
        runtime.block_on(compare(&plan, &bodies, &bar, &mut table))?;
    }
    bar.finish_and_clear();
    table.print()
}

/// Both kinds at one size of request.
async fn compare(
    plan: &Plan,
    bodies: &Bodies,
    bar: &ProgressBar,
    table: &mut Table,
) -> anyhow::Result<()> {
    let mut sides = [
        (Child::start(&["--no-pool"])?, Measured::default()),
        (Child::start(&[])?, Measured::default()),
    ];
    for (child, _) in &sides {
        // Every text that is kept must have met the longest that it will hold: that takes a while.
        load(plan, child, bodies, "/events", plan.time).await?;
        child.taken().await?;
    }
    for round in 0..plan.rounds {
        // Who comes first takes turns, too.
        for side in [round % 2, 1 - round % 2] {
            let (child, measured) = &mut sides[side];
            let before = child.taken().await?;
            let load = load(plan, child, bodies, "/events", plan.time).await?;
            measured.add(&load, &before, &child.taken().await?);
            bar.inc(1);
        }
    }
    for (child, measured) in &mut sides {
        load(plan, child, bodies, "/empty", plan.time / 8).await?;
        let before = child.taken().await?;
        let load = load(plan, child, bodies, "/empty", plan.time / 4).await?;
        measured.set_framework(&load, &before, &child.taken().await?);
        bar.inc(1);
    }
    let [(_, unpooled), (child, pooled)] = &mut sides;
    unpooled.latencies.sort_unstable();
    pooled.latencies.sort_unstable();
    table.add(bodies, unpooled, pooled, &child.pools().await?);
    Ok(())
}

async fn load(
    plan: &Plan,
    child: &Child,
    bodies: &Bodies,
    path: &'static str,
    time: Duration,
) -> anyhow::Result<Load> {
    load::run(child.address(), path, bodies.all(), plan.connections, time).await
}

impl Measured {
    fn add(&mut self, load: &Load, before: &Taken, after: &Taken) {
        self.latencies.extend_from_slice(&load.latencies);
        self.elapsed += load.elapsed;
        self.allocations += after.allocations - before.allocations;
        self.allocated_bytes += after.allocated_bytes - before.allocated_bytes;
        self.peak_heap_bytes = self.peak_heap_bytes.max(after.peak_heap_bytes);
        self.peak_rss_bytes = after.peak_rss_bytes;
    }

    #[expect(clippy::cast_precision_loss, reason = "for people to read")]
    fn set_framework(&mut self, load: &Load, before: &Taken, after: &Taken) {
        let requests = load.latencies.len().max(1) as f64;
        self.framework_allocations = (after.allocations - before.allocations) as f64 / requests;
        self.framework_bytes = (after.allocated_bytes - before.allocated_bytes) as f64 / requests;
    }
}

/// The bodies of requests, as they are sent.
type Body = http_body_util::Full<Bytes>;
