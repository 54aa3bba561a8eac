//! `ingest`: real events, parsed, recorded and compressed by many threads, with pooled objects and
//! without, to see what pooling is worth.
//!
//! ```console
//! $ cargo run --release --example ingest -- --help
//! ```

mod allocator;
mod batch;
mod collection;
mod compress;
mod event;
mod framing;
mod geometry;
mod input;
mod malformed;
mod measure;
mod options;
mod output;
mod pipeline;
mod progress;
mod record;
mod report;
mod settings;
mod source;
mod text;

use std::alloc::System;
use std::fs::File;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use clap::Parser;

use crate::allocator::CountingAllocator;
use crate::input::Input;
use crate::measure::measure;
use crate::options::Options;
use crate::output::Output;
use crate::pipeline::Plan;
use crate::progress::Progress;
use crate::report::Report;
use crate::settings::Settings;
use crate::source::{Pools, Unpooled};

#[global_allocator]
static ALLOCATOR: CountingAllocator<System> = CountingAllocator(System);

/// The exit status when some events were malformed.
const MALFORMED: u8 = 3;

fn main() -> ExitCode {
    match ingest(&Options::parse()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(MALFORMED),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Whoever closed standard error does not want to hear of it.
            drop(writeln!(io::stderr(), "ingest: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Runs everything and prints the report; returns how many events were malformed.
fn ingest(options: &Options) -> anyhow::Result<u64> {
    let input = Input::read(&options.files())?;
    let passes = options.passes(input.len() as u64);
    let plan = Plan {
        input,
        settings: Arc::new(Settings::new(options.level)),
        threads: options.threads(),
        batch: options.batch.get(),
    };
    let modes = if options.no_pool { 1 } else { 2 };
    let batches = passes
        .saturating_add(1)
        .saturating_mul(plan.batch_count() as u64);
    let progress = Progress::new(batches.saturating_mul(modes));
    let mut output = Output::new(&plan.input, output_file(options)?, progress);

    let unpooled = measure(&Unpooled, &plan, passes, &mut output)?;
    let pooled = if options.no_pool {
        None
    } else {
        Some(measure(&Pools, &plan, passes, &mut output)?)
    };
    ensure!(
        Arc::strong_count(&plan.settings) == 1,
        "idle events hold on to the settings of the run"
    );

    let report = Report {
        plan: &plan,
        passes,
        produced: output.finish(),
        unpooled,
        pooled,
    };
    if options.writes_to_stdout() {
        report.print(io::stderr().lock())?;
    } else {
        report.print(io::stdout().lock())?;
    }
    Ok(report.produced.malformed)
}

/// Where the records go, if anywhere.
fn output_file(options: &Options) -> anyhow::Result<Option<Box<dyn Write>>> {
    let Some(path) = &options.output else {
        return Ok(None);
    };
    if options.writes_to_stdout() {
        return Ok(Some(Box::new(io::stdout())));
    }
    let file = File::create(path).with_context(|| format!("cannot create {}", path.display()))?;
    Ok(Some(Box::new(file)))
}

/// Whether an error means that whoever read the output had enough of it.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let mut causes = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>());
    causes.any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
