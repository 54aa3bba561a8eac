//! `cargo bench -p pool-benches`: this pool beside its peers, as tables.

use clap::{Parser, ValueEnum};
use pool_benches::child::Child;
use pool_benches::contest::{Plan, events};
use pool_benches::workload::{Workload, cores};
use pool_benches::{plot, scale, table, target};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Measures this pool beside its peers and prints tables in Markdown.
///
/// Everything is measured in every round, in turn, and medians are taken over the rounds, so that
/// other load on the machine disturbs all alike.
#[derive(Parser)]
#[command(name = "beside")]
struct Options {
    /// Only these loads.
    #[arg(long, value_delimiter = ',')]
    workload: Vec<Workload>,

    /// Only this work: write, struct, large, zstd.
    #[arg(long, value_delimiter = ',')]
    work: Vec<String>,

    /// Only subjects, or loads of part scale, whose name holds one of these.
    #[arg(long, value_delimiter = ',')]
    subject: Vec<String>,

    /// Only this part: this pool beside its peers, or with many threads and pools.
    #[arg(long)]
    part: Option<Part>,

    /// Times that everything is measured.
    #[arg(long, default_value_t = 31)]
    rounds: usize,

    /// Milliseconds that one measurement takes, about.
    #[arg(long, default_value_t = 8)]
    milliseconds: u64,

    /// Runs everything for as short as can be, to see that it runs.
    #[arg(long)]
    quick: bool,

    /// Draws plots into this directory; cargo runs benchmarks in that of their package.
    #[arg(long)]
    plots: Option<PathBuf>,

    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

impl Options {
    /// Who asks for certain loads, work or subjects asks for those alone.
    fn takes_scale(&self) -> bool {
        let asked = [self.work.len(), self.workload.len(), self.subject.len()];
        match self.part {
            Some(part) => part == Part::Scale,
            None => asked == [0; 3],
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    Contest,
    Scale,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut options = Options::parse();
    if options.quick {
        options.rounds = 1;
        options.milliseconds = 0;
    }
    let child = Child::start(Path::new(env!("CARGO_BIN_EXE_fresh-mimalloc")))?;
    let mut events = events(Some(child));
    events
        .retain(|event| options.work.is_empty() || options.work.iter().any(|it| it == event.name));
    let plan = Plan {
        rounds: options.rounds,
        time: Duration::from_millis(options.milliseconds),
        workloads: &options.workload,
        subjects: &options.subject,
    };
    let progress = |step: &str| eprintln!("{step}");
    if options.part == Some(Part::Scale) {
        events.clear();
    }
    let results = plan.run(&events, Workload::value_variants(), progress);
    let mut targets = target::all(&results);
    let scale = options
        .takes_scale()
        .then(|| scale::run(options.rounds, plan.time, &options.subject, progress));
    targets.extend(scale.iter().flat_map(scale::Results::targets));

    let mut out = format!(
        "{} cores, {}; {} rounds of {} ms each.\n\n",
        cores(),
        std::env::consts::ARCH,
        options.rounds,
        options.milliseconds
    );
    target::write(&mut out, &targets)?;
    if let Some(scale) = &scale {
        scale.write(&mut out)?;
    }
    for event in &events {
        table::write(&mut out, &results, event)?;
    }
    print!("{out}");
    if let Some(directory) = &options.plots {
        for event in events.iter().filter(|event| !event.is_heavy) {
            let file = directory.join(format!("pools-{}.svg", event.name));
            plot::draw(&results, event, &file)?;
        }
    }
    Ok(())
}
