//! Every subject under every load, round by round.
//!
//! Other processes, clock speeds and memory layouts disturb what is measured for longer than one
//! measurement takes. So each round measures everything once, shortly, with a new pool, in an order
//! that moves on; a ratio is taken within each round; and the median of the rounds is reported.

use crate::bases::Fresh;
use crate::child::Child;
use crate::ours::{Borrowed, Owned, Static};
use crate::peers::{Deadpool, LockfreeObjectPool, ObjectPool, Opool, RegexAutomata, ShardedSlab};
use crate::sample::Sample;
use crate::subject::ByHand;
use crate::work::{LargeBuffer, SixFields, Work, Write, Zstd};
use crate::workload::{Workload, alone, cell, lend};
use crossbeam_queue::ArrayQueue;
use parking_lot::Mutex;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

/// Subjects that targets and tables name.
pub mod name {
    /// The base of everything.
    pub const ALONE: &str = "(the work alone)";
    /// The floor of what a pool can cost.
    pub const CELL: &str = "`thread_local!` cell";
    /// What a pool is to save.
    pub const FRESH: &str = "fresh allocation";
    /// The same, with the other allocator.
    pub const MIMALLOC: &str = "fresh allocation, mimalloc";
    /// This pool, as most will use it.
    pub const STATIC: &str = "**this pool**, static";
    /// This pool behind a reference.
    pub const BORROWED: &str = "**this pool**, borrowed guards";
    /// This pool in an `Arc`.
    pub const OWNED: &str = "**this pool**, owned guards";
    /// Fast on the one thread that owns it.
    pub const REGEX: &str = "regex-automata 0.4 pool";
    /// Peers that any thread may use alike.
    pub const SHAREABLE: [&str; 7] = [
        "opool 0.2",
        "crossbeam `ArrayQueue`",
        "lockfree-object-pool 0.1.6",
        "object-pool 0.6",
        "sharded-slab 0.1.7",
        "deadpool 0.13 unmanaged",
        "parking_lot `Mutex<Vec>`",
    ];
}

/// Operations of the shortest measurement.
const FEWEST: usize = 64;

type Run = Box<dyn Fn(Workload, usize) -> Option<Sample>>;

/// A subject, ready for one kind of work.
pub struct Contestant {
    /// As in the tables.
    pub name: &'static str,
    run: Run,
}

/// A kind of work, with everybody who does it.
pub struct Event {
    /// As in `--work`.
    pub name: &'static str,
    /// As in a heading.
    pub title: &'static str,
    /// The pool is lost in the work: two loads will do, unless others are asked for.
    pub is_heavy: bool,
    /// In the order of the tables.
    pub contestants: Vec<Contestant>,
}

/// All four.
pub fn events(mimalloc: Option<Child>) -> Vec<Event> {
    let mimalloc = mimalloc.map(|child| Rc::new(RefCell::new(child)));
    vec![
        event::<Write>(false, mimalloc.clone()),
        event::<SixFields>(false, mimalloc.clone()),
        event::<LargeBuffer>(true, mimalloc.clone()),
        event::<Zstd>(true, mimalloc),
    ]
}

fn event<W: Work>(is_heavy: bool, mimalloc: Option<Rc<RefCell<Child>>>) -> Event {
    let contestant = |name, run| Contestant { name, run };
    let [opool, queue, lockfree, object_pool, slab, deadpool, mutex] = name::SHAREABLE;
    let mut contestants = vec![
        contestant(name::ALONE, Box::new(alone::<W>) as Run),
        contestant(name::CELL, Box::new(cell::<W>)),
        contestant(name::STATIC, Box::new(lend::<W, Static<W>>)),
        contestant(name::BORROWED, Box::new(lend::<W, Borrowed<W>>)),
        contestant(name::OWNED, Box::new(lend::<W, Owned<W>>)),
        contestant(name::REGEX, Box::new(lend::<W, RegexAutomata<W>>)),
        contestant(opool, Box::new(lend::<W, Opool<W>>)),
        contestant(queue, Box::new(lend::<W, ByHand<ArrayQueue<W::Object>, W>>)),
        contestant(lockfree, Box::new(lend::<W, LockfreeObjectPool<W>>)),
        contestant(object_pool, Box::new(lend::<W, ObjectPool<W>>)),
        contestant(slab, Box::new(lend::<W, ShardedSlab<W>>)),
        contestant(deadpool, Box::new(lend::<W, Deadpool<W>>)),
        contestant(mutex, Box::new(lend::<W, ByHand<Mutex<Vec<W::Object>>, W>>)),
        contestant(name::FRESH, Box::new(lend::<W, Fresh>)),
    ];
    if let Some(child) = mimalloc {
        let run = move |workload, operations| child.borrow_mut().ask(W::NAME, workload, operations);
        contestants.push(contestant(name::MIMALLOC, Box::new(run)));
    }
    Event {
        name: W::NAME,
        title: W::TITLE,
        is_heavy,
        contestants,
    }
}

/// One subject under one load.
pub struct Line<'event> {
    /// Of which kind of work.
    pub event: &'event Event,
    /// Under which load.
    pub workload: Workload,
    /// Who.
    pub contestant: &'event Contestant,
    operations: usize,
    samples: Vec<Sample>,
}

/// What to run.
pub struct Plan<'plan> {
    /// Times that everything is measured.
    pub rounds: usize,
    /// How long one measurement takes, about.
    pub time: Duration,
    /// Only these loads; empty: those that suit the work.
    pub workloads: &'plan [Workload],
    /// Only subjects whose name holds one of these; empty: all.
    pub subjects: &'plan [String],
}

impl Plan<'_> {
    fn workloads(&self, event: &Event, all: &[Workload]) -> Vec<Workload> {
        match self.workloads {
            [] if event.is_heavy => vec![Workload::One, Workload::Cores],
            [] => all.to_vec(),
            asked => asked.to_vec(),
        }
    }

    fn takes(&self, contestant: &Contestant) -> bool {
        let name = contestant.name.to_lowercase();
        let named = |part: &String| name.contains(&part.to_lowercase());
        self.subjects.is_empty() || self.subjects.iter().any(named)
    }

    /// Runs it; `progress` is told of each round.
    pub fn run<'event>(
        &self,
        events: &'event [Event],
        all: &[Workload],
        mut progress: impl FnMut(&str),
    ) -> Results<'event> {
        let mut lines = Vec::new();
        for event in events {
            progress(event.title);
            for workload in self.workloads(event, all) {
                let taken = event.contestants.iter().filter(|it| self.takes(it));
                lines.extend(taken.filter_map(|it| self.prepare(event, workload, it)));
            }
        }
        for round in 0..self.rounds {
            progress(&format!("round {} of {}", round + 1, self.rounds));
            // A prime step, so that no subject always follows the same one.
            let count = lines.len();
            for at in 0..count {
                let line = &mut lines[(at + round * 7919) % count];
                let sample = (line.contestant.run)(line.workload, line.operations);
                line.samples.extend(sample);
            }
        }
        Results { lines }
    }

    /// Finds how many operations take the time.
    fn prepare<'event>(
        &self,
        event: &'event Event,
        workload: Workload,
        contestant: &'event Contestant,
    ) -> Option<Line<'event>> {
        // Threads that share cores need several turns each to get into each other's way.
        let time = match workload {
            Workload::Threads64 => self.time * 8,
            _ => self.time,
        };
        let operations = calibrate(time, |operations| (contestant.run)(workload, operations))?;
        Some(Line {
            event,
            workload,
            contestant,
            operations,
            samples: Vec::with_capacity(self.rounds),
        })
    }
}

/// How many operations take the time, about. `None` if they cannot be run.
pub fn calibrate(time: Duration, run: impl Fn(usize) -> Option<Sample>) -> Option<usize> {
    let mut operations = FEWEST;
    loop {
        let sample = run(operations)?;
        if sample.elapsed * 4 >= time {
            // Again, in case something else ran just then.
            let elapsed = sample.elapsed.min(run(operations)?.elapsed);
            let elapsed = elapsed.max(Duration::from_nanos(1));
            let scale = time.as_secs_f64() / elapsed.as_secs_f64();
            return Some(FEWEST.max((sample.operations as f64 * scale) as usize));
        }
        operations *= 4;
    }
}

/// What came of a run.
pub struct Results<'event> {
    lines: Vec<Line<'event>>,
}

/// What the rounds say.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// The median of the rounds' figures.
    pub median: f64,
    /// From the lowest cost of each that takes part: what is left when nothing disturbs.
    pub lowest: f64,
}

/// Whose cost: the work, the load, the subject.
pub type Key<'key> = (&'key str, Workload, &'key str);

impl Results<'_> {
    fn samples(&self, (work, workload, subject): Key<'_>) -> Option<&[Sample]> {
        self.lines
            .iter()
            .find(|line| {
                line.event.name == work
                    && line.workload == workload
                    && line.contestant.name == subject
            })
            .map(|line| line.samples.as_slice())
    }

    /// Nanoseconds an operation.
    pub fn cost(&self, key: Key<'_>) -> Option<Figure> {
        self.figure([key], |[cost]| cost)
    }

    /// How many times the cost of another.
    pub fn ratio(&self, of: Key<'_>, to: Key<'_>) -> Option<Figure> {
        self.figure([of, to], |[of, to]| of / to)
    }

    /// The same, of what each costs above a base.
    pub fn ratio_above(&self, of: Key<'_>, to: Key<'_>, base: Key<'_>) -> Option<Figure> {
        self.figure([of, to, base], |[of, to, base]| (of - base) / (to - base))
    }

    /// How much more than another.
    pub fn difference(&self, of: Key<'_>, to: Key<'_>) -> Option<Figure> {
        self.figure([of, to], |[of, to]| of - to)
    }

    /// A figure that follows from the costs of several.
    fn figure<const N: usize>(
        &self,
        keys: [Key<'_>; N],
        f: impl Fn([f64; N]) -> f64,
    ) -> Option<Figure> {
        let mut all = [[].as_slice(); N];
        for (samples, key) in all.iter_mut().zip(keys) {
            *samples = self.samples(key)?;
        }
        let rounds = all.iter().map(|samples| samples.len()).min()?;
        let lowest = |samples: &[Sample]| {
            let costs = samples.iter().map(Sample::cost);
            costs.fold(f64::INFINITY, f64::min)
        };
        Some(Figure {
            median: median((0..rounds).map(|round| f(all.map(|samples| samples[round].cost()))))?,
            lowest: f(all.map(lowest)),
        })
    }

    /// Misses in a thousand operations.
    pub fn misses(&self, key: Key<'_>) -> Option<Figure> {
        let rates = || Some(self.samples(key)?.iter().map(Sample::miss_rate));
        Some(Figure {
            median: median(rates()?)?,
            lowest: rates()?.fold(f64::INFINITY, f64::min),
        })
    }

    /// Names of the subjects that were measured, in order.
    pub fn subjects(&self, event: &Event) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for line in self
            .lines
            .iter()
            .filter(|line| line.event.name == event.name)
        {
            if !names.contains(&line.contestant.name) {
                names.push(line.contestant.name);
            }
        }
        names
    }

    /// The loads that were measured, in order.
    pub fn workloads(&self, event: &Event) -> Vec<Workload> {
        let mut workloads = Vec::new();
        for line in self
            .lines
            .iter()
            .filter(|line| line.event.name == event.name)
        {
            if !workloads.contains(&line.workload) {
                workloads.push(line.workload);
            }
        }
        workloads
    }
}

pub(crate) fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(values[middle]),
        _ => Some(f64::midpoint(values[middle - 1], values[middle])),
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn a_median_is_in_the_middle() {
        assert_eq!(median([].into_iter()), None);
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), Some(2.0));
        assert_eq!(median([4.0, 1.0, 2.0, 30.0].into_iter()), Some(3.0));
    }
}
