//! Misses: a pool that keeps nothing, and one that grows.

use super::{Amount, Measure, Results};
use crate::sample::Sample;
use crate::target::Target;
use crate::workload::one;
use pool_runtime::Pool;
use std::hint::black_box;

const NOTHING_KEPT: &str = "a miss with nothing kept";
const BOX: &str = "a box made and dropped";
const GROWTH: &str = "growth to 200,000 held";
const BOXES: &str = "200,000 boxes held";
const HELD: usize = 200_000;

/// What a miss may cost beside the box, in nanoseconds.
const BESIDE_THE_BOX: f64 = 15.0;

fn use_it(buffer: &mut Vec<u8>) {
    buffer.extend_from_slice(black_box([7; 16].as_slice()));
    black_box(buffer);
}

/// An object built for each use, and dropped after it.
pub fn nothing_kept(operations: usize) -> Sample {
    let pool: Pool<Vec<u8>> = Pool::builder().max_idle(0).build();
    one(operations, || use_it(&mut pool.get()))
}

fn boxes(operations: usize) -> Sample {
    one(operations, || use_it(&mut Box::<Vec<u8>>::default()))
}

/// Objects got from an empty pool, all held; the drop is not counted.
pub fn growth(operations: usize) -> Sample {
    let pool = Pool::<Vec<u8>>::new();
    held(operations, || pool.get())
}

fn held_boxes(operations: usize) -> Sample {
    held(operations, Box::<Vec<u8>>::default)
}

fn held<B>(count: usize, make: impl Fn() -> B) -> Sample {
    let mut held = Vec::with_capacity(count);
    Sample::of(count, || {
        for _ in 0..count {
            held.push(black_box(make()));
        }
    })
}

pub(super) fn measures() -> Vec<Measure> {
    vec![
        Measure::new(NOTHING_KEPT, Amount::Times(1), nothing_kept),
        Measure::new(BOX, Amount::Times(1), boxes),
        Measure::new(GROWTH, Amount::Exactly(HELD), growth),
        Measure::new(BOXES, Amount::Exactly(HELD), held_boxes),
    ]
}

pub(super) fn targets(results: &Results) -> Vec<Target> {
    vec![
        Target::at_most(
            "a miss with nothing kept, beside a box made and dropped and 15 ns",
            1.5,
            " ×",
            results.of_both(NOTHING_KEPT, BOX, |miss, made| {
                miss / (made + BESIDE_THE_BOX)
            }),
        ),
        Target::at_most(
            "growth to 200,000 held, beside as many boxes",
            1.6,
            " ×",
            results.ratio(GROWTH, BOXES),
        ),
    ]
}
