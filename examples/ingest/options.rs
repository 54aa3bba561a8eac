//! The command line.

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;
use std::thread;

use clap::Parser;
use clap::builder::RangedI64ValueParser;

use crate::input::STANDARD_INPUT;

/// The events a run goes over when nobody says how often: a few seconds' work.
const EVENTS: u64 = 250_000;

const ABOUT: &str = "Turns earthquakes into compressed records, with pooled objects and without";

const LONG_ABOUT: &str = "\
Turns earthquakes into compressed records, with pooled objects and without, and compares the two.

The input is GeoJSON, as collections or a feature a line; no feature may span lines. Every one becomes a \
record, and every batch of records a zstd frame. All is done once to warm up, and this pass is the one \
that is written to --output; the passes that follow are measured, and have to give the same bytes. A \
malformed one is shown, with its place, and left out.";

const STATUS: &str = "\
Exit status: 0 when every event became a record, or whoever read the output had enough; 1 when the run \
failed; 2 for a command line that makes no sense; 3 when the run went through, but some events were \
malformed.";

/// What a run does, and how.
#[derive(Debug, Parser)]
#[command(
    name = "ingest",
about = ABOUT,
    long_about = LONG_ABOUT,
    after_help = STATUS
)]
pub struct Options {
    /// Files to read, `-` for standard input [default: a week of real events]
    files: Vec<PathBuf>,

    /// Worker threads [default: one for each processor]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// Times to go over the input after warming up [default: enough for 250,000 events]
    #[arg(long, short, value_name = "N")]
    passes: Option<NonZeroU64>,

    /// Events in a batch; the smaller a batch, the more of its time goes into building a context
    #[arg(long, short, value_name = "EVENTS", default_value = "32")]
    pub batch: NonZeroUsize,

    /// Run without pools alone, instead of with and without
    #[arg(long)]
    pub no_pool: bool,

    /// The zstd level; the higher it is, the larger a context
    #[arg(long, short, value_parser = levels(), default_value = "9", allow_negative_numbers = true)]
    pub level: i32,

    /// Write the records to a file, `-` for standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

fn levels() -> RangedI64ValueParser<i32> {
    let levels = zstd_safe::min_c_level()..=zstd_safe::max_c_level();
    RangedI64ValueParser::new().range(i64::from(*levels.start())..=i64::from(*levels.end()))
}

impl Options {
    /// The files to read.
    pub fn files(&self) -> Vec<PathBuf> {
        if self.files.is_empty() {
            vec![concat!(env!("CARGO_MANIFEST_DIR"), "/data/earthquakes.json").into()]
        } else {
            self.files.clone()
        }
    }

    /// How many workers there are.
    pub fn threads(&self) -> usize {
        self.threads.map_or_else(
            || thread::available_parallelism().map_or(1, NonZeroUsize::get),
            usize::from,
        )
    }

    /// How often to go over an input of so many events.
    pub fn passes(&self, events: u64) -> u64 {
        self.passes.map_or_else(
            || EVENTS.div_ceil(events.max(1)).min(EVENTS),
            NonZeroU64::get,
        )
    }

    /// Whether standard output is taken by the records.
    pub fn writes_to_stdout(&self) -> bool {
        self.output
            .as_ref()
            .is_some_and(|path| path.as_os_str() == STANDARD_INPUT)
    }
}
