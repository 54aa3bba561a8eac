//! A thousand requests of 100 MB on eight threads: what the pool keeps stays within its limits at every
//! instant, and is small again when the traffic is. Counted by the allocator, for the whole process,
//! hence a test binary of its own.

use std::sync::RwLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, ScopedJoinHandle};
use std::time::Duration;

use pool_runtime::{Pool, Poolable, testing};
use pool_tests::allocator::{self, CountingAllocator};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

const THREADS: usize = 8;
const REQUESTS: usize = 1000;
const BODY: usize = 100_000_000;
const SMALL: usize = 2000;
/// What a pool and its caches may need beside what they keep.
const OVERHEAD: usize = 256 * 1024;

#[derive(Default, Poolable)]
struct Cleared {
    #[pool(clear)]
    body: Vec<u8>,
}

#[derive(Default, Poolable)]
struct Shrunk {
    #[pool(shrink_above = 65536)]
    body: Vec<u8>,
}

/// A request with a body.
trait Request: Poolable + Default + Send {
    fn body(&mut self) -> &mut Vec<u8>;
}

impl Request for Cleared {
    fn body(&mut self) -> &mut Vec<u8> {
        &mut self.body
    }
}

impl Request for Shrunk {
    fn body(&mut self) -> &mut Vec<u8> {
        &mut self.body
    }
}

/// A pool under attack.
struct Server<T: Request> {
    pool: Pool<T>,
    /// The most that the pool may keep.
    limit: usize,
    /// What the process had allocated before.
    before: i64,
    /// Held by requests at work, so that whoever has it alone sees what the pool keeps.
    at_work: RwLock<()>,
    next: AtomicUsize,
}

impl<T: Request> Server<T> {
    fn new(limit: usize, pool: impl FnOnce() -> Pool<T>) -> Self {
        let before = allocator::process().live;
        Server {
            pool: pool(),
            limit,
            before,
            at_work: RwLock::new(()),
            next: AtomicUsize::new(0),
        }
    }

    /// One request with a body as large as all of them.
    fn attack(&self, number: usize) {
        let _at_work = self.at_work.read().expect("nobody panics");
        let mut request = self.pool.get();
        let body = request.body();
        assert!(body.is_empty());
        if number.is_multiple_of(200) {
            // Read piece by piece.
            for _ in 0..BODY / 10_000 {
                body.extend_from_slice(&[b'x'; 10_000]);
            }
        } else if body.capacity() < BODY {
            // Received in one piece, which the machine need not touch.
            *body = vec![0; BODY];
        } else {
            body.extend_from_slice(&[b'x'; 1000]);
        }
    }

    /// What the allocator says the pool keeps. Nothing is borrowed while it is asked.
    fn kept(&self) -> usize {
        let _alone = self.at_work.write().expect("nobody panics");
        usize::try_from(allocator::process().live - self.before).unwrap_or(0)
    }

    fn serve(&self) {
        let done = AtomicBool::new(false);
        thread::scope(|threads| {
            let books = threads.spawn(|| {
                let (mut samples, mut most) = (0_usize, 0);
                while !done.load(Ordering::Relaxed) {
                    let stats = self.pool.stats();
                    assert!(
                        stats.idle_bytes <= self.limit,
                        "{stats:?} exceeds {}",
                        self.limit
                    );
                    most = most.max(stats.idle_bytes);
                    samples += 1;
                    thread::sleep(Duration::from_micros(20));
                }
                (samples, most)
            });
            let workers: Vec<_> = (0..THREADS)
                .map(|_| {
                    threads.spawn(|| {
                        loop {
                            let number = self.next.fetch_add(1, Ordering::Relaxed);
                            if number >= REQUESTS {
                                break;
                            }
                            self.attack(number);
                            if number.is_multiple_of(10) {
                                let (kept, most) = (self.kept(), self.limit + OVERHEAD);
                                assert!(
                                    kept <= most,
                                    "the allocator counts {kept} bytes, and {most} may be"
                                );
                            }
                        }
                    })
                })
                .collect();
            let workers: Vec<_> = workers.into_iter().map(ScopedJoinHandle::join).collect();
            done.store(true, Ordering::Relaxed);
            assert!(workers.iter().all(Result::is_ok), "a request failed");
            let (samples, most) = books.join().expect("the limit holds");
            assert!(samples >= 10, "sampled {samples} times only");
            println!(
                "sampled {samples} times, most {most} of {} bytes",
                self.limit
            );
        });
        let stats = self.pool.stats();
        assert_eq!(stats.hits + stats.misses, REQUESTS as u64);
        assert_eq!(stats.live, 0);
        let kept = self.kept();
        assert!(
            (stats.idle_bytes..=stats.idle_bytes + OVERHEAD).contains(&kept),
            "{kept} counted, {stats:?}"
        );
    }

    /// Traffic turns small, and so does what the pool keeps.
    fn calm_down(&self) {
        thread::scope(|threads| {
            for _ in 0..2 {
                threads.spawn(|| {
                    for _ in 0..3 {
                        for _ in 0..SMALL {
                            self.pool.get().body().extend_from_slice(&[b'x'; 100]);
                        }
                        testing::advance(&self.pool, Duration::from_secs(20));
                    }
                });
            }
        });
        let stats = self.pool.stats();
        let kept = self.kept();
        assert!(
            kept < OVERHEAD,
            "{kept} bytes are kept for requests of 100 bytes: {stats:?}"
        );
        assert!(stats.idle >= 1, "and yet the pool is at work: {stats:?}");
    }
}

#[test]
fn bug_09_hostile_sizes_do_not_set_what_the_pool_keeps() {
    // `shrink_above`: every object comes back, with 64 KiB at most.
    let shrunk: Server<Shrunk> = Server::new(16 * 65_536, || Pool::builder().max_idle(16).build());
    shrunk.serve();
    assert_eq!(shrunk.pool.stats().discards.oversized, 0);
    assert!(shrunk.pool.stats().idle >= 1);
    shrunk.calm_down();
    drop(shrunk);

    // `clear`, and the limit on one object by default: none of these comes back.
    let oversized: Server<Cleared> = Server::new(64 << 20, Pool::new);
    oversized.serve();
    assert_eq!(oversized.pool.stats().discards.oversized, REQUESTS as u64);
    oversized.calm_down();
    drop(oversized);

    // Objects of that size wanted, and a budget for two and a half of them.
    let limit = BODY / 2 * 5;
    let budget: Server<Cleared> = Server::new(limit, || {
        Pool::builder()
            .max_object_bytes(2 * BODY)
            .max_idle_bytes(limit)
            .build()
    });
    budget.serve();
    let stats = budget.pool.stats();
    // Not what is idle in the end: the last small request may have let its object go.
    assert!(
        stats.peak_idle_bytes >= BODY,
        "the budget was used: {stats:?}"
    );
    assert!(
        stats.discards.over_budget > 0,
        "and was too small for all: {stats:?}"
    );
    budget.calm_down();
}
