//! The table at the end: without pools beside with, and what the pools say of themselves.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "figures for people to read, none below zero"
)]

use std::io::{self, Write};

use indicatif::{BinaryBytes, HumanCount};

use crate::measure::Measured;
use crate::output::Produced;
use crate::pipeline::Plan;
use crate::source::Pools;

/// Everything a run found out.
pub struct Report<'a> {
    pub plan: &'a Plan,
    pub passes: u64,
    pub produced: Produced,
    pub unpooled: Measured,
    /// Missing when only the other was asked for.
    pub pooled: Option<Measured>,
}

/// A figure of the table: its name, its value, and how to print that.
struct Row {
    name: &'static str,
    value: fn(&Measured) -> f64,
    print: fn(f64) -> String,
}

const ROWS: [Row; 4] = [
    Row {
        name: "events per second",
        value: |measured| per(measured.events as f64, measured.elapsed.as_secs_f64()),
        print: |rate| HumanCount(rate as u64).to_string(),
    },
    Row {
        name: "allocations per event",
        value: |measured| per(measured.allocated.calls as f64, measured.events as f64),
        print: |calls| format!("{calls:.4}"),
    },
    Row {
        name: "bytes allocated per event",
        value: |measured| per(measured.allocated.bytes as f64, measured.events as f64),
        print: |bytes| format!("{bytes:.1}"),
    },
    Row {
        name: "peak heap",
        value: |measured| measured.peak as f64,
        print: |bytes| BinaryBytes(bytes as u64).to_string(),
    },
];

/// A ratio, of nothing for an empty input.
fn per(amount: f64, of: f64) -> f64 {
    if of > 0.0 { amount / of } else { 0.0 }
}

/// How many times the second figure the first one is.
fn ratio(pooled: f64, unpooled: f64) -> String {
    let ratio = per(pooled, unpooled);
    if 0.0 < ratio && ratio < 0.005 {
        "< 0.01".to_owned()
    } else {
        format!("{ratio:.2}")
    }
}

impl Report<'_> {
    /// Prints it all.
    pub fn print(&self, mut out: impl Write) -> io::Result<()> {
        self.print_head(&mut out)?;
        self.print_modes(&mut out)?;
        self.print_produced(&mut out)?;
        if self.pooled.is_some() {
            print_pools(&mut out)?;
        }
        out.flush()
    }

    fn print_head(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(
            out,
            "{} events, passes {} after one to warm up, threads {}, batch {}, zstd level {}\n",
            HumanCount(self.plan.input.len() as u64),
            HumanCount(self.passes),
            self.plan.threads,
            self.plan.batch,
            self.plan.settings.level,
        )
    }

    fn print_modes(&self, out: &mut impl Write) -> io::Result<()> {
        match self.pooled {
            Some(_) => writeln!(
                out,
                "{:25} {:>14} {:>14} {:>8}",
                "", "unpooled", "pooled", "ratio"
            )?,
            None => writeln!(out, "{:25} {:>14}", "", "unpooled")?,
        }
        for Row { name, value, print } in ROWS {
            let unpooled = value(&self.unpooled);
            write!(out, "{name:25} {:>14}", print(unpooled))?;
            if let Some(pooled) = self.pooled.as_ref().map(value) {
                let ratio = ratio(pooled, unpooled);
                write!(out, " {:>14} {ratio:>8}", print(pooled))?;
            }
            writeln!(out)?;
        }
        Ok(())
    }

    fn print_produced(&self, out: &mut impl Write) -> io::Result<()> {
        let Produced {
            records,
            malformed,
            plain_bytes,
            frame_bytes,
            sha256,
        } = &self.produced;
        writeln!(
            out,
            "\nevery pass: {} records of {} bytes, {} compressed; {} malformed",
            HumanCount(*records),
            HumanCount(*plain_bytes),
            HumanCount(*frame_bytes),
            HumanCount(*malformed),
        )?;
        write!(out, "sha256 ")?;
        for byte in sha256 {
            write!(out, "{byte:02x}")?;
        }
        match self.pooled {
            Some(_) => writeln!(out, ", pooled and unpooled alike"),
            None => writeln!(out),
        }
    }
}

fn print_pools(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "\n{:10} {:>12} {:>7} {:>12} {:>5} {:>5} {:>11} {:>9} {:>9}",
        "pool", "hits", "misses", "returns", "live", "idle", "idle bytes", "peak live", "discards",
    )?;
    for (name, stats) in Pools::stats() {
        writeln!(
            out,
            "{name:10} {:>12} {:>7} {:>12} {:>5} {:>5} {:>11} {:>9} {:>9}",
            HumanCount(stats.hits).to_string(),
            HumanCount(stats.misses).to_string(),
            HumanCount(stats.returns).to_string(),
            stats.live,
            stats.idle,
            HumanCount(stats.idle_bytes as u64).to_string(),
            stats.peak_live,
            HumanCount(stats.discards.total()).to_string(),
        )?;
    }
    Ok(())
}
