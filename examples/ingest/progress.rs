//! The progress bar of long runs.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// When to look whether the run is a long one.
const LOOK: Duration = Duration::from_secs(1);

/// A run that takes longer than this, by what it has done so far, gets a bar.
const LONG: Duration = Duration::from_secs(4);

/// How far a run has come, shown on a terminal if it is a long one.
pub struct Progress {
    started: Instant,
    bar: ProgressBar,
    /// Whether it is known that the bar is to be shown, or that it is not.
    settled: bool,
}

impl Progress {
    /// A run of `total` steps, which starts now.
    pub fn new(total: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent:>3} %, {eta} to go") {
            bar.set_style(style);
        }
        Self {
            started: Instant::now(),
            bar,
            settled: !io::stderr().is_terminal(),
        }
    }

    /// One step is done.
    pub fn step(&mut self) {
        self.bar.inc(1);
        if !self.settled && self.started.elapsed() >= LOOK {
            self.settled = true;
            if self.started.elapsed() + self.bar.eta() >= LONG {
                // Drawing allocates, and what a run allocates is counted: seldom is often enough.
                self.bar
                    .set_draw_target(ProgressDrawTarget::stderr_with_hz(4));
            }
        }
    }

    /// Prints a line on standard error, above the bar.
    pub fn say(&self, line: &str) {
        // Whoever closed standard error does not want to hear of it.
        self.bar.suspend(|| drop(writeln!(io::stderr(), "{line}")));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
