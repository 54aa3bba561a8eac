//! Threads and pools end in any order: thread-local destructors get and return, pools go while
//! threads that used them live, and guards outlive both.

use std::cell::RefCell;
use std::mem;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex, Weak};
use std::thread;

use pool_runtime::{OwnedPooled, Pool, Poolable, static_pool};
use pool_tests::census::Census;
use pool_tests::figures;
use pool_tests::random::Random;

/// Runs what it was given when its thread's locals are destroyed.
struct Later(Option<Box<dyn FnOnce()>>);

impl Drop for Later {
    fn drop(&mut self) {
        if let Some(run) = self.0.take() {
            run();
        }
    }
}

thread_local! {
    static FIRST: RefCell<Later> = const { RefCell::new(Later(None)) };
    static SECOND: RefCell<Later> = const { RefCell::new(Later(None)) };
}

/// On a new thread: registers a destructor before the thread's first use of a pool, and another
/// after it, so that one of them runs before the pool's own and one after, in whichever order this
/// system runs them.
fn around(use_pool: impl FnOnce() + Send, later: impl Fn() + Clone + Send + 'static) {
    thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let also = later.clone();
            FIRST.with(|local| local.borrow_mut().0 = Some(Box::new(later)));
            use_pool();
            SECOND.with(|local| local.borrow_mut().0 = Some(Box::new(also)));
        });
        // The end of the scope alone would not wait for thread-local destructors.
        worker.join().expect("no panic");
    });
}

#[test]
fn thread_local_destructors_get_and_return() {
    static RAN: AtomicUsize = AtomicUsize::new(0);
    let census = Census::new();
    let pool = Arc::new(census.builder().build());
    for _ in 0..10 {
        let (theirs, counts) = (Arc::clone(&pool), Arc::clone(&census));
        around(
            || drop((census.get(&pool), census.get(&pool))),
            move || {
                let mut held: Vec<_> = (0..40).map(|_| counts.get(&theirs)).collect();
                held[0].bytes.push(1);
                drop(held);
                drop(counts.get_owned(&theirs));
                RAN.fetch_add(1, Ordering::SeqCst);
            },
        );
    }
    assert_eq!(RAN.load(Ordering::SeqCst), 20);
    let stats = pool.stats();
    assert_eq!((stats.live, stats.misses), (0, 40), "{stats:?}");
    census.audit(&pool, 10 * (2 + 2 * 41));
    // Nothing is stuck with the threads: it is here to be had.
    let held: Vec<_> = (0..40).map(|_| census.get(&pool)).collect();
    assert_eq!(census.made(), 40);
    drop(held);
}

#[test]
fn a_guard_in_a_thread_local_returns_when_its_thread_exits() {
    thread_local! {
        static KEPT: RefCell<Option<OwnedPooled<Vec<u8>>>> = const { RefCell::new(None) };
    }
    let pool = Arc::new(Pool::<Vec<u8>>::new());
    for _ in 0..5 {
        let pool = Arc::clone(&pool);
        thread::spawn(move || {
            // Registered first and filled last, or the other way round.
            KEPT.with(|kept| kept.borrow_mut().replace(pool.get_owned()).is_none());
            drop(pool.get());
        })
        .join()
        .expect("the thread does not panic");
    }
    let stats = pool.stats();
    assert_eq!((stats.live, stats.idle), (0, 2), "{stats:?}");
    figures::add_up(&stats, 10);
}

static_pool! {
    static LINES: Pool<String>;
}

#[test]
fn a_static_pool_serves_thread_local_destructors_too() {
    around(
        || drop(LINES.get()),
        || {
            let mut line = LINES.get();
            assert!(line.is_empty());
            line.push_str("goodbye");
        },
    );
    // Also where nothing else on the thread ever touched it.
    around(|| {}, || LINES.get().push_str("hello and goodbye"));
    assert_eq!((LINES.stats().live, LINES.stats().misses), (0, 1));
    figures::add_up(&LINES.stats(), 5);
}

#[test]
fn a_pool_goes_while_threads_that_used_it_live_and_they_go_later() {
    let census = Census::new();
    let (used, gone) = (Arc::new(Barrier::new(5)), Arc::new(Barrier::new(5)));
    let pool = Arc::new(census.builder().build());
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let (pool, census) = (Arc::clone(&pool), Arc::clone(&census));
            let (used, gone) = (Arc::clone(&used), Arc::clone(&gone));
            thread::spawn(move || {
                drop((0..50).map(|_| census.get(&pool)).collect::<Vec<_>>());
                drop(pool);
                used.wait();
                gone.wait();
                // The seat of the pool that is gone is taken by others now.
                let next: Vec<_> = (0..40).map(|_| Pool::<Vec<u8>>::new()).collect();
                for pool in &next {
                    pool.get().push(1);
                }
            })
        })
        .collect();
    used.wait();
    assert!(census.alive() > 0);
    drop(pool);
    assert_eq!(census.alive(), 0, "every idle object goes with its pool");
    gone.wait();
    for thread in threads {
        thread
            .join()
            .expect("the thread exits as if nothing had happened");
    }
}

#[test]
fn a_pool_ends_while_owned_guards_live_and_each_drops_its_own() {
    let census = Census::new();
    let pool = Arc::new(census.builder().build());
    let held: Vec<_> = (0..10).map(|_| pool.get_owned()).collect();
    drop(pool.get_owned());
    assert_eq!(census.alive(), 11);
    let weak = Arc::downgrade(&pool);
    drop(pool);
    assert_eq!(
        (weak.strong_count(), census.alive()),
        (0, 10),
        "what was idle goes with the pool, and no guard keeps it"
    );
    let mut held = thread::spawn(move || {
        let mut held = held;
        held.truncate(3);
        held
    })
    .join()
    .expect("the thread does not panic");
    assert_eq!(census.alive(), 3);
    let last = held.pop();
    drop(held);
    assert_eq!(census.alive(), 1);
    drop(last);
    assert_eq!(census.alive(), 0);
}

#[test]
fn detach_and_discard_may_come_after_the_end_of_a_pool_too() {
    let census = Census::new();
    let pool = Arc::new(census.builder().build());
    let (one, other) = (pool.get_owned(), pool.get_owned());
    drop(pool);
    OwnedPooled::discard(one);
    let object = OwnedPooled::detach(other);
    assert_eq!(census.alive(), 1);
    drop(object);
    assert_eq!(census.alive(), 0);
}

/// An object that owns its own pool.
struct Owner {
    pool: Option<Arc<Pool<Owner>>>,
    destroyed: Arc<AtomicUsize>,
}

impl Poolable for Owner {
    fn reset(&mut self) {}
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.destroyed.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn a_pool_may_be_dropped_by_the_destructor_of_its_own_object() {
    for way in 0..3 {
        let destroyed = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&destroyed);
        let pool = Arc::new(Pool::with_init(move || Owner {
            pool: None,
            destroyed: Arc::clone(&counter),
        }));
        drop((0..50).map(|_| pool.get()).collect::<Vec<_>>());
        let weak = Arc::downgrade(&pool);
        let mut object = pool.get_owned();
        object.pool = Some(pool);
        match way {
            // Discarded, the object has the last one.
            0 => OwnedPooled::discard(object),
            // Detached, likewise.
            1 => drop(OwnedPooled::detach(object)),
            // Idle in its own pool, it keeps the pool alive until a trim.
            _ => {
                drop(object);
                let pool = weak.upgrade().expect("its own object keeps it");
                pool.trim();
                drop(pool);
            }
        }
        assert_eq!(weak.strong_count(), 0, "way {way}");
        assert_eq!(destroyed.load(Ordering::SeqCst), 50, "way {way}");
    }
}

#[test]
fn a_destructor_may_use_other_pools_while_its_own_is_dropped() {
    static LAST_WORDS: AtomicUsize = AtomicUsize::new(0);
    struct Talker {
        own: Weak<Pool<Talker>>,
        words: Arc<Pool<String>>,
    }
    impl Poolable for Talker {
        fn reset(&mut self) {}
    }
    impl Drop for Talker {
        fn drop(&mut self) {
            assert!(self.own.upgrade().is_none(), "the pool is going");
            let mut line = self.words.get();
            line.push_str("last words");
            LAST_WORDS.fetch_add(1, Ordering::SeqCst);
        }
    }
    let words = Arc::new(Pool::new());
    let pool = Arc::new_cyclic(|own: &Weak<Pool<Talker>>| {
        let (own, words) = (own.clone(), Arc::clone(&words));
        Pool::with_init(move || Talker {
            own: own.clone(),
            words: Arc::clone(&words),
        })
    });
    drop((0..90).map(|_| pool.get()).collect::<Vec<_>>());
    drop(pool);
    assert_eq!(LAST_WORDS.load(Ordering::SeqCst), 90);
    assert_eq!(words.stats().misses, 1);
    figures::add_up(&words.stats(), 90);
}

#[test]
fn threads_exit_while_the_pool_is_dropped() {
    for round in 0..300 {
        let census = Census::new();
        let pool = Arc::new(census.builder().build());
        let threads: Vec<_> = (0..3)
            .map(|thread| {
                let (pool, census) = (Arc::clone(&pool), Arc::clone(&census));
                thread::spawn(move || {
                    let mut random = Random::new(round * 3 + thread);
                    let count = random.below(70);
                    drop((0..count).map(|_| census.get(&pool)).collect::<Vec<_>>());
                    drop(pool);
                    for _ in 0..random.below(4) {
                        thread::yield_now();
                    }
                    // Here the thread exits, before, while or after the pool does.
                })
            })
            .collect();
        drop(pool);
        for thread in threads {
            thread.join().expect("the thread does not panic");
        }
        assert_eq!(census.alive(), 0, "round {round}");
    }
}

#[test]
fn threads_exit_while_others_trim_and_count() {
    let census = Census::new();
    let pool = census.builder().build();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                pool.trim();
                assert!(pool.stats().idle <= 1024);
            }
        });
        for _ in 0..200 {
            scope
                .spawn(|| drop((0..40).map(|_| census.get(&pool)).collect::<Vec<_>>()))
                .join()
                .expect("the thread does not panic");
        }
        done.store(true, Ordering::Relaxed);
    });
    census.audit(&pool, 200 * 40);
}

#[test]
fn a_forgotten_guard_costs_its_object_and_nothing_else() {
    let census = Census::new();
    let pool = census.builder().build();
    for _ in 0..10 {
        census.get(&pool).forget();
    }
    drop(census.get(&pool));
    assert_eq!((pool.stats().live, pool.stats().idle), (10, 1));
    let census_of_one = Census::new();
    let owned = Arc::new(census_of_one.builder().build());
    drop(owned.get());
    let weak = Arc::downgrade(&owned);
    mem::forget((owned.get_owned(), owned.get_owned()));
    drop(owned.get());
    drop(owned);
    assert_eq!(
        (weak.strong_count(), census_of_one.alive()),
        (0, 2),
        "a forgotten owned guard costs its object, and not its pool"
    );
    drop(pool);
    assert_eq!(census.alive(), 10, "those forgotten, and no others");
}

#[test]
fn a_thread_holds_nothing_that_its_exit_would_drop_twice() {
    // Objects got on one thread end on another, whose exit races with theirs.
    let census = Census::new();
    let pool = Arc::new(census.builder().max_idle(20).build());
    let crossing = Mutex::new(Vec::new());
    for _ in 0..50 {
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let mine: Vec<_> = (0..10).map(|_| census.get_owned(&pool)).collect();
                    let others = mem::replace(&mut *crossing.lock().expect("no panic"), mine);
                    drop(others);
                });
            }
        });
    }
    crossing.lock().expect("no panic").clear();
    census.audit(&pool, 50 * 4 * 10);
    assert!(census.peak_idle() <= 20);
    pool.trim();
    assert_eq!(census.alive(), 0);
}
