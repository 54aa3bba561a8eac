//! User code may use the pool that runs it: `init`, `reset`, the size methods and destructors. An
//! `init` that would recurse for ever panics instead, and says so.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock, Weak};
use std::thread;
use std::time::Duration;

use pool_runtime::{OwnedPooled, Pool, Poolable, Pooled, static_pool, testing};
use pool_tests::figures;

thread_local! {
    /// What user code does with the pool, and how deep it is in doing so.
    static DEED: Cell<fn(&Pool<Busy>)> = const { Cell::new(|_| {}) };
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    static DONE: Cell<usize> = const { Cell::new(0) };
}

/// An object whose every method and destructor does this thread's [`DEED`] to its own pool.
struct Busy {
    pool: Weak<Pool<Busy>>,
    bytes: usize,
}

impl Busy {
    fn act(&self) {
        if let Some(pool) = self.pool.upgrade() {
            act(&pool);
        }
    }
}

/// Once, not for what the deed itself causes.
fn act(pool: &Pool<Busy>) {
    if DEPTH.get() == 0 {
        DEPTH.set(1);
        DONE.set(DONE.get() + 1);
        DEED.get()(pool);
        DEPTH.set(0);
    }
}

impl Poolable for Busy {
    fn reset(&mut self) {
        self.act();
    }

    fn retained_bytes(&self) -> usize {
        self.act();
        self.bytes
    }

    fn used_bytes(&self) -> usize {
        self.act();
        self.bytes
    }

    fn is_reusable(&self) -> bool {
        self.act();
        true
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.act();
    }
}

/// A pool of busy objects that keeps few of them. Its `init` acts too if it may: with other threads
/// about, what it sees idle may be gone before it gets it.
fn busy_pool(init_acts: bool) -> Arc<Pool<Busy>> {
    Arc::new_cyclic(|weak: &Weak<Pool<Busy>>| {
        let pool = weak.clone();
        Pool::builder()
            .init(move || {
                let busy = Busy {
                    pool: pool.clone(),
                    bytes: 100,
                };
                // Only where an object is idle: it would else need itself.
                if init_acts && pool.upgrade().is_some_and(|pool| pool.stats().idle > 0) {
                    busy.act();
                }
                busy
            })
            .max_idle(40)
            .idle_decay(Duration::from_secs(1))
            .build()
    })
}

#[test]
fn user_code_may_do_anything_with_its_own_pool() {
    let deeds: [fn(&Pool<Busy>); 7] = [
        |pool| drop(pool.get()),
        |pool| {
            let held: Vec<_> = (0..80).map(|_| pool.get()).collect();
            drop(held);
        },
        |pool| assert!(pool.trim().objects <= 40),
        |pool| assert!(pool.prewarm(50) <= 40),
        |pool| assert!(pool.stats().live < 1000),
        |pool| Pooled::discard(pool.get()),
        |pool| drop(Pooled::detach(pool.get())),
    ];
    for (number, deed) in deeds.into_iter().enumerate() {
        DEED.set(deed);
        DONE.set(0);
        let pool = busy_pool(true);
        for round in 1..60 {
            // Through the caches, the depot, over budget, decay and trim.
            let held: Vec<_> = (0..round).map(|_| pool.get()).collect();
            drop(held);
            if round % 7 == 0 {
                testing::advance(&pool, Duration::from_secs(2));
            }
            if round % 11 == 0 {
                pool.trim();
            }
        }
        let stats = pool.stats();
        assert!(
            DONE.get() > 1000,
            "deed {number} was done {} times",
            DONE.get()
        );
        assert_eq!(stats.live, 0, "deed {number}: {stats:?}");
        assert!(stats.idle <= 40, "deed {number}: {stats:?}");
        let gets = usize::try_from(stats.hits + stats.misses).expect("a small number");
        figures::add_up(&stats, gets);
        drop(pool);
    }
}

#[test]
fn user_code_on_many_threads_deadlocks_nowhere() {
    let pool = busy_pool(false);
    thread::scope(|scope| {
        for thread in 0..6 {
            let pool = &pool;
            scope.spawn(move || {
                DEED.set(match thread % 3 {
                    0 => |pool| drop((pool.get(), pool.get())),
                    1 => |pool| assert!(pool.trim().objects <= 40),
                    _ => |pool| assert!(pool.stats().idle <= 40),
                });
                for round in 0..300 {
                    let held: Vec<_> = (0..round % 50).map(|_| pool.get()).collect();
                    drop(held);
                }
            });
        }
    });
    let stats = pool.stats();
    assert_eq!(stats.live, 0);
    let gets = usize::try_from(stats.hits + stats.misses).expect("a small number");
    figures::add_up(&stats, gets);
}

/// What a panic said.
fn message(result: thread::Result<()>) -> String {
    let payload = result.expect_err("it panics");
    payload
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| payload.downcast_ref::<&str>().map(ToString::to_string))
        .expect("a panic with a message")
}

/// What a pool makes that asks itself for another first.
struct Chain;

impl Poolable for Chain {
    fn reset(&mut self) {}
}

static_pool! {
    static ENDLESS: Pool<Chain> = Pool::builder().init(|| {
        if RECURSES.get() {
            drop(ENDLESS.get());
        }
        Chain
    });
    static PING: Pool<Vec<u8>> = Pool::builder().init(|| {
        if RECURSES.get() {
            drop(PONG.get());
        }
        Vec::new()
    });
    static PONG: Pool<String> = Pool::builder().init(|| {
        drop(PING.get());
        String::new()
    });
    static LATE: Pool<VecOfBytes> = Pool::builder().init(|| {
        VecOfBytes(if LATE.stats().idle > 0 { LATE.get().0.clone() } else { b"first".to_vec() })
    });
}

thread_local! {
    static RECURSES: Cell<bool> = const { Cell::new(true) };
}

struct VecOfBytes(Vec<u8>);

impl Poolable for VecOfBytes {
    fn reset(&mut self) {}
}

#[test]
fn an_init_that_gets_from_its_own_pool_panics_and_names_it() {
    // On every thread, again and again.
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..3 {
                    RECURSES.set(true);
                    let said = message(catch_unwind(|| drop(ENDLESS.get())));
                    assert!(said.contains("reentrancy::ENDLESS"), "{said}");
                    assert!(
                        said.contains("`init`") && said.contains("same pool"),
                        "{said}"
                    );
                    // And it works where it does not recurse.
                    RECURSES.set(false);
                    Pooled::discard(ENDLESS.get());
                }
            });
        }
    });
    let stats = ENDLESS.stats();
    assert_eq!((stats.live, stats.misses), (0, 12));
    figures::add_up(&stats, 12);
}

#[test]
fn recursion_through_a_second_pool_panics_too() {
    let said = message(catch_unwind(|| drop(PING.get())));
    assert!(said.contains("reentrancy::PING"), "{said}");
    let said = message(catch_unwind(|| drop(PONG.get())));
    assert!(said.contains("reentrancy::PONG"), "{said}");
    RECURSES.set(false);
    drop(PONG.get());
    RECURSES.set(true);
    // Now both have something idle, and need no init.
    drop((PING.get(), PONG.get()));
}

#[test]
fn prewarm_within_init_panics_too() {
    let pool: Arc<Pool<Vec<u8>>> = Arc::new_cyclic(|weak: &Weak<Pool<Vec<u8>>>| {
        let pool = weak.clone();
        Pool::builder()
            .name("self-made")
            .init(move || vec![0; pool.upgrade().map_or(0, |pool| pool.prewarm(1))])
            .build()
    });
    for _ in 0..2 {
        let said = message(catch_unwind(AssertUnwindSafe(|| {
            assert_eq!(pool.prewarm(1), 0);
        })));
        assert!(said.contains("`self-made`"), "{said}");
        let said = message(catch_unwind(AssertUnwindSafe(|| drop(pool.get()))));
        assert!(said.contains("`self-made`"), "{said}");
    }
    figures::add_up(&pool.stats(), 0);
}

#[test]
fn an_init_may_take_what_is_idle_in_its_own_pool() {
    let first = LATE.get();
    assert_eq!(first.0, b"first");
    drop(first);
    // `init` is called with one idle: prewarm asks for another.
    assert_eq!(LATE.prewarm(1), 1);
    let both = (LATE.get(), LATE.get());
    assert_eq!(
        (&both.0.0, &both.1.0),
        (&b"first".to_vec(), &b"first".to_vec())
    );
    drop(both);
    assert_eq!((LATE.stats().live, LATE.stats().idle), (0, 2));
}

#[test]
fn pools_within_pools_nest_as_deep_as_they_honestly_are() {
    let mut inner: Arc<Pool<Vec<u8>>> = Arc::new(Pool::new());
    let mut all = vec![Arc::clone(&inner)];
    for _ in 0..20 {
        inner = Arc::new(Pool::with_init(move || {
            drop(inner.get());
            Vec::new()
        }));
        all.push(Arc::clone(&inner));
    }
    drop(inner.get());
    for pool in &all {
        assert_eq!((pool.stats().misses, pool.stats().idle), (1, 1));
    }
}

#[test]
fn an_object_may_hold_guards_of_its_own_pool() {
    struct Node(OnceLock<OwnedPooled<Node>>);
    impl Poolable for Node {
        fn reset(&mut self) {
            self.0.take();
        }
    }
    let pool = Arc::new(Pool::with_init(|| Node(OnceLock::new())));
    let mut list = pool.get_owned();
    for _ in 0..1000 {
        let next = pool.get_owned();
        assert!(next.0.set(list).is_ok());
        list = next;
    }
    assert_eq!(pool.stats().live, 1001);
    // Each reset drops the guard of the next, which is reset in turn.
    drop(list);
    let stats = pool.stats();
    assert_eq!(
        (stats.live, stats.returns + stats.discards.over_budget),
        (0, 1001)
    );
    figures::add_up(&stats, 1001);
}
