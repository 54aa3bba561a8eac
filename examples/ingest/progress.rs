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
    done: u64,
    total: u64,
    /// There is nobody to show a bar to, or no need.
    settled: bool,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// A run of `total` steps, which starts now.
    pub fn new(total: u64) -> Self {
        Self {
            started: Instant::now(),
            done: 0,
            total,
            settled: !io::stderr().is_terminal(),
            bar: None,
        }
    }

    /// One step is done.
    pub fn step(&mut self) {
        self.done += 1;
        if let Some(bar) = &self.bar {
            bar.inc(1);
        } else if !self.settled {
            let elapsed = self.started.elapsed();
            if elapsed >= LOOK {
                self.settled = true;
                let projected = elapsed.as_nanos() * u128::from(self.total);
                if projected >= LONG.as_nanos() * u128::from(self.done) {
                    self.bar = Some(bar(self.total, self.done));
                }
            }
        }
    }

    /// Prints a line on standard error, above the bar.
    pub fn say(&self, line: &str) {
        // Whoever closed standard error does not want to hear of it.
        let say = || drop(writeln!(io::stderr(), "{line}"));
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// A bar that is drawn seldom: drawing allocates, and what a run allocates is counted.
fn bar(total: u64, done: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(4));
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} %, {eta} to go");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.set_position(done);
    bar
}
