//! Full magazines, shared by all threads.
//!
//! One queue a shard, one shard for every two threads that run at once; a thread pushes to its own
//! and pops from its own first, so pure hand-off costs one look at an empty queue. A queue is
//! first-in-first-out, which is why age cannot tell what is surplus: every magazine gets its turn.
//! What can is the low-water mark of each interval, as in Bonwick & Adams, "Magazines and Vmem"
//! (USENIX 2001), section 3.6: magazines that were there all the time were not needed.

use super::object::Magazine;
use crate::sync::{Gauge, Queue};
use crossbeam_utils::CachePadded;
use once_cell::sync::OnceCell;
use std::thread;

/// More shards than this are more empty queues to look at, not less contention.
const MAX_SHARDS: usize = 8;

pub(crate) struct Depot<T> {
    shards: Box<[CachePadded<Shard<T>>]>,
}

struct Shard<T> {
    magazines: Queue<Magazine<T>>,
    /// Fewest magazines since the last interval began. A race may lose a mark: the surplus is then
    /// freed an interval early and built again.
    low: Gauge,
}

impl<T> Depot<T> {
    pub(crate) fn new() -> Self {
        let shards = threads_at_once().next_power_of_two().min(MAX_SHARDS);
        Self {
            shards: (0..shards)
                .map(|_| {
                    CachePadded::new(Shard {
                        magazines: Queue::new(),
                        low: Gauge::new(0),
                    })
                })
                .collect(),
        }
    }

    /// Takes in a magazine; an empty one is nothing to keep.
    pub(crate) fn push(&self, home: usize, magazine: Magazine<T>) {
        if magazine.is_empty() {
            return;
        }
        self.shards[home & (self.shards.len() - 1)]
            .magazines
            .push(magazine);
    }

    pub(crate) fn pop(&self, home: usize) -> Option<Magazine<T>> {
        (0..self.shards.len())
            .find_map(|step| self.shards[(home + step) & (self.shards.len() - 1)].pop())
    }

    /// Whether there is nothing. Costs less than to find it out by [`pop`](Self::pop).
    pub(crate) fn is_empty(&self) -> bool {
        self.shards.iter().all(|shard| shard.is_empty())
    }

    /// Takes out what is there now, and not what comes meanwhile.
    pub(crate) fn drain(&self) -> Vec<Magazine<T>> {
        let mut all = Vec::new();
        for shard in &self.shards {
            all.extend((0..shard.magazines.len()).map_while(|_| shard.pop()));
        }
        all
    }

    /// Takes out what nobody needed since the last call.
    pub(crate) fn surplus(&self) -> Vec<Magazine<T>> {
        let mut surplus = Vec::new();
        for shard in &self.shards {
            for _ in 0..shard.low.get() {
                surplus.extend(shard.magazines.pop());
            }
            shard.low.set(shard.magazines.len());
        }
        surplus
    }
}

impl<T> Shard<T> {
    fn is_empty(&self) -> bool {
        let empty = self.magazines.is_empty();
        if empty {
            self.mark(0);
        }
        empty
    }

    fn pop(&self) -> Option<Magazine<T>> {
        // An empty queue's `pop` costs a full fence, its `is_empty` none.
        if self.is_empty() {
            return None;
        }
        let magazine = self.magazines.pop();
        self.mark(self.magazines.len());
        magazine
    }

    fn mark(&self, left: usize) {
        if left < self.low.get() {
            self.low.set(left);
        }
    }
}

/// Asked once: the answer takes several system calls, and a pool may live for one request.
fn threads_at_once() -> usize {
    static THREADS: OnceCell<usize> = OnceCell::new();
    if cfg!(loom) {
        1
    } else {
        *THREADS.get_or_init(|| thread::available_parallelism().map_or(1, usize::from))
    }
}
