//! The threads: workers turn events into compressed batches, the caller's thread takes them in order.
//!
//! Batch `n` of a pass is worker `n % threads`'s, and each worker has a channel of its own, so that
//! taking from the channels in turn gives the order of the input, whatever the threads' pace, and no
//! worker runs further ahead than its channel is long.

use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use anyhow::Context as _;

use crate::batch::Batch;
use crate::input::Input;
use crate::record;
use crate::settings::Settings;
use crate::source::Source;

/// Batches a worker may be ahead of the writer.
const AHEAD: usize = 4;

/// What to do, but for how often and with which objects.
pub struct Plan {
    pub input: Input,
    pub settings: Arc<Settings>,
    pub threads: usize,
    /// Events in a batch.
    pub batch: usize,
}

impl Plan {
    /// The events of each batch of a pass.
    fn batches(&self) -> impl Iterator<Item = Range<usize>> {
        let events = self.input.len();
        let starts = (0..events).step_by(self.batch);
        starts.map(move |start| start..events.min(start.saturating_add(self.batch)))
    }

    /// How many batches a pass has.
    pub fn batch_count(&self) -> usize {
        self.input.len().div_ceil(self.batch)
    }
}

/// Takes what the workers made.
pub trait Consumer {
    /// The next batch of the pass.
    fn batch(&mut self, batch: &Batch) -> anyhow::Result<()>;

    /// There are no more of this pass.
    fn end_of_pass(&mut self) -> anyhow::Result<()>;
}

/// Goes over the input `passes` times.
pub fn run<S: Source>(
    source: &S,
    plan: &Plan,
    passes: u64,
    consumer: &mut impl Consumer,
) -> anyhow::Result<()> {
    thread::scope(|scope| {
        let mut receivers = Vec::with_capacity(plan.threads);
        for worker in 0..plan.threads {
            let (sender, receiver) = sync_channel(AHEAD);
            thread::Builder::new()
                .name(format!("worker {worker}"))
                .spawn_scoped(scope, move || work(source, plan, worker, passes, &sender))
                .context("cannot start a thread")?;
            receivers.push(receiver);
        }
        for _ in 0..passes {
            for receiver in receivers.iter().cycle().take(plan.batch_count()) {
                // A worker that is gone has panicked, which the end of the scope passes on.
                let Ok(batch) = receiver.recv() else {
                    return Ok(());
                };
                consumer.batch(&*batch?)?;
            }
            consumer.end_of_pass()?;
        }
        Ok(())
    })
}

/// Makes one worker's batches, until there are no more or nobody takes them.
fn work<S: Source>(
    source: &S,
    plan: &Plan,
    worker: usize,
    passes: u64,
    sender: &SyncSender<anyhow::Result<S::Batch>>,
) {
    for _ in 0..passes {
        for events in plan.batches().skip(worker).step_by(plan.threads) {
            if sender.send(make(source, plan, events)).is_err() {
                return;
            }
        }
    }
}

/// Makes the batch of some events.
fn make<S: Source>(source: &S, plan: &Plan, events: Range<usize>) -> anyhow::Result<S::Batch> {
    let mut output = source.batch();
    let batch = &mut *output;
    let mut context = source.context();
    context.begin(plan.settings.level)?;
    for index in events {
        let mut event = source.event();
        event.settings = Some(Arc::clone(&plan.settings));
        if let Err(error) = event.parse(plan.input.event(index)) {
            batch.malformed.push((index, error));
            continue;
        }
        record::write(&mut batch.record, &event)?;
        context.write(&batch.record, &mut batch.frame)?;
        batch.records += 1;
        batch.plain_bytes += batch.record.len() as u64;
    }
    if batch.records > 0 {
        context.end(&mut batch.frame)?;
    }
    Ok(output)
}
