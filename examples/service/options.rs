//! The command line.

use std::net::SocketAddr;
use std::num::NonZero;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

/// A small ingest service on pools: `GeoJSON` events in over HTTP, aggregates by region out.
#[derive(Debug, Parser)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Options {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub service: ServiceOptions,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Load the service with pools and without, in turns, and print one table
    Bench(BenchOptions),
}

/// How the service runs.
#[derive(Clone, Debug, Args)]
pub struct ServiceOptions {
    /// Address to listen on; port 0 takes any that is free, and the first line printed says which
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Build everything anew for each request; the answers are the same
    #[arg(long)]
    pub no_pool: bool,
    /// Most bytes in the body of a request
    #[arg(long, value_name = "BYTES", default_value_t = 16 << 20)]
    pub max_body: usize,
    /// Seconds a client has to send its request
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub timeout: Duration,
    /// Compressors of each kind, at most; requests wait for one
    #[arg(long, value_name = "COUNT", default_value_t = NonZero::new(8).expect("not 0"))]
    pub encoders: NonZero<usize>,
    /// Name of this service, which the names of its pools begin with
    #[arg(long, default_value = "service")]
    pub name: String,
    /// Note where each borrow was made, for the page to show the oldest; slow
    #[arg(long)]
    pub trace_borrows: bool,
    /// Tell what was allocated, and answer `POST /empty`: for `bench`
    #[arg(long, hide = true)]
    pub measure: bool,
}

/// What `bench` does.
#[derive(Debug, Args)]
pub struct BenchOptions {
    /// Lines in a request
    #[arg(
        long,
        value_name = "LINES",
        value_delimiter = ',',
        default_value = "10,300,6000"
    )]
    pub lines: Vec<NonZero<usize>>,
    /// Times that each of the two is loaded, in turns, at each size
    #[arg(long, value_name = "COUNT", default_value_t = NonZero::new(4).expect("not 0"))]
    pub rounds: NonZero<usize>,
    /// Seconds of load each time
    #[arg(long, value_name = "SECONDS", default_value = "3", value_parser = seconds)]
    pub seconds: Duration,
    /// Connections at once
    #[arg(long, value_name = "COUNT", default_value_t = NonZero::new(8).expect("not 0"))]
    pub connections: NonZero<usize>,
    /// A short run, to see that all of it works: its figures mean little
    #[arg(long, conflicts_with_all = ["rounds", "seconds"])]
    pub quick: bool,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().map_err(|_| "not a number".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(time) if !time.is_zero() => Ok(time),
        _ => Err("not a positive number of seconds".to_owned()),
    }
}
