//! Shared writes in each load, beside their ceiling; see `scripts/contention`, which builds it as it has
//! to be built.

use std::process::ExitCode;

#[cfg(not(shared_writes))]
fn main() -> ExitCode {
    eprintln!("contention: built without `--cfg shared_writes`; scripts/contention builds it with");
    ExitCode::FAILURE
}

#[cfg(shared_writes)]
fn main() -> ExitCode {
    counting::main()
}

#[cfg(shared_writes)]
mod counting {
    use clap::Parser;
    use pool_benches::contention::{LOADS, Load, Rate, THREADS};
    use std::error::Error;
    use std::fmt::Write;
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::ExitCode;

    /// Counts shared writes and holds them against their ceiling.
    #[derive(Parser)]
    struct Options {
        /// The committed counts: a load a line, by threads.
        ceiling: PathBuf,

        /// Writes the counts there.
        #[arg(long)]
        record: bool,

        /// Only loads whose name holds this.
        #[arg(long, default_value = "")]
        load: String,
    }

    pub(super) fn main() -> ExitCode {
        match run(&Options::parse()) {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(error) => {
                eprintln!("contention: {error}");
                ExitCode::FAILURE
            }
        }
    }

    /// Chance has threads meet more often in one run than in another.
    const TRIES: usize = 3;

    /// A quarter more than recorded is chance, and ten more where there are next to none.
    fn is_above(rate: Rate, ceiling: Option<f64>) -> bool {
        ceiling.is_none_or(|ceiling| rate.writes > ceiling * 1.25 + 10.0)
    }

    /// The most of some tries, to be recorded.
    fn most(load: &Load, threads: usize) -> Option<Rate> {
        let tries = (0..TRIES).filter_map(|_| load.measure(threads));
        tries.max_by(|one, other| one.writes.total_cmp(&other.writes))
    }

    /// The first of some tries that is not above the ceiling, or the last.
    fn at_most(load: &Load, threads: usize, ceiling: Option<f64>) -> Option<Rate> {
        let mut rate = load.measure(threads)?;
        for _ in 1..TRIES {
            if is_above(rate, ceiling) {
                rate = load.measure(threads)?;
            }
        }
        Some(rate)
    }

    fn run(options: &Options) -> Result<bool, Box<dyn Error>> {
        let recorded = if options.record {
            Vec::new()
        } else {
            read(&options.ceiling)?
        };
        println!("| shared writes in 1,000 operations, by threads | 1 | 2 | 16 | 64 | 256 |");
        println!("| --- | ---: | ---: | ---: | ---: | ---: |");
        let mut record = String::new();
        let mut kept = true;
        for load in LOADS
            .iter()
            .filter(|load| load.name.contains(&options.load))
        {
            let ceilings = recorded.iter().find(|(name, _)| name == load.name);
            let (mut row, mut line) = (String::new(), String::new());
            for (at, threads) in THREADS.into_iter().enumerate() {
                let ceiling = ceilings.and_then(|(_, all)| *all.get(at)?);
                let rate = if options.record {
                    most(load, threads)
                } else {
                    at_most(load, threads, ceiling)
                };
                let Some(rate) = rate else {
                    row.push_str(" – |");
                    line.push_str(" -");
                    continue;
                };
                let Rate { writes, barriers } = rate;
                write!(row, " {}", digits(writes))?;
                if barriers >= 0.05 {
                    write!(row, " and {barriers:.1} barriers")?;
                }
                row.push_str(" |");
                write!(line, " {writes:.1}")?;
                if !options.record && is_above(rate, ceiling) {
                    let ceiling = ceiling.map_or("nothing".into(), digits);
                    let name = load.name;
                    eprintln!(
                        "contention: {name}, {threads} threads: {writes:.1}, and recorded is {ceiling}"
                    );
                    kept = false;
                }
            }
            println!("| {} |{row}", load.name);
            writeln!(record, "{}:{line}", load.name)?;
        }
        if options.record {
            fs::write(&options.ceiling, record)?;
        }
        Ok(kept)
    }

    type Recorded = Vec<(String, Vec<Option<f64>>)>;

    fn read(file: &Path) -> Result<Recorded, Box<dyn Error>> {
        let text = fs::read_to_string(file)?;
        let lines = text.lines().map(|line| {
            let (name, counts) = line.split_once(':').ok_or("a line without a name")?;
            let counts = counts.split_whitespace().map(|count| match count {
                "-" => Ok(None),
                count => count.parse().map(Some),
            });
            Ok((name.to_owned(), counts.collect::<Result<_, _>>()?))
        });
        lines.collect()
    }

    fn digits(count: f64) -> String {
        match count {
            none if none < 0.05 => "0".into(),
            few if few < 9.95 => format!("{few:.1}"),
            many => format!("{many:.0}"),
        }
    }
}
