//! `service`: a small ingest service that lives on pools. It takes the events of `ingest` over HTTP and
//! answers with what they come to, region by region.
//!
//! ```console
//! $ cargo run --release --example service                 # then open http://127.0.0.1:8080/
//! $ cargo run --release --example service -- --help
//! $ cargo run --release --example service -- bench        # pooled and unpooled, side by side
//! ```

mod accept;
mod aggregate;
#[path = "../ingest/allocator.rs"]
mod allocator;
mod answer;
mod bench;
#[path = "../ingest/collection.rs"]
mod collection;
mod encoders;
mod event;
mod events;
mod framing;
#[path = "../ingest/geometry.rs"]
mod geometry;
mod lease;
mod lines;
#[path = "../ingest/malformed.rs"]
mod malformed;
mod measured;
mod metrics;
mod options;
mod page;
mod pools;
mod pools_json;
mod reading;
mod refusal;
mod request;
mod routes;
mod server;
#[path = "../ingest/text.rs"]
mod text;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::allocator::CountingAllocator;
use crate::options::{Command, Options};

#[cfg(not(feature = "mimalloc"))]
#[global_allocator]
static ALLOCATOR: CountingAllocator<std::alloc::System> = CountingAllocator(std::alloc::System);

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: CountingAllocator<mimalloc::MiMalloc> = CountingAllocator(mimalloc::MiMalloc);

fn main() -> ExitCode {
    let options = Options::parse();
    let done = match options.command {
        Some(Command::Bench(bench)) => bench::run(&bench),
        None => server::run(options.service),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Whoever closed standard error does not want to hear of it.
            drop(writeln!(io::stderr(), "service: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
