//! Bounded pools: what a bound costs a hit, a thread that waits, and many tasks on few objects; and a
//! traced pool.

use super::{Amount, Measure, Results};
use crate::sample::Sample;
use crate::target::Target;
use crate::workload::one;
use deadpool::unmanaged;
use pool_runtime::Pool;
use std::hint::black_box;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

const UNBOUNDED: &str = "a hit without a bound";
const BOUNDED: &str = "a hit in a bounded pool";
const TRACED: &str = "a hit in a traced pool";
const HANDED: &str = "handed over to a waiting thread";
const BY_CONDVAR: &str = "the same by a `Mutex` and a `Condvar`";
const TASKS: &str = "64 tasks on 4 objects";
const TASKS_OF_DEADPOOL: &str = "the same with deadpool's unmanaged pool";

/// Tasks, objects, and threads that run them.
const MANY: usize = 64;
const FEW: usize = 4;
const WORKERS: usize = 2;

type Buffer = Vec<u8>;

fn use_it(buffer: &mut Buffer) {
    buffer.extend_from_slice(black_box([7; 16].as_slice()));
    black_box(buffer);
}

fn hits(pool: Pool<Buffer>) -> impl Fn(usize) -> Sample {
    move |operations| one(operations, || use_it(&mut pool.get()))
}

/// One object, returned by whoever has it and got by whoever waits.
trait OneObject: Sync {
    type Loan<'pool>
    where
        Self: 'pool;

    fn get(&self) -> Self::Loan<'_>;
}

impl OneObject for Pool<Buffer> {
    type Loan<'pool> = pool_runtime::Pooled<'pool, Buffer>;

    fn get(&self) -> Self::Loan<'_> {
        Pool::get(self)
    }
}

/// What one would write without a crate.
struct ByCondvar {
    idle: Mutex<Vec<Buffer>>,
    returned: Condvar,
}

struct Loan<'pool> {
    pool: &'pool ByCondvar,
    buffer: Option<Buffer>,
}

impl OneObject for ByCondvar {
    type Loan<'pool> = Loan<'pool>;

    fn get(&self) -> Loan<'_> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(buffer) = idle.pop() {
                return Loan {
                    pool: self,
                    buffer: Some(buffer),
                };
            }
            idle = self
                .returned
                .wait(idle)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        let mut buffer = self.buffer.take().unwrap_or_default();
        buffer.clear();
        let mut idle = self
            .pool
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        idle.push(buffer);
        drop(idle);
        self.pool.returned.notify_one();
    }
}

/// Two objects go round between two threads: each waits for the one that the other has, and returns the
/// one it has. Two hand-overs a round.
fn hand_over<P: OneObject>(rounds: usize, pools: &[P; 2]) -> Sample {
    let [first, second] = pools;
    let sample = Sample::of(rounds, || {
        thread::scope(|scope| {
            let held = first.get();
            scope.spawn(move || {
                let mut held = second.get();
                for round in 0..rounds {
                    let next = if round % 2 == 0 { first } else { second }.get();
                    held = next;
                }
                drop(held);
            });
            let mut held = Some(held);
            for round in 0..rounds {
                drop(held.take());
                let next = if round % 2 == 0 { second } else { first }.get();
                held = Some(next);
            }
            drop(held);
        });
    });
    sample.in_batches_of(2)
}

fn ours(rounds: usize) -> Sample {
    let pool = || Pool::builder().max_objects(1).build();
    hand_over(rounds, &[pool(), pool()])
}

fn by_condvar(rounds: usize) -> Sample {
    let pool = || ByCondvar {
        idle: Mutex::new(vec![Buffer::new()]),
        returned: Condvar::new(),
    };
    hand_over(rounds, &[pool(), pool()])
}

/// Tasks that each hold an object while another task runs.
fn tasks<F: Future<Output = ()> + Send + 'static>(
    operations: usize,
    task: impl Fn(usize) -> F,
) -> Sample {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .build()
        .expect("threads for a runtime");
    let each = operations.div_ceil(MANY);
    Sample::of(each * MANY, || {
        runtime.block_on(async {
            let tasks: Vec<_> = (0..MANY).map(|_| tokio::spawn(task(each))).collect();
            for task in tasks {
                task.await.expect("a task ends");
            }
        });
    })
}

fn our_tasks(operations: usize) -> Sample {
    let pool = Arc::new(Pool::<Buffer>::builder().max_objects(FEW).build());
    tasks(operations, |each| {
        let pool = Arc::clone(&pool);
        async move {
            for _ in 0..each {
                let mut buffer = pool.get_async().await;
                use_it(&mut buffer);
                tokio::task::yield_now().await;
            }
        }
    })
}

fn tasks_of_deadpool(operations: usize) -> Sample {
    let pool = unmanaged::Pool::from(vec![Buffer::new(); FEW]);
    tasks(operations, |each| {
        let pool = pool.clone();
        async move {
            for _ in 0..each {
                let mut buffer = pool.get().await.expect("it is open");
                use_it(&mut buffer);
                tokio::task::yield_now().await;
                buffer.clear();
            }
        }
    })
}

pub(super) fn measures() -> Vec<Measure> {
    let builder = Pool::<Buffer>::builder;
    vec![
        Measure::new(UNBOUNDED, Amount::Times(1), hits(builder().build())),
        Measure::new(
            BOUNDED,
            Amount::Times(1),
            hits(builder().max_objects(64).build()),
        ),
        Measure::new(
            TRACED,
            Amount::Times(1),
            hits(builder().trace_borrows().build()),
        ),
        Measure::new(HANDED, Amount::Times(2), ours),
        Measure::new(BY_CONDVAR, Amount::Times(2), by_condvar),
        Measure::new(TASKS, Amount::Times(4), our_tasks),
        Measure::new(TASKS_OF_DEADPOOL, Amount::Times(4), tasks_of_deadpool),
    ]
}

pub(super) fn targets(results: &Results) -> Vec<Target> {
    let ratio = |name: &'static str, limit, of, to| {
        Target::at_most(name, limit, " ×", results.ratio(of, to))
    };
    vec![
        ratio(
            "a hit in a bounded pool, beside one without a bound",
            1.05,
            BOUNDED,
            UNBOUNDED,
        ),
        ratio(
            "a hand-over to a waiting thread, beside a `Mutex` and a `Condvar`",
            1.0,
            HANDED,
            BY_CONDVAR,
        ),
        ratio(
            "64 tasks on 4 objects: a get, beside deadpool's unmanaged pool",
            0.5,
            TASKS,
            TASKS_OF_DEADPOOL,
        ),
        ratio(
            "a traced get and return, beside an untraced one",
            25.0,
            TRACED,
            UNBOUNDED,
        ),
    ]
}
