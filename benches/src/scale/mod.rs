//! What the pool costs where many services are and few benchmarks look: hundreds of threads, of pools,
//! of parked threads, misses, readers. This pool alone, each load beside one that shows what it ought
//! to cost; round by round, as in [`contest`](crate::contest).
//!
//! - [`threads`]: many at work, and one beside many that are parked.
//! - [`pools`]: many in turn, and one that lives as long as a request.
//! - [`misses`]: nothing kept, and growth.
//! - [`readers`]: the figures read all the time.
//! - [`bounded`]: at most so many objects, who waits for one, and tracing.

pub mod bounded;
pub mod misses;
pub mod pools;
pub mod readers;
pub mod threads;

use crate::contest::{Figure, calibrate, median};
use crate::sample::Sample;
use crate::target::Target;
use std::fmt::{self, Write};
use std::time::Duration;

type Run = Box<dyn Fn(usize) -> Sample>;

/// How many operations are measured at once.
#[derive(Clone, Copy)]
pub enum Amount {
    /// So many times those that take the time of one measurement.
    Times(u32),
    /// So many.
    Exactly(usize),
}

/// A load.
pub struct Measure {
    /// As in the table.
    pub name: String,
    amount: Amount,
    run: Run,
}

impl Measure {
    /// A load that costs what one of so many operations takes.
    pub fn new(
        name: impl Into<String>,
        amount: Amount,
        run: impl Fn(usize) -> Sample + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            amount,
            run: Box::new(run),
        }
    }
}

/// What was measured, and the targets that follow from it.
pub struct Results {
    costs: Vec<(String, Vec<f64>)>,
}

/// Everything whose name holds one of `names`, be they none, in rounds of about `time` a measurement.
pub fn run(
    rounds: usize,
    time: Duration,
    names: &[String],
    mut progress: impl FnMut(&str),
) -> Results {
    let mut measures = threads::measures();
    measures.extend(pools::measures());
    measures.extend(misses::measures());
    measures.extend(readers::measures());
    measures.extend(bounded::measures());
    measures.retain(|it| names.is_empty() || names.iter().any(|name| it.name.contains(name)));
    progress("threads, pools, misses, readers");
    let amounts: Vec<_> = measures.iter().map(|it| operations(it, time)).collect();
    let mut costs: Vec<_> = measures
        .iter()
        .map(|measure| (measure.name.clone(), Vec::with_capacity(rounds)))
        .collect();
    for round in 0..rounds {
        progress(&format!("round {} of {rounds}", round + 1));
        for at in 0..measures.len() {
            let at = (at + round * 7919) % measures.len();
            costs[at].1.push((measures[at].run)(amounts[at]).cost());
        }
    }
    Results { costs }
}

fn operations(measure: &Measure, time: Duration) -> usize {
    let run = |operations| Some((measure.run)(operations));
    match measure.amount {
        Amount::Times(times) => calibrate(time * times, run).expect("it runs under any load"),
        // A quick run is to show that it runs.
        Amount::Exactly(count) if time.is_zero() => count.min(1000),
        Amount::Exactly(count) => count,
    }
}

impl Results {
    fn costs(&self, name: &str) -> &[f64] {
        let mut all = self.costs.iter();
        let found = all.find(|(other, _)| other == name);
        found.map_or(&[], |(_, costs)| costs)
    }

    fn cost(&self, name: &str) -> Option<Figure> {
        let costs = || self.costs(name).iter().copied();
        Some(Figure {
            median: median(costs())?,
            lowest: costs().fold(f64::INFINITY, f64::min),
        })
    }

    /// `f` of the costs of two loads, within each round.
    fn of_both(&self, of: &str, to: &str, f: impl Fn(f64, f64) -> f64) -> Option<Figure> {
        let pairs = self.costs(of).iter().zip(self.costs(to));
        Some(Figure {
            median: median(pairs.map(|(&of, &to)| f(of, to)))?,
            lowest: f(self.cost(of)?.lowest, self.cost(to)?.lowest),
        })
    }

    fn ratio(&self, of: &str, to: &str) -> Option<Figure> {
        self.of_both(of, to, |of, to| of / to)
    }

    /// The targets, each with its figure.
    pub fn targets(&self) -> Vec<Target> {
        let mut targets = threads::targets(self);
        targets.extend(pools::targets(self));
        targets.extend(misses::targets(self));
        targets.extend(readers::targets(self));
        targets.extend(bounded::targets(self));
        targets
    }

    /// All costs, as a table.
    ///
    /// # Errors
    ///
    /// If `out` cannot be written to.
    pub fn write(&self, out: &mut impl Write) -> fmt::Result {
        writeln!(
            out,
            "### Threads, pools, misses, readers\n\n| ns an operation | median | lowest |\n\
             | --- | ---: | ---: |"
        )?;
        for (name, _) in &self.costs {
            if let Some(Figure { median, lowest }) = self.cost(name) {
                writeln!(out, "| {name} | {median:.1} | {lowest:.1} |")?;
            }
        }
        writeln!(out)
    }
}
