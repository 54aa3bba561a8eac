//! Who has what a pool has lent: kept for a pool that was built to, and found by nobody else.
//!
//! Noted where an object leaves the store and crossed out where it comes back, both on the slow way,
//! which a traced pool always takes (see `store::seats`).

use crate::sync::{Mutex, lock};
use crate::{Pool, Poolable};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::panic::Location;
use std::thread::{self, Thread, ThreadId};
use std::time::{Duration, Instant};

/// An object that is borrowed now, from [`Pool::borrows`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Borrow {
    /// Where it was got: the call of [`get`](Pool::get), or of another way to get.
    pub place: &'static Location<'static>,
    /// Name of the thread that got it, if it has one.
    pub thread_name: Option<String>,
    /// The thread that got it. The guard may be on another one by now.
    pub thread_id: ThreadId,
    /// How long ago that was.
    pub age: Duration,
}

impl<T: Poolable> Pool<T> {
    /// The objects that are borrowed now, the oldest borrow first. Empty for a pool that was not built with
    /// [`trace_borrows`](crate::Builder::trace_borrows).
    ///
    /// A guard that was leaked stays in the list for ever, and so moves to its beginning:
    ///
    /// ```
    /// use pool_runtime::Pool;
    ///
    /// let pool: Pool<Vec<u8>> = Pool::builder().trace_borrows().build();
    /// std::mem::forget(pool.get()); // the leak
    /// for _ in 0..1000 {
    ///     pool.get().push(1);
    /// }
    /// let _held = pool.get();
    ///
    /// let borrows = pool.borrows();
    /// assert_eq!(borrows.len(), 2);
    /// let oldest = &borrows[0];
    /// println!("since {:?}: {}", oldest.age, oldest.place);
    /// # assert!(oldest.place.line() < borrows[1].place.line());
    /// ```
    pub fn borrows(&self) -> Vec<Borrow> {
        let traces = self.store().traces.as_ref();
        traces.map_or_else(Vec::new, |traces| traces.list())
    }
}

/// The borrows of one pool, each by its object's address.
pub(crate) struct Traces {
    live: Mutex<HashMap<usize, Trace, BuildHasherDefault<AddressHasher>>>,
}

#[derive(Clone)]
struct Trace {
    place: &'static Location<'static>,
    thread: Thread,
    since: Instant,
}

impl Traces {
    pub(crate) fn new() -> Self {
        Self {
            live: Mutex::new(HashMap::default()),
        }
    }

    pub(crate) fn note(&self, address: usize, place: &'static Location<'static>) {
        let trace = Trace {
            place,
            thread: thread::current(),
            since: Instant::now(),
        };
        lock(&self.live).insert(address, trace);
    }

    pub(crate) fn cross_out(&self, address: usize) {
        let trace = lock(&self.live).remove(&address);
        drop(trace);
    }

    fn list(&self) -> Vec<Borrow> {
        let mut traces: Vec<Trace> = lock(&self.live).values().cloned().collect();
        traces.sort_by_key(|trace| trace.since);
        // Once for all, so that ages are in the same order.
        let now = Instant::now();
        let borrows = traces.into_iter().map(|trace| Borrow {
            place: trace.place,
            thread_name: trace.thread.name().map(str::to_owned),
            thread_id: trace.thread.id(),
            age: now.saturating_duration_since(trace.since),
        });
        borrows.collect()
    }
}

/// Addresses need no more than to be spread: nobody chooses them.
#[derive(Default)]
struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_usize(byte.into());
        }
    }

    fn write_usize(&mut self, address: usize) {
        // By 2^64 / the golden ratio; the table looks at the highest bits and the lowest.
        let spread = (self.0 ^ address as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = spread ^ (spread >> 32);
    }
}
