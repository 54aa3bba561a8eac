//! The one table at the end.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "figures for people to read, none below zero"
)]

use std::fmt::Write as _;
use std::io::{self, Write as _};

use indicatif::{BinaryBytes, HumanCount};
use serde_json::Value;

use super::Measured;
use super::bodies::Bodies;
use super::load::Load;
use crate::options::BenchOptions;

/// A figure: its name, its value, and how to print that.
struct Row {
    name: &'static str,
    value: fn(&Measured) -> f64,
    print: fn(f64) -> String,
}

const ROWS: [Row; 11] = [
    Row {
        name: "requests a second",
        value: |measured| measured.requests() / measured.elapsed.as_secs_f64(),
        print: |rate| HumanCount(rate as u64).to_string(),
    },
    Row {
        name: "p50, ms",
        value: |measured| measured.latency(500),
        print: milliseconds,
    },
    Row {
        name: "p99, ms",
        value: |measured| measured.latency(990),
        print: milliseconds,
    },
    Row {
        name: "p99.9, ms",
        value: |measured| measured.latency(999),
        print: milliseconds,
    },
    Row {
        name: "allocations a request",
        value: Measured::allocations,
        print: |calls| format!("{calls:.2}"),
    },
    Row {
        name: "  of an empty handler",
        value: |measured| measured.framework_allocations,
        print: |calls| format!("{calls:.2}"),
    },
    Row {
        name: "  our own",
        value: |measured| measured.allocations() - measured.framework_allocations,
        print: |calls| format!("{calls:.2}"),
    },
    Row {
        name: "bytes a request",
        value: |measured| measured.allocated_bytes as f64 / measured.requests(),
        print: |bytes| HumanCount(bytes as u64).to_string(),
    },
    Row {
        name: "  of an empty handler",
        value: |measured| measured.framework_bytes,
        print: |bytes| HumanCount(bytes as u64).to_string(),
    },
    Row {
        name: "peak heap",
        value: |measured| measured.peak_heap_bytes as f64,
        print: |bytes| BinaryBytes(bytes as u64).to_string(),
    },
    Row {
        name: "peak RSS",
        value: |measured| measured.peak_rss_bytes as f64,
        print: |bytes| BinaryBytes(bytes as u64).to_string(),
    },
];

/// Figures of the pools, of each the name and where it is in `/pools.json`.
const POOLS: [(&str, &str); 8] = [
    ("hits", "/stats/hits"),
    ("misses", "/stats/misses"),
    ("live", "/stats/live"),
    ("idle", "/stats/idle"),
    ("idle bytes", "/stats/idle_bytes"),
    ("peak live", "/stats/peak_live"),
    ("waits", "/stats/waits"),
    ("underused", "/stats/discards/underused"),
];

impl Measured {
    fn requests(&self) -> f64 {
        self.latencies.len() as f64
    }

    fn allocations(&self) -> f64 {
        self.allocations as f64 / self.requests()
    }

    fn latency(&self, thousandth: usize) -> f64 {
        Load::at(&self.latencies, thousandth).unwrap_or(0) as f64
    }
}

fn milliseconds(nanoseconds: f64) -> String {
    format!("{:.3}", nanoseconds / 1e6)
}

/// The table as far as it is known.
pub struct Table(String);

impl Table {
    pub fn new(options: &BenchOptions) -> Self {
        let allocator = if cfg!(feature = "mimalloc") {
            "mimalloc"
        } else {
            "the system's allocator"
        };
        let mut text = format!("{} connections, {allocator}", options.connections);
        if options.quick {
            text.push_str("; a quick run, whose figures mean little");
        }
        text.push('\n');
        Self(text)
    }

    /// One size of request.
    pub fn add(&mut self, bodies: &Bodies, unpooled: &Measured, pooled: &Measured, pools: &Value) {
        let head = format!(
            "{} lines, {}",
            HumanCount(bodies.lines() as u64),
            BinaryBytes(bodies.bytes() as u64)
        );
        self.line(&format!(
            "\n{head:25} {:>14} {:>14} {:>8}",
            "unpooled", "pooled", "ratio"
        ));
        for Row { name, value, print } in ROWS {
            let (unpooled, pooled) = (value(unpooled), value(pooled));
            let ratio = pooled / unpooled;
            self.line(&format!(
                "{name:25} {:>14} {:>14} {ratio:>8.2}",
                print(unpooled),
                print(pooled)
            ));
        }
        let mut names = format!("{:25}", "pool");
        for (name, _) in POOLS {
            _ = write!(names, " {name:>11}");
        }
        self.line(&names);
        for pool in pools["pools"].as_array().into_iter().flatten() {
            let mut line = format!("{:25}", pool["name"].as_str().unwrap_or_default());
            for (_, path) in POOLS {
                let figure = pool.pointer(path).and_then(Value::as_u64).unwrap_or(0);
                _ = write!(line, " {:>11}", HumanCount(figure).to_string());
            }
            self.line(&line);
        }
    }

    /// Prints it on standard output.
    pub fn print(&self) -> anyhow::Result<()> {
        Ok(io::stdout().write_all(self.0.as_bytes())?)
    }

    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }
}
