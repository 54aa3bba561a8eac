//! The results as tables, in Markdown.

use crate::contest::{Event, Figure, Results, name};
use crate::workload::Workload;
use std::fmt::{self, Write};

/// Fewer misses than this in a thousand operations are none: a thread starts with an empty cache.
const FEW: f64 = 0.05;

/// Everything about one kind of work.
///
/// # Errors
///
/// If `out` cannot be written to.
pub fn write(out: &mut impl Write, results: &Results<'_>, event: &Event) -> fmt::Result {
    let workloads = results.workloads(event);
    if workloads.is_empty() {
        return Ok(());
    }
    writeln!(out, "### {}\n", event.title)?;
    costs(out, results, event, &workloads)?;
    if workloads.contains(&Workload::One) {
        above(out, results, event)?;
    }
    misses(out, results, event, &workloads)
}

/// Nanoseconds an operation: the median of the rounds, and the lowest.
fn costs(
    out: &mut impl Write,
    results: &Results<'_>,
    event: &Event,
    workloads: &[Workload],
) -> fmt::Result {
    head(
        out,
        "ns an operation: median (lowest)",
        workloads.iter().map(|it| it.title()),
    )?;
    for subject in results.subjects(event) {
        write!(out, "| {subject} |")?;
        for &workload in workloads {
            let key = (event.name, workload, subject);
            match results.cost(key) {
                Some(Figure { median, lowest }) => {
                    write!(out, " {} ({}) |", digits(median), digits(lowest))?;
                }
                None => write!(out, " – |")?,
            }
        }
        writeln!(out)?;
    }
    writeln!(out)
}

/// On one thread, what the work does not cost, and how often the floor fits in.
fn above(out: &mut impl Write, results: &Results<'_>, event: &Event) -> fmt::Result {
    let columns = [
        "above the work alone, ns",
        "× the cell",
        "× fresh allocation",
    ];
    head(
        out,
        "one thread: median (of the lowest)",
        columns.into_iter(),
    )?;
    for subject in results.subjects(event) {
        let of = (event.name, Workload::One, subject);
        let to = |base| (event.name, Workload::One, base);
        let figures = [
            results.difference(of, to(name::ALONE)),
            results.ratio(of, to(name::CELL)),
            results.ratio(of, to(name::FRESH)),
        ];
        write!(out, "| {subject} |")?;
        for figure in figures {
            match figure {
                Some(Figure { median, lowest }) => write!(out, " {median:.2} ({lowest:.2}) |")?,
                None => write!(out, " – |")?,
            }
        }
        writeln!(out)?;
    }
    writeln!(out)
}

/// Subjects that made new objects where all they needed were there.
fn misses(
    out: &mut impl Write,
    results: &Results<'_>,
    event: &Event,
    workloads: &[Workload],
) -> fmt::Result {
    let workloads: Vec<_> = workloads
        .iter()
        .copied()
        .filter(|it| it.is_steady())
        .collect();
    let of = |subject, workload| {
        let figure = results.misses((event.name, workload, subject));
        figure.map(|figure| figure.median)
    };
    let mut subjects = results.subjects(event);
    subjects.retain(|subject| {
        ![name::FRESH, name::MIMALLOC].contains(subject)
            && workloads
                .iter()
                .any(|&workload| of(subject, workload) > Some(FEW))
    });
    if subjects.is_empty() {
        return writeln!(out, "No pool missed in steady state.\n");
    }
    head(out, "misses in 1000", workloads.iter().map(|it| it.title()))?;
    for subject in subjects {
        write!(out, "| {subject} |")?;
        for &workload in &workloads {
            match of(subject, workload) {
                Some(rate) if rate > FEW => write!(out, " {rate:.1} |")?,
                Some(_) => write!(out, " 0 |")?,
                None => write!(out, " – |")?,
            }
        }
        writeln!(out)?;
    }
    writeln!(out)
}

fn head<'text>(
    out: &mut impl Write,
    first: &str,
    columns: impl Iterator<Item = &'text str>,
) -> fmt::Result {
    let mut rule = String::from("| --- |");
    write!(out, "| {first} |")?;
    for column in columns {
        write!(out, " {column} |")?;
        rule.push_str(" ---: |");
    }
    writeln!(out, "\n{rule}")
}

/// As many digits as mean something.
fn digits(nanoseconds: f64) -> String {
    if nanoseconds < 9.95 {
        format!("{nanoseconds:.1}")
    } else {
        format!("{nanoseconds:.0}")
    }
}
