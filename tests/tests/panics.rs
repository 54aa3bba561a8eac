//! A panic costs the object it went through, and nothing else: nothing is lost, nothing is returned
//! twice, and the figures add up.

use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use pool_runtime::{OwnedPooled, Pool, Poolable, Pooled};
use pool_tests::census::Census;
use pool_tests::figures;

/// Where a [`Grenade`] goes off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Nowhere,
    IsReusable,
    UsedBytes,
    Reset,
    RetainedBytes,
    Destructor,
}

const METHODS: [Place; 4] = [
    Place::IsReusable,
    Place::UsedBytes,
    Place::Reset,
    Place::RetainedBytes,
];

/// An object that panics where it is told to.
#[derive(Default)]
struct Grenade {
    place: Place,
    /// Counts destructors.
    destroyed: Arc<AtomicUsize>,
    /// Whether the panic's payload panics when it is dropped.
    twice: bool,
}

impl Grenade {
    fn pass(&self, place: Place) {
        if self.place == place {
            if self.twice {
                panic_any(Payload);
            }
            panic!("in {place:?}");
        }
    }
}

impl Poolable for Grenade {
    fn reset(&mut self) {
        self.pass(Place::Reset);
        if self.place != Place::RetainedBytes {
            self.place = Place::Nowhere;
        }
    }

    fn retained_bytes(&self) -> usize {
        self.pass(Place::RetainedBytes);
        100
    }

    fn used_bytes(&self) -> usize {
        self.pass(Place::UsedBytes);
        100
    }

    fn is_reusable(&self) -> bool {
        self.pass(Place::IsReusable);
        true
    }
}

impl Drop for Grenade {
    fn drop(&mut self) {
        self.destroyed.fetch_add(1, Ordering::SeqCst);
        self.pass(Place::Destructor);
    }
}

/// A panic's payload that panics when it is dropped, with one that does so again.
struct Payload;

impl Drop for Payload {
    fn drop(&mut self) {
        panic_any(Again);
    }
}

struct Again;

impl Drop for Again {
    fn drop(&mut self) {
        panic!("a payload's payload");
    }
}

/// A pool of grenades, and how many of them were destroyed.
fn grenades() -> (Arc<Pool<Grenade>>, Arc<AtomicUsize>) {
    let destroyed = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&destroyed);
    let pool = Pool::with_init(move || Grenade {
        destroyed: Arc::clone(&counter),
        ..Grenade::default()
    });
    (Arc::new(pool), destroyed)
}

#[test]
fn an_object_that_lived_through_a_panic_is_never_reused() {
    let census = Census::new();
    let pool = census.builder().build();
    let result = catch_unwind(AssertUnwindSafe(|| {
        let mut object = census.get(&pool);
        object.bytes.extend_from_slice(b"half done");
        panic!("in the middle");
    }));
    assert!(result.is_err());
    let stats = pool.stats();
    assert_eq!(
        (stats.discards.panicked, stats.returns, stats.idle),
        (1, 0, 0)
    );
    assert_eq!(census.alive(), 0);
    census.audit(&pool, 1);
    // The pool is as good as before.
    drop(census.get(&pool));
    drop(census.get(&pool));
    assert_eq!(pool.stats().hits, 1);
    census.audit(&pool, 3);
}

#[test]
fn all_that_a_panicking_thread_held_is_let_go_and_what_was_idle_is_kept() {
    let census = Census::new();
    let pool = Arc::new(census.builder().build());
    thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let returned: Vec<_> = (0..50).map(|_| census.get(&pool)).collect();
            drop(returned);
            let _held: Vec<_> = (0..20).map(|_| census.get_owned(&pool)).collect();
            panic!("with twenty in hand");
        });
        assert!(worker.join().is_err());
    });
    let stats = pool.stats();
    assert_eq!(
        (stats.discards.panicked, stats.idle, census.alive()),
        (20, 30, 30)
    );
    census.audit(&pool, 70);
}

#[test]
fn a_panic_in_a_method_costs_that_object() {
    for place in METHODS {
        for twice in [false, true] {
            let (pool, destroyed) = grenades();
            {
                let mut grenade = pool.get();
                grenade.place = place;
                grenade.twice = twice;
            } // Goes off here, and no further.
            let stats = pool.stats();
            assert_eq!((stats.discards.panicked, stats.idle), (1, 0), "{place:?}");
            assert_eq!(destroyed.load(Ordering::SeqCst), 1, "{place:?}");
            drop(pool.get());
            drop(pool.get_owned());
            assert_eq!(
                (pool.stats().hits, pool.stats().misses),
                (1, 2),
                "{place:?}"
            );
            figures::add_up(&pool.stats(), 3);
        }
    }
}

#[test]
fn no_method_is_asked_while_unwinding() {
    for place in METHODS {
        let (pool, destroyed) = grenades();
        let result = catch_unwind(AssertUnwindSafe(|| {
            let mut grenade = pool.get();
            grenade.place = place;
            panic!("the first");
        }));
        let payload = result.expect_err("the first panic goes on");
        assert_eq!(payload.downcast_ref(), Some(&"the first"), "{place:?}");
        assert_eq!(pool.stats().discards.panicked, 1, "{place:?}");
        assert_eq!(destroyed.load(Ordering::SeqCst), 1, "{place:?}");
        figures::add_up(&pool.stats(), 1);
    }
}

#[test]
fn a_destructor_that_panics_is_contained() {
    for twice in [false, true] {
        let (pool, destroyed) = grenades();
        let arm = |grenade: &mut Grenade| {
            grenade.place = Place::Destructor;
            grenade.twice = twice;
        };
        let mut grenade = pool.get();
        arm(&mut grenade);
        Pooled::discard(grenade);
        let mut grenade = pool.get_owned();
        arm(&mut grenade);
        OwnedPooled::discard(grenade);
        assert_eq!(destroyed.load(Ordering::SeqCst), 2);
        assert_eq!(pool.stats().discards.discarded, 2);
        figures::add_up(&pool.stats(), 2);
    }
}

#[test]
fn a_destructor_may_panic_while_another_panic_unwinds() {
    let (pool, destroyed) = grenades();
    let result = catch_unwind(AssertUnwindSafe(|| {
        let mut one = pool.get();
        one.place = Place::Destructor;
        let mut other = pool.get_owned();
        other.place = Place::Destructor;
        panic!("the first");
    }));
    let payload = result.expect_err("the first panic goes on");
    assert_eq!(payload.downcast_ref(), Some(&"the first"));
    assert_eq!(destroyed.load(Ordering::SeqCst), 2);
    assert_eq!(pool.stats().discards.panicked, 2);
    figures::add_up(&pool.stats(), 2);
}

/// Panics when it is destroyed, whatever its reset says.
struct Dud(Arc<AtomicUsize>);

impl Poolable for Dud {
    fn reset(&mut self) {}
}

impl Drop for Dud {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
        panic!("as every one of them does");
    }
}

/// A pool of duds with `count` of them idle, some in a cache and some in the depot.
fn duds(count: usize) -> (Pool<Dud>, Arc<AtomicUsize>) {
    let destroyed = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&destroyed);
    let pool = Pool::builder()
        .init(move || Dud(Arc::clone(&counter)))
        .max_idle(100)
        .build();
    let held: Vec<_> = (0..count).map(|_| pool.get()).collect();
    drop(held);
    (pool, destroyed)
}

#[test]
fn trim_frees_all_though_every_destructor_panics() {
    let (pool, destroyed) = duds(150);
    assert_eq!(destroyed.load(Ordering::SeqCst), 50, "over budget");
    assert_eq!(pool.trim().objects, 100);
    assert_eq!(destroyed.load(Ordering::SeqCst), 150);
    assert_eq!((pool.stats().idle, pool.stats().discards.trimmed), (0, 100));
    figures::add_up(&pool.stats(), 150);
    // The credit came back too.
    assert_eq!(pool.prewarm(1000), 100);
}

#[test]
fn a_pool_dropped_with_objects_whose_destructors_panic_drops_them_all() {
    let (pool, destroyed) = duds(80);
    drop(pool);
    assert_eq!(destroyed.load(Ordering::SeqCst), 80);
    let (pool, destroyed) = duds(80);
    let result = catch_unwind(move || {
        let _pool = pool;
        panic!("the first");
    });
    assert_eq!(
        result.expect_err("it panics").downcast_ref(),
        Some(&"the first")
    );
    assert_eq!(destroyed.load(Ordering::SeqCst), 80);
}

#[test]
fn a_panic_in_init_reaches_the_caller_and_counts_for_nothing() {
    let attempts = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&attempts);
    let pool: Pool<Vec<u8>> = Pool::with_init(move || {
        assert!(counter.fetch_add(1, Ordering::SeqCst) % 2 == 1, "no luck");
        Vec::new()
    });
    for _ in 0..3 {
        let result = catch_unwind(|| drop(pool.get()));
        assert_eq!(
            result.expect_err("it panics").downcast_ref(),
            Some(&"no luck")
        );
        let held = pool.get();
        assert_eq!(pool.stats().live, 1);
        Pooled::discard(held);
    }
    let stats = pool.stats();
    assert_eq!(
        (stats.misses, stats.discards.discarded, stats.live),
        (3, 3, 0)
    );
    figures::add_up(&stats, 3);
}

#[test]
fn prewarm_keeps_what_it_built_before_init_panicked() {
    let built = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&built);
    let pool: Pool<Vec<u8>> = Pool::with_init(move || {
        assert!(counter.fetch_add(1, Ordering::SeqCst) < 40, "enough");
        Vec::new()
    });
    assert!(catch_unwind(AssertUnwindSafe(|| pool.prewarm(100))).is_err());
    let stats = pool.stats();
    assert_eq!((stats.idle, stats.prewarmed), (40, 40));
    figures::add_up(&stats, 0);
    let held: Vec<_> = (0..40).map(|_| pool.get()).collect();
    assert_eq!(pool.stats().hits, 40);
    drop(held);
    figures::add_up(&pool.stats(), 40);
}

#[test]
fn a_guard_got_while_unwinding_works() {
    struct Logs<'pool>(&'pool Pool<String>);
    impl Drop for Logs<'_> {
        fn drop(&mut self) {
            assert!(thread::panicking());
            let mut line = self.0.get();
            line.push_str("unwinding");
            assert_eq!(*line, "unwinding");
        }
    }
    let pool = Pool::<String>::new();
    let result = catch_unwind(|| {
        let _logs = Logs(&pool);
        panic!("the first");
    });
    assert!(result.is_err());
    figures::add_up(&pool.stats(), 1);
    drop(pool.get());
    figures::add_up(&pool.stats(), 2);
}

#[test]
fn panics_on_many_threads_lose_nothing() {
    const THREADS: usize = 8;
    const ROUNDS: usize = 200;
    let (pool, destroyed) = grenades();
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let pool = &pool;
            scope.spawn(move || {
                for round in 0..ROUNDS {
                    let result = catch_unwind(AssertUnwindSafe(|| {
                        let mut one = pool.get();
                        let _other = pool.get_owned();
                        match (thread + round) % 6 {
                            0 => panic!("with both in hand"),
                            by => one.place = METHODS.get(by - 1).copied().unwrap_or_default(),
                        }
                    }));
                    assert_eq!(result.is_err(), (thread + round) % 6 == 0);
                }
            });
        }
    });
    let stats = pool.stats();
    assert_eq!(stats.live, 0);
    figures::add_up(&stats, 2 * THREADS * ROUNDS);
    let alive = stats.misses - destroyed.load(Ordering::SeqCst) as u64;
    assert_eq!(alive, stats.idle as u64, "{stats:?}");
    pool.trim();
    assert_eq!(destroyed.load(Ordering::SeqCst) as u64, stats.misses);
}
