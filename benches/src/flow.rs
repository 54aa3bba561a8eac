//! Objects borrowed on some threads and dropped on others, in batches over a spinning queue.

use crate::sample::{Sample, WARM_UP};
use crate::work::made;
use crossbeam_queue::ArrayQueue;
use crossbeam_utils::Backoff;
use std::sync::Barrier;
use std::thread;
use std::time::Instant;

/// Batches under way at once, at most.
const UNDER_WAY: usize = 8;

/// Batches, for each pair of threads, after which every cache has had its share.
const SETTLED: usize = 64;

/// Who takes part.
#[derive(Clone, Copy, Debug)]
pub struct Sides {
    /// Threads that borrow.
    pub getters: usize,
    /// Threads that drop.
    pub returners: usize,
}

/// Passes `batches` batches from threads that put objects in to threads that take them out. The
/// empty batches go back, so the queue itself allocates nothing.
///
/// # Panics
///
/// If one of the functions does.
pub fn pass<B, F, D>(
    sides: Sides,
    batches: usize,
    new: impl Fn() -> B,
    put_in: impl Fn() -> F + Sync,
    take_out: impl Fn() -> D + Sync,
) -> Sample
where
    B: Send,
    F: FnMut(&mut B),
    D: FnMut(&mut B),
{
    let Sides { getters, returners } = sides;
    let empty = ArrayQueue::new(UNDER_WAY);
    let filled = ArrayQueue::new(UNDER_WAY);
    for _ in 0..UNDER_WAY {
        drop(empty.push(new()));
    }
    // Everybody does a whole number.
    let unit = batches.div_ceil(getters * returners);
    let warm_unit = unit.div_ceil(WARM_UP) + SETTLED;
    let steady = Barrier::new(getters + returners);
    let run = |mut step: Box<dyn FnMut() + '_>, others: usize| {
        (0..warm_unit * others).for_each(|_| step());
        steady.wait();
        let (before, start) = (made(), Instant::now());
        (0..unit * others).for_each(|_| step());
        (start, Instant::now(), made() - before)
    };
    let (empty, filled, put_in, take_out, run) = (&empty, &filled, &put_in, &take_out, &run);
    let parts = thread::scope(|scope| {
        let getting = (0..getters).map(|_| {
            scope.spawn(move || {
                let mut put_in = put_in();
                let step = move || {
                    let mut batch = pop(empty);
                    put_in(&mut batch);
                    push(filled, batch);
                };
                run(Box::new(step), returners)
            })
        });
        let returning = (0..returners).map(|_| {
            scope.spawn(move || {
                let mut take_out = take_out();
                let step = move || {
                    let mut batch = pop(filled);
                    take_out(&mut batch);
                    push(empty, batch);
                };
                run(Box::new(step), getters)
            })
        });
        // All must run before any is waited for.
        #[expect(clippy::needless_collect, reason = "it spawns")]
        let threads: Vec<_> = getting.chain(returning).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a side of a flow panicked"))
            .collect::<Vec<_>>()
    });
    Sample::over(&parts, unit * getters * returners)
}

fn pop<B>(queue: &ArrayQueue<B>) -> B {
    let backoff = Backoff::new();
    loop {
        match queue.pop() {
            Some(batch) => return batch,
            None => backoff.snooze(),
        }
    }
}

fn push<B>(queue: &ArrayQueue<B>, batch: B) {
    assert!(queue.push(batch).is_ok(), "there is room for all there are");
}
