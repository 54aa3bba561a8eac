//! Bounded pools: what a bound costs a hit, a thread that waits, and many tasks on few objects; and a
//! traced pool.

use super::{Amount, Measure, Results};
use crate::sample::Sample;
use crate::target::Target;
use crate::workload::one;
use deadpool::unmanaged;
use pool_runtime::Pool;
use std::hint::{self, black_box};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

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

/// Hand-overs in a round, and the time that a waiter is given to fall asleep.
const HANDED_OVER: usize = 100;
const ASLEEP: Duration = Duration::from_micros(100);

type Buffer = Vec<u8>;

fn use_it(buffer: &mut Buffer) {
    buffer.extend_from_slice(black_box([7; 16].as_slice()));
    black_box(buffer);
}

fn hits(pool: Pool<Buffer>) -> impl Fn(usize) -> Sample {
    move |operations| one(operations, || use_it(&mut pool.get()))
}

/// One object, and whether somebody waits for it.
trait OneObject: Sync {
    type Loan<'pool>
    where
        Self: 'pool;

    fn get(&self) -> Self::Loan<'_>;
    fn is_waited_for(&self) -> bool;
}

impl OneObject for Pool<Buffer> {
    type Loan<'pool> = pool_runtime::Pooled<'pool, Buffer>;

    fn get(&self) -> Self::Loan<'_> {
        Pool::get(self)
    }

    fn is_waited_for(&self) -> bool {
        self.stats().waiting > 0
    }
}

/// What one would write without a crate.
struct ByCondvar {
    inside: Mutex<Inside>,
    returned: Condvar,
}

struct Inside {
    idle: Option<Buffer>,
    waiting: usize,
}

struct Loan<'pool> {
    pool: &'pool ByCondvar,
    buffer: Option<Buffer>,
}

impl ByCondvar {
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OneObject for ByCondvar {
    type Loan<'pool> = Loan<'pool>;

    fn get(&self) -> Loan<'_> {
        let mut inside = self.inside();
        inside.waiting += 1;
        let is_lent = |inside: &mut Inside| inside.idle.is_none();
        let waited = self.returned.wait_while(inside, is_lent);
        let mut inside = waited.unwrap_or_else(PoisonError::into_inner);
        inside.waiting -= 1;
        Loan {
            pool: self,
            buffer: inside.idle.take(),
        }
    }

    fn is_waited_for(&self) -> bool {
        self.inside().waiting > 0
    }
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        if let Some(buffer) = &mut self.buffer {
            buffer.clear();
        }
        self.pool.inside().idle = self.buffer.take();
        self.pool.returned.notify_one();
    }
}

/// From the return of the only object to when a thread that waits for it has it.
fn hand_over(rounds: usize, pool: &impl OneObject) -> Sample {
    let got = AtomicUsize::new(0);
    let mut elapsed = Duration::ZERO;
    let (line_up, next) = (Barrier::new(2), Barrier::new(2));
    thread::scope(|scope| {
        let (line_up, next, got) = (&line_up, &next, &got);
        let waiter = scope.spawn(move || {
            for _ in 0..rounds {
                line_up.wait();
                let held = pool.get();
                got.fetch_add(1, Ordering::Release);
                drop(held);
                next.wait();
            }
        });
        for round in 0..rounds {
            let held = pool.get();
            line_up.wait();
            while !pool.is_waited_for() {
                hint::spin_loop();
            }
            // It has counted itself, and is on its way to sleep.
            thread::sleep(ASLEEP);
            let start = Instant::now();
            drop(held);
            while got.load(Ordering::Acquire) == round {
                hint::spin_loop();
            }
            elapsed += start.elapsed();
            next.wait();
        }
        waiter.join().expect("a get panicked");
    });
    Sample {
        elapsed,
        operations: rounds,
        misses: 0,
        parallel: 1,
    }
}

fn ours(rounds: usize) -> Sample {
    hand_over(rounds, &Pool::builder().max_objects(1).build())
}

fn by_condvar(rounds: usize) -> Sample {
    let inside = Mutex::new(Inside {
        idle: Some(Buffer::new()),
        waiting: 0,
    });
    let returned = Condvar::new();
    hand_over(rounds, &ByCondvar { inside, returned })
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
        Measure::new(HANDED, Amount::Exactly(HANDED_OVER), ours),
        Measure::new(BY_CONDVAR, Amount::Exactly(HANDED_OVER), by_condvar),
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
