//! Many pools in turn on one thread, and a pool that lives as long as a request.

use super::{Amount, Measure, Results};
use crate::ours::Borrowed;
use crate::sample::Sample;
use crate::subject::Lend;
use crate::target::Target;
use crate::work::{Work, Write};
use crate::workload::one;

/// Pools in turn, and how many times one pool's cost that may be.
const IN_TURN: [(usize, f64); 4] = [(32, 1.5), (48, 1.8), (200, 3.0), (1000, 4.0)];

const LIFE: &str = "a pool made, used once and dropped";

/// One thread, an object of one pool after the other.
pub fn in_turn<W: Work, S: Lend<W>>(count: usize, operations: usize) -> Sample {
    let pools: Vec<S> = (0..count).map(|_| S::new(0)).collect();
    let input = W::input();
    let mut turn = 0;
    let mut trip = || {
        drop(pools[turn].lend(|object| W::apply(object, &input)));
        turn += 1;
        if turn == count {
            turn = 0;
        }
    };
    // However few operations follow.
    (0..count * 2).for_each(|_| trip());
    one(operations, trip)
}

/// A pool made, used once and dropped.
pub fn life<W: Work, S: Lend<W>>(operations: usize) -> Sample {
    let input = W::input();
    one(operations, || {
        drop(S::new(0).lend(|object| W::apply(object, &input)));
    })
}

fn name(count: usize) -> String {
    match count {
        1 => "one pool".into(),
        _ => format!("{count} pools in turn"),
    }
}

pub(super) fn measures() -> Vec<Measure> {
    let counts = IN_TURN.map(|(count, _)| count);
    let in_turn = [1].into_iter().chain(counts).map(|count| {
        Measure::new(name(count), Amount::Times(1), move |operations| {
            in_turn::<Write, Borrowed<Write>>(count, operations)
        })
    });
    let life = Measure::new(LIFE, Amount::Times(1), life::<Write, Borrowed<Write>>);
    in_turn.chain([life]).collect()
}

pub(super) fn targets(results: &Results) -> Vec<Target> {
    let in_turn = IN_TURN.map(|(count, limit)| {
        let ratio = results.ratio(&name(count), &name(1));
        Target::at_most(
            format!("{count} pools in turn beside one"),
            limit,
            " ×",
            ratio,
        )
    });
    let life = Target::at_most(LIFE, 4000.0, " ns", results.cost(LIFE));
    in_turn.into_iter().chain([life]).collect()
}
