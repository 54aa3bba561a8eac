//! Fresh allocation with another allocator, in the same rounds: a process that has it as its global
//! allocator and measures when asked.

use crate::bases::Fresh;
use crate::sample::Sample;
use crate::work::{LargeBuffer, SixFields, Work, Write as SmallWrite, Zstd};
use crate::workload::{Workload, lend};
use clap::ValueEnum;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{self, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

/// The process, seen from here. It ends when its questions do.
pub struct Child {
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    _process: process::Child,
}

impl Child {
    /// Starts it.
    ///
    /// # Errors
    ///
    /// If it does not start.
    ///
    /// # Panics
    ///
    /// Never: it has the pipes that it was started with.
    pub fn start(program: &Path) -> io::Result<Self> {
        let mut process = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let pipes = process.stdin.take().zip(process.stdout.take());
        let (questions, answers) = pipes.expect("both were asked for");
        Ok(Self {
            questions,
            answers: BufReader::new(answers),
            _process: process,
        })
    }

    /// One measurement.
    ///
    /// # Panics
    ///
    /// If the process is gone.
    pub fn ask(&mut self, work: &str, workload: Workload, operations: usize) -> Option<Sample> {
        let workload = workload.to_possible_value()?;
        let question = format!("{work} {} {operations}\n", workload.get_name());
        let mut answer = String::new();
        self.questions
            .write_all(question.as_bytes())
            .and_then(|()| self.answers.read_line(&mut answer))
            .expect("the other process answers");
        let mut numbers = answer.split_whitespace().map(str::parse::<u64>);
        let mut number = || numbers.next()?.ok();
        Some(Sample {
            elapsed: Duration::from_nanos(number()?),
            operations: usize::try_from(number()?).ok()?,
            misses: number()?,
            parallel: usize::try_from(number()?).ok()?,
        })
    }
}

/// Answers until there are no more questions: the `main` of the process.
///
/// # Errors
///
/// If a question cannot be read, or an answer not written.
pub fn answer() -> io::Result<()> {
    for question in io::stdin().lines() {
        let question = question?;
        let parts: Vec<&str> = question.split_whitespace().collect();
        let sample = match parts[..] {
            [work, workload, operations] => measure(work, workload, operations),
            _ => None,
        };
        let answer = sample.map_or_else(String::new, |sample| {
            format!(
                "{} {} {} {}",
                sample.elapsed.as_nanos(),
                sample.operations,
                sample.misses,
                sample.parallel
            )
        });
        writeln!(io::stdout(), "{answer}")?;
    }
    Ok(())
}

fn measure(work: &str, workload: &str, operations: &str) -> Option<Sample> {
    let workload = Workload::from_str(workload, false).ok()?;
    let operations = operations.parse().ok()?;
    match work {
        SmallWrite::NAME => lend::<SmallWrite, Fresh>(workload, operations),
        SixFields::NAME => lend::<SixFields, Fresh>(workload, operations),
        LargeBuffer::NAME => lend::<LargeBuffer, Fresh>(workload, operations),
        Zstd::NAME => lend::<Zstd, Fresh>(workload, operations),
        _ => None,
    }
}
