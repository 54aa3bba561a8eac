//! Programs over a pool and several threads, and a model that knows every object.
//!
//! One step at a time, on whichever thread the program names, so that the model is exact: after
//! each step all figures must be what it says. It does not know which idle object a `get` will
//! find, nor what the pool lets go for want of room or for age; it takes note of that, and checks
//! that it was allowed.

use std::collections::HashMap;
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use pool_runtime::{OwnedPooled, Pool, Poolable, testing};

/// How many threads a program may name.
pub const THREADS: usize = 4;
/// What a pool counts in one object, in bytes, whatever its limits: half a tebibyte, or all there is.
const LARGEST: usize = usize::MAX >> usize::BITS.saturating_sub(39);
/// What an idle object takes beside what it retains, in bytes.
const INLINE: usize = size_of::<Item>();
const DECAY: Duration = Duration::from_secs(3600);

/// What happened to objects since the last look, told by themselves.
#[derive(Default)]
struct Log {
    made: Vec<usize>,
    dropped: Vec<usize>,
    count: usize,
}

type SharedLog = Arc<Mutex<Log>>;

fn open(log: &SharedLog) -> std::sync::MutexGuard<'_, Log> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What an object's own methods do wrong at its return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// [`Poolable::is_reusable`] says no.
    NotReusable,
    /// [`Poolable::reset`] panics.
    ResetPanics,
    /// [`Poolable::retained_bytes`] panics.
    SizePanics,
    /// The destructor panics.
    DropPanics,
}

struct Item {
    id: usize,
    log: SharedLog,
    /// Said to be retained: large without the memory.
    retained: usize,
    used: usize,
    fault: Fault,
}

/// A panic without its message on the terminal.
fn panic_quietly() {
    panic::resume_unwind(Box::new("on purpose"));
}

impl Poolable for Item {
    fn reset(&mut self) {
        if self.fault == Fault::ResetPanics {
            panic_quietly();
        }
        self.used = 0;
    }

    fn retained_bytes(&self) -> usize {
        if self.fault == Fault::SizePanics {
            panic_quietly();
        }
        self.retained
    }

    fn used_bytes(&self) -> usize {
        self.used
    }

    fn is_reusable(&self) -> bool {
        self.fault != Fault::NotReusable
    }
}

impl Drop for Item {
    fn drop(&mut self) {
        open(&self.log).dropped.push(self.id);
        if self.fault == Fault::DropPanics {
            panic_quietly();
        }
    }
}

/// A step on one of the [`THREADS`]. `held` names one of the objects borrowed at the time; with
/// none, nothing happens.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields: who does it, to what")]
pub enum Step {
    /// Borrows.
    Get { thread: usize },
    /// Sets what an object says of its size.
    Write {
        thread: usize,
        held: usize,
        retained: usize,
        used: usize,
    },
    /// Waits for an object, which `other` then returns. Nothing where one may be had at once.
    Wait {
        thread: usize,
        other: usize,
        held: usize,
    },
    /// Drops a guard.
    Return { thread: usize, held: usize },
    /// Drops a guard whose object misbehaves.
    ReturnFaulty {
        thread: usize,
        held: usize,
        fault: Fault,
    },
    /// Drops a guard while the thread unwinds.
    ReturnInPanic { thread: usize, held: usize },
    /// Takes an object out of the pool.
    Detach { thread: usize, held: usize },
    /// Discards an object.
    Discard { thread: usize, held: usize },
    /// Frees what is idle.
    Trim { thread: usize },
    /// Builds idle objects.
    Prewarm { thread: usize, count: usize },
    /// Ends a thread; the next step on it starts another.
    Die { thread: usize },
    /// Lets so many hundredths of `idle_decay` pass.
    Tick { part: u32 },
    /// Drops the pool, if nothing is borrowed, and builds another.
    Rebuild,
}

/// A pool, and what it makes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// `max_idle`.
    pub idle: usize,
    /// `max_idle_bytes`.
    pub idle_bytes: usize,
    /// `max_object_bytes`, no more than `max_idle_bytes`.
    pub object_bytes: usize,
    /// What a new object retains.
    pub fresh_bytes: usize,
    /// `max_objects`: then nobody waits but in [`Step::Wait`].
    pub objects: Option<usize>,
}

/// A thread that does as it is told, one thing at a time.
struct Worker {
    orders: Sender<Box<dyn FnOnce() + Send>>,
    thread: JoinHandle<()>,
}

impl Worker {
    fn start() -> Self {
        let (orders, inbox): (Sender<Box<dyn FnOnce() + Send>>, Receiver<_>) = channel();
        let thread = thread::spawn(move || inbox.into_iter().for_each(|order| order()));
        Self { orders, thread }
    }

    fn run<R: Send + 'static>(&self, order: impl FnOnce() -> R + Send + 'static) -> R {
        let answer = self.begin(order);
        answer.recv().expect("the order did not panic")
    }

    fn begin<R: Send + 'static>(&self, order: impl FnOnce() -> R + Send + 'static) -> Receiver<R> {
        let (reply, answer) = channel();
        let order = Box::new(move || {
            let _ = reply.send(order());
        });
        self.orders.send(order).expect("the thread is waiting");
        answer
    }

    fn die(self) {
        drop(self.orders);
        self.thread.join().expect("no order panicked");
    }
}

/// What the model knows of an object.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    held: bool,
    retained: usize,
    strikes: u8,
}

impl Known {
    /// What it counts while it is idle, in bytes.
    fn cost(self) -> usize {
        INLINE + self.retained
    }
}

/// The figures a pool should show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Figures {
    hits: u64,
    misses: u64,
    returns: u64,
    prewarmed: u64,
    oversized: u64,
    over_budget: u64,
    underused: u64,
    panicked: u64,
    not_reusable: u64,
    discarded: u64,
    detached: u64,
    trimmed: u64,
    decayed: u64,
}

/// Why an object must go at its return, if it must.
enum Verdict {
    Fits,
    Oversized,
    Underused,
    Panicked,
    NotReusable,
}

struct Trial {
    limits: Limits,
    log: SharedLog,
    pool: Arc<Pool<Item>>,
    workers: Vec<Option<Worker>>,
    held: Vec<OwnedPooled<Item>>,
    known: HashMap<usize, Known>,
    figures: Figures,
}

impl Trial {
    fn new(limits: Limits) -> Self {
        let log = SharedLog::default();
        Self {
            limits,
            pool: Self::build(limits, &log),
            log,
            workers: (0..THREADS).map(|_| None).collect(),
            held: Vec::new(),
            known: HashMap::new(),
            figures: Figures::default(),
        }
    }

    fn build(limits: Limits, log: &SharedLog) -> Arc<Pool<Item>> {
        let log = Arc::clone(log);
        let builder = Pool::builder()
            .init(move || {
                let mut open = open(&log);
                let id = open.count;
                open.count += 1;
                open.made.push(id);
                Item {
                    id,
                    log: Arc::clone(&log),
                    retained: limits.fresh_bytes,
                    used: 0,
                    fault: Fault::None,
                }
            })
            .max_idle(limits.idle)
            .max_idle_bytes(limits.idle_bytes)
            .max_object_bytes(limits.object_bytes)
            .idle_decay(DECAY);
        let builder = match limits.objects {
            Some(objects) => builder.max_objects(objects),
            None => builder,
        };
        Arc::new(builder.build())
    }

    fn run<R: Send + 'static>(
        &mut self,
        thread: usize,
        order: impl FnOnce() -> R + Send + 'static,
    ) -> R {
        self.workers[thread]
            .get_or_insert_with(Worker::start)
            .run(order)
    }

    fn choose(&mut self, held: usize) -> Option<OwnedPooled<Item>> {
        let count = self.held.len();
        (count > 0).then(|| self.held.swap_remove(held % count))
    }

    fn idle(&self) -> (usize, usize) {
        let idle = self.known.values().filter(|known| !known.held);
        idle.fold((0, 0), |(count, bytes), known| {
            (count + 1, bytes + known.cost())
        })
    }

    /// What was dropped since the last call. All of it was idle, and is gone from now on.
    fn gone(&mut self) -> Vec<usize> {
        let dropped = mem::take(&mut open(&self.log).dropped);
        for id in &dropped {
            let known = self
                .known
                .remove(id)
                .expect("dropped once, and not built to be dropped");
            assert!(!known.held, "object {id} was dropped in somebody's hands");
        }
        dropped
    }

    /// Whatever else was dropped was idle, and too old.
    fn settle(&mut self) {
        let gone = self.gone();
        self.figures.decayed += gone.len() as u64;
    }

    fn step(&mut self, step: &Step) {
        match *step {
            Step::Get { thread } => self.get(thread),
            Step::Wait {
                thread,
                other,
                held,
            } => self.wait(thread, other, held),
            Step::Write {
                thread,
                held,
                retained,
                used,
            } => {
                let Some(mut guard) = self.choose(held) else {
                    return;
                };
                let guard = self.run(thread, move || {
                    guard.retained = retained;
                    guard.used = used.min(retained);
                    guard
                });
                self.held.push(guard);
            }
            Step::Return { thread, held } => self.give_back(thread, held, Fault::None, false),
            Step::ReturnFaulty {
                thread,
                held,
                fault,
            } => {
                self.give_back(thread, held, fault, false);
            }
            Step::ReturnInPanic { thread, held } => {
                self.give_back(thread, held, Fault::None, true);
            }
            Step::Detach { thread, held } => {
                let Some(guard) = self.choose(held) else {
                    return;
                };
                let id = guard.id;
                self.run(thread, move || drop(OwnedPooled::detach(guard)));
                self.figures.detached += 1;
                self.left(id);
            }
            Step::Discard { thread, held } => {
                let Some(guard) = self.choose(held) else {
                    return;
                };
                let id = guard.id;
                self.run(thread, move || OwnedPooled::discard(guard));
                self.figures.discarded += 1;
                self.left(id);
            }
            Step::Trim { thread } => self.trim(thread),
            Step::Prewarm { thread, count } => self.prewarm(thread, count),
            Step::Die { thread } => {
                if let Some(worker) = self.workers[thread].take() {
                    worker.die();
                }
            }
            Step::Tick { part } => testing::advance(&self.pool, DECAY * part / 100),
            Step::Rebuild => self.rebuild(),
        }
    }

    fn get(&mut self, thread: usize) {
        let pool = Arc::clone(&self.pool);
        let Some(guard) = self.run(thread, move || pool.try_get_owned()) else {
            assert!(self.is_at_the_bound(), "there was one to be had");
            return;
        };
        self.has_got(guard);
    }

    /// Whether all there may be are held.
    fn is_at_the_bound(&self) -> bool {
        self.limits.objects == Some(self.known.len()) && self.known.values().all(|it| it.held)
    }

    fn wait(&mut self, thread: usize, other: usize, held: usize) {
        if thread == other || !self.is_at_the_bound() {
            return;
        }
        let pool = Arc::clone(&self.pool);
        let answer = self.workers[thread]
            .get_or_insert_with(Worker::start)
            .begin(move || pool.get_owned());
        while self.pool.stats().waiting == 0 {
            thread::yield_now();
        }
        self.give_back(other, held, Fault::None, false);
        let guard = answer.recv().expect("it was woken");
        self.has_got(guard);
    }

    fn has_got(&mut self, guard: OwnedPooled<Item>) {
        let made = mem::take(&mut open(&self.log).made);
        let fresh = self.limits.fresh_bytes;
        if made.is_empty() {
            let known = self
                .known
                .get_mut(&guard.id)
                .expect("got an object that is gone");
            assert!(!known.held, "one object in two hands");
            assert_eq!(guard.retained, known.retained, "changed while idle");
            known.held = true;
            self.figures.hits += 1;
        } else {
            assert_eq!(made, [guard.id], "built and not handed out");
            let known = Known {
                held: true,
                retained: fresh,
                strikes: 0,
            };
            self.known.insert(guard.id, known);
            self.figures.misses += 1;
        }
        assert_eq!((guard.used, guard.fault), (0, Fault::None), "not as fresh");
        self.held.push(guard);
    }

    /// The rules of a return, but for the budget's.
    fn judge(&mut self, guard: &Item, in_panic: bool) -> Verdict {
        let known = self.known.get_mut(&guard.id).expect("it is held");
        let (retained, used) = (guard.retained, guard.used);
        match guard.fault {
            _ if in_panic => return Verdict::Panicked,
            Fault::ResetPanics | Fault::SizePanics => return Verdict::Panicked,
            Fault::NotReusable => return Verdict::NotReusable,
            Fault::None | Fault::DropPanics => {}
        }
        if INLINE.saturating_add(retained) > self.limits.object_bytes.min(LARGEST) {
            return Verdict::Oversized;
        }
        // What retains little counts neither way.
        if retained > 4096 {
            if used >= retained / 4 {
                known.strikes = 0;
            } else if known.strikes < 4 {
                known.strikes += 1;
            } else {
                return Verdict::Underused;
            }
        }
        known.retained = retained;
        Verdict::Fits
    }

    fn give_back(&mut self, thread: usize, held: usize, fault: Fault, in_panic: bool) {
        let Some(mut guard) = self.choose(held) else {
            return;
        };
        if fault == Fault::DropPanics {
            // One that is kept would go off whenever the model is not looking.
            guard.retained = usize::MAX;
        }
        guard.fault = fault;
        let id = guard.id;
        let verdict = self.judge(&guard, in_panic);
        self.run(thread, move || {
            if in_panic {
                let caught = panic::catch_unwind(AssertUnwindSafe(move || {
                    let _guard = guard;
                    panic_quietly();
                }));
                assert!(caught.is_err());
            } else {
                drop(guard);
            }
        });
        let cause = match verdict {
            Verdict::Fits => {
                // The pool decides: kept, or over budget.
                if open(&self.log).dropped.contains(&id) {
                    self.figures.over_budget += 1;
                    self.left(id);
                } else {
                    self.figures.returns += 1;
                    self.known.get_mut(&id).expect("it was held").held = false;
                }
                return;
            }
            Verdict::Oversized => &mut self.figures.oversized,
            Verdict::Underused => &mut self.figures.underused,
            Verdict::Panicked => &mut self.figures.panicked,
            Verdict::NotReusable => &mut self.figures.not_reusable,
        };
        *cause += 1;
        self.left(id);
    }

    /// A borrowed object left the pool and was dropped, once.
    fn left(&mut self, id: usize) {
        let mut open = open(&self.log);
        let count = open.dropped.len();
        open.dropped.retain(|dropped| *dropped != id);
        assert_eq!(
            open.dropped.len() + 1,
            count,
            "object {id} left, and was not dropped once"
        );
        drop(open);
        self.known.remove(&id);
    }

    fn trim(&mut self, thread: usize) {
        let (count, bytes) = self.idle();
        let pool = Arc::clone(&self.pool);
        let trimmed = self.run(thread, move || pool.trim());
        let gone = self.gone();
        assert_eq!(gone.len(), trimmed.objects);
        self.figures.trimmed += gone.len() as u64;
        // Elsewhere the caches of other threads are asked.
        if cfg!(target_os = "linux") {
            assert_eq!(
                (trimmed.objects, trimmed.bytes),
                (count, bytes),
                "idle and not trimmed"
            );
        }
    }

    fn prewarm(&mut self, thread: usize, count: usize) {
        let Limits {
            idle,
            idle_bytes,
            object_bytes,
            fresh_bytes,
            objects,
        } = self.limits;
        let before = self.idle();
        let pool = Arc::clone(&self.pool);
        let prewarmed = self.run(thread, move || pool.prewarm(count));
        let fresh_cost = INLINE + fresh_bytes;
        let by_bytes = (idle_bytes - before.1) / fresh_cost;
        let bound = objects.map_or(usize::MAX, |objects| objects - self.known.len());
        let room = (idle - before.0).min(by_bytes).min(bound);
        let expected = if fresh_cost > object_bytes {
            0
        } else {
            count.min(room)
        };
        if cfg!(target_os = "linux") {
            assert_eq!(prewarmed, expected, "of {count} prewarmed");
        }
        let mut open = open(&self.log);
        let made = mem::take(&mut open.made);
        let (refused, kept): (Vec<_>, Vec<_>) =
            made.into_iter().partition(|id| open.dropped.contains(id));
        open.dropped.retain(|id| !refused.contains(id));
        drop(open);
        assert_eq!(kept.len(), prewarmed);
        let known = Known {
            held: false,
            retained: fresh_bytes,
            strikes: 0,
        };
        self.known.extend(kept.into_iter().map(|id| (id, known)));
        self.figures.prewarmed += prewarmed as u64;
    }

    /// Another pool in the place of this one, which drops what is idle. Threads keep their seats.
    fn rebuild(&mut self) {
        if !self.held.is_empty() {
            return;
        }
        self.pool = Self::build(self.limits, &self.log);
        self.gone();
        assert!(self.known.is_empty(), "the pool left something behind");
        self.figures = Figures::default();
    }

    fn check(&self) {
        let stats = self.pool.stats();
        let shown = Figures {
            hits: stats.hits,
            misses: stats.misses,
            returns: stats.returns,
            prewarmed: stats.prewarmed,
            oversized: stats.discards.oversized,
            over_budget: stats.discards.over_budget,
            underused: stats.discards.underused,
            panicked: stats.discards.panicked,
            not_reusable: stats.discards.not_reusable,
            discarded: stats.discards.discarded,
            detached: stats.discards.detached,
            trimmed: stats.discards.trimmed,
            decayed: stats.discards.decayed,
        };
        assert_eq!(shown, self.figures, "shown, and expected");
        assert_eq!((stats.live, stats.waiting), (self.held.len(), 0));
        let bound = self.limits.objects.unwrap_or(usize::MAX);
        assert!(self.known.len() <= bound, "more than the bound allows");
        assert_eq!((stats.idle, stats.idle_bytes), self.idle());
        assert!(stats.peak_idle <= self.limits.idle);
        assert!(stats.peak_idle_bytes <= self.limits.idle_bytes);
        assert!(stats.idle <= stats.peak_idle && stats.live <= stats.peak_live);
    }

    /// The pool ends with its last guard, whatever threads are still there.
    fn end(mut self) {
        self.held.clear();
        drop(mem::replace(
            &mut self.pool,
            Arc::new(Pool::with_init(|| unreachable!())),
        ));
        for worker in self.workers.drain(..).flatten() {
            worker.die();
        }
        let mut left: Vec<usize> = self.known.keys().copied().collect();
        let mut dropped = mem::take(&mut open(&self.log).dropped);
        left.sort_unstable();
        dropped.sort_unstable();
        assert_eq!(dropped, left, "dropped at the end, and alive before it");
    }
}

/// Runs a program and checks every figure after each step.
///
/// # Panics
///
/// If the pool does what the model does not allow.
pub fn run(limits: Limits, program: &[Step]) {
    let mut trial = Trial::new(limits);
    for step in program {
        trial.step(step);
        trial.settle();
        trial.check();
    }
    trial.end();
}
