//! The targets, each beside its figure.

use crate::contest::{Figure, Key, Results, name};
use crate::work::{SixFields, Work, Write as SmallWrite};
use crate::workload::Workload;
use std::borrow::Cow;
use std::fmt::{self, Write};

/// More than a target by less than this part is noise.
const NOISE: f64 = 0.05;

enum Limit {
    AtMost(f64),
    AtLeast(f64),
}

/// A figure that is to be kept, and the figure there is.
pub struct Target {
    text: Cow<'static, str>,
    limit: Limit,
    figure: Option<Figure>,
    unit: &'static str,
}

impl Target {
    pub(crate) fn at_most(
        text: impl Into<Cow<'static, str>>,
        limit: f64,
        unit: &'static str,
        figure: Option<Figure>,
    ) -> Self {
        Self {
            text: text.into(),
            limit: Limit::AtMost(limit),
            figure,
            unit,
        }
    }

    fn verdict(&self, figure: f64) -> &'static str {
        let over = match self.limit {
            Limit::AtMost(limit) => figure / limit - 1.0,
            Limit::AtLeast(limit) => limit / figure - 1.0,
        };
        // With a limit of 0 this is not a number where it was kept, so met, and else infinite.
        if over > NOISE {
            "missed"
        } else if over > 0.0 {
            "within noise"
        } else {
            "met"
        }
    }
}

/// All targets of the contest.
pub fn all(results: &Results<'_>) -> Vec<Target> {
    let mut targets = one_thread(results);
    targets.extend(threads(results));
    targets.extend(guards(results));
    targets.extend(flows(results));
    targets
}

/// All targets whose parts were measured, as a table.
///
/// # Errors
///
/// If `out` cannot be written to.
pub fn write(out: &mut impl Write, targets: &[Target]) -> fmt::Result {
    writeln!(
        out,
        "| target | limit | median | of the lowest | |\n| --- | ---: | ---: | ---: | --- |"
    )?;
    for target in targets {
        let Some(figure) = target.figure else {
            continue;
        };
        let (sign, limit) = match target.limit {
            Limit::AtMost(limit) => ("≤", limit),
            Limit::AtLeast(limit) => ("≥", limit),
        };
        let Target { text, unit, .. } = &target;
        let verdict = target.verdict(figure.median);
        let Figure { median, lowest } = figure;
        writeln!(
            out,
            "| {text} | {sign} {limit}{unit} | {median:.2}{unit} | {lowest:.2}{unit} | {verdict} |"
        )?;
    }
    writeln!(out)
}

const TIMES: &str = " ×";

fn of(workload: Workload, subject: &str) -> Key<'_> {
    (SmallWrite::NAME, workload, subject)
}

fn ours(workload: Workload) -> Key<'static> {
    of(workload, name::STATIC)
}

fn one_thread(results: &Results<'_>) -> Vec<Target> {
    let one = |subject| results.ratio(ours(Workload::One), of(Workload::One, subject));
    let request = |subject| (SixFields::NAME, Workload::One, subject);
    vec![
        Target::at_most(
            "one thread: the round trip beside a `thread_local!` cell's",
            1.5,
            TIMES,
            one(name::CELL),
        ),
        Target::at_most(
            "one thread: beside regex-automata's pool on the thread that owns it",
            1.0,
            TIMES,
            one(name::REGEX),
        ),
        Target::at_most(
            "one thread: beside the quickest other shareable peer",
            0.5,
            TIMES,
            worst(name::SHAREABLE.map(one)),
        ),
        Target {
            text: "one thread: fresh allocation of the struct of six fields, beside the pool, \
                   both above the work alone"
                .into(),
            limit: Limit::AtLeast(3.0),
            figure: results.ratio_above(
                request(name::FRESH),
                request(name::STATIC),
                request(name::ALONE),
            ),
            unit: TIMES,
        },
        Target {
            text: "the same with the work, which is the larger part".into(),
            limit: Limit::AtLeast(3.0),
            figure: results.ratio(request(name::FRESH), request(name::STATIC)),
            unit: TIMES,
        },
        Target::at_most(
            "four pools in turn beside one",
            1.0,
            TIMES,
            results.ratio(ours(Workload::Four), ours(Workload::One)),
        ),
        Target::at_most(
            "100 held beside one held",
            1.3,
            TIMES,
            results.ratio(ours(Workload::Held100), ours(Workload::Held1)),
        ),
    ]
}

fn threads(results: &Results<'_>) -> Vec<Target> {
    vec![
        Target::at_most(
            "N threads: each beside one thread",
            1.1,
            TIMES,
            results.ratio(ours(Workload::Cores), ours(Workload::One)),
        ),
        Target::at_most(
            "64 threads beside N threads, in all",
            1.5,
            TIMES,
            results.ratio(ours(Workload::Threads64), ours(Workload::Cores)),
        ),
    ]
}

fn guards(results: &Results<'_>) -> Vec<Target> {
    let owned = |workload, text| {
        let ratio = results.ratio(of(workload, name::OWNED), of(workload, name::BORROWED));
        Target::at_most(text, 1.2, TIMES, ratio)
    };
    vec![
        owned(Workload::One, "one thread: owned guards beside borrowed"),
        owned(Workload::Cores, "N threads: owned guards beside borrowed"),
        owned(
            Workload::Threads64,
            "64 threads: owned guards beside borrowed",
        ),
    ]
}

fn flows(results: &Results<'_>) -> Vec<Target> {
    use Workload::{HandOff, ManyToOne, OneToMany};
    let hand_off = |subject| results.ratio(ours(HandOff), of(HandOff, subject));
    let mut peers: Vec<_> = name::SHAREABLE.into_iter().map(hand_off).collect();
    peers.push(hand_off(name::REGEX));
    vec![
        Target::at_most(
            "hand-off beside the queue alone",
            1.3,
            TIMES,
            hand_off(name::ALONE),
        ),
        Target::at_most(
            "hand-off beside the quickest peer",
            1.0,
            TIMES,
            worst(peers),
        ),
        Target::at_most(
            "hand-off: misses in 1000",
            0.0,
            "",
            results.misses(ours(HandOff)),
        ),
        Target::at_most("one to many", 30.0, " ns", results.cost(ours(OneToMany))),
        Target::at_most(
            "one to many: misses in 1000",
            0.0,
            "",
            results.misses(ours(OneToMany)),
        ),
        Target::at_most("many to one", 30.0, " ns", results.cost(ours(ManyToOne))),
        Target::at_most(
            "many to one: misses in 1000",
            0.0,
            "",
            results.misses(ours(ManyToOne)),
        ),
    ]
}

fn worst(ratios: impl IntoIterator<Item = Option<Figure>>) -> Option<Figure> {
    ratios.into_iter().flatten().reduce(|one, other| Figure {
        median: one.median.max(other.median),
        lowest: one.lowest.max(other.lowest),
    })
}
