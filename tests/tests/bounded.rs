//! At most so many objects, and getting one at the bound: at once, later, or not at all.

use pool_runtime::{BuildError, OwnedPooled, Pool, Poolable, Pooled};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::{Duration, Instant};

/// Counts itself, and remembers the most there ever were.
#[derive(Default)]
struct Count {
    alive: AtomicUsize,
    most: AtomicUsize,
}

struct Counted(Arc<Count>);

impl Counted {
    fn new(count: &Arc<Count>) -> Self {
        let alive = count.alive.fetch_add(1, Ordering::SeqCst) + 1;
        count.most.fetch_max(alive, Ordering::SeqCst);
        Self(Arc::clone(count))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.alive.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Poolable for Counted {
    fn reset(&mut self) {}
}

/// A pool of at most so many objects that count themselves.
fn counted(max_objects: usize) -> (Pool<Counted>, Arc<Count>) {
    let count = Arc::<Count>::default();
    let of_objects = Arc::clone(&count);
    let pool = Pool::builder()
        .init(move || Counted::new(&of_objects))
        .name("counted")
        .max_objects(max_objects)
        .build();
    (pool, count)
}

const A_WHILE: Duration = Duration::from_millis(20);
/// Far longer than anything here takes; a test that needs it fails.
const FOR_EVER: Duration = Duration::from_secs(60);

#[test]
fn there_are_never_more_than_the_bound() {
    let (pool, count) = counted(3);
    thread::scope(|scope| {
        for number in 0..8 {
            let pool = &pool;
            scope.spawn(move || {
                for round in 0..2_000 {
                    let object = pool.get();
                    match (number + round) % 50 {
                        0 => Pooled::discard(object),
                        1 => drop(Pooled::detach(object)),
                        2 => {
                            drop(object);
                            pool.trim();
                        }
                        _ => {}
                    }
                }
            });
        }
    });
    // What was detached is no longer the pool's when it is dropped: at most one a thread.
    assert!(count.most.load(Ordering::SeqCst) <= 3 + 8);
    let stats = pool.stats();
    assert_eq!((stats.live, stats.waiting), (0, 0));
    assert_eq!(stats.hits + stats.misses, 16_000);
}

#[test]
fn the_bound_is_exact_where_nothing_is_detached() {
    let (pool, count) = counted(3);
    thread::scope(|scope| {
        for number in 0..8 {
            let pool = &pool;
            scope.spawn(move || {
                for round in 0..2_000 {
                    let object = pool.get();
                    if (number + round) % 50 == 0 {
                        Pooled::discard(object);
                    }
                }
            });
        }
        scope.spawn(|| {
            for _ in 0..200 {
                pool.trim();
                pool.prewarm(3);
            }
        });
    });
    assert!(count.most.load(Ordering::SeqCst) <= 3);
    let held: Vec<_> = (0..3).map(|_| pool.get()).collect();
    assert!(pool.try_get().is_none(), "no credit was made");
    drop(held);
    assert_eq!(pool.stats().live, 0);
}

#[test]
fn at_the_bound_there_is_none_at_once_and_an_error_in_time() {
    let (pool, _) = counted(2);
    let held = (pool.get(), pool.get());
    assert!(pool.try_get().is_none());
    assert!(pool.try_get_owned().is_none());
    let start = Instant::now();
    let error = pool.get_timeout(A_WHILE).err().expect("there is none");
    assert!(start.elapsed() >= A_WHILE);
    assert_eq!((error.pool(), error.max_objects()), ("counted", 2));
    assert!(error.waited() >= A_WHILE);
    let text = error.to_string();
    assert!(
        text.contains("all 2 objects of the pool `counted`") && text.contains("raise max_objects"),
        "{text}"
    );
    assert!(pool.get_owned_timeout(Duration::ZERO).is_err());
    let stats = pool.stats();
    assert_eq!((stats.timeouts, stats.waits, stats.waiting), (2, 0, 0));
    assert!(stats.wait_time >= A_WHILE);
    drop(held);
    assert!(
        pool.get_timeout(Duration::MAX).is_ok(),
        "longer than a clock runs"
    );
}

/// Runs `release` once a thread waits, and checks that it is served.
fn served_after(release: impl FnOnce(OwnedPooled<Counted>)) {
    let (pool, count) = counted(1);
    let held = pool.get_owned();
    thread::scope(|scope| {
        let waiter = scope.spawn(|| pool.get_timeout(FOR_EVER).map(drop));
        while pool.stats().waiting == 0 {
            thread::yield_now();
        }
        release(held);
        assert!(waiter.join().expect("no panic").is_ok(), "it slept on");
    });
    let stats = pool.stats();
    assert_eq!((stats.live, stats.waiting, stats.waits), (0, 0, 1));
    assert_eq!(count.most.load(Ordering::SeqCst), 1);
}

#[test]
fn what_comes_back_or_comes_to_its_end_wakes_who_waits() {
    served_after(drop);
    served_after(OwnedPooled::discard);
    served_after(|held| thread::spawn(move || drop(held)).join().expect("no panic"));
    served_after(|held| {
        let panics = AssertUnwindSafe(|| {
            let _held = held;
            panic!("a borrower's");
        });
        assert!(catch_unwind(panics).is_err());
    });
}

#[test]
fn a_value_that_is_detached_wakes_who_waits() {
    let (pool, _) = counted(1);
    let held = pool.get();
    thread::scope(|scope| {
        let waiter = scope.spawn(|| pool.get_timeout(FOR_EVER).is_ok());
        while pool.stats().waiting == 0 {
            thread::yield_now();
        }
        let value = Pooled::detach(held);
        assert!(waiter.join().expect("no panic"));
        drop(value);
    });
}

#[test]
fn what_lies_idle_with_another_thread_is_called_in() {
    let (pool, count) = counted(2);
    let (used, done) = (Barrier::new(2), Barrier::new(2));
    thread::scope(|scope| {
        scope.spawn(|| {
            drop((pool.get(), pool.get()));
            used.wait();
            done.wait();
        });
        used.wait();
        let held = (pool.try_get(), pool.try_get());
        assert!(held.0.is_some() && held.1.is_some());
        done.wait();
    });
    assert_eq!(count.most.load(Ordering::SeqCst), 2);
    assert_eq!(pool.stats().misses, 2);
}

/// Who comes later is not served before: a hog that returns and gets in a loop is behind the waiter.
#[test]
fn a_hog_does_not_overtake_who_waits() {
    const ROUNDS: usize = 50;
    let (pool, _) = counted(1);
    let (stop, turns) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                drop(pool.get());
                turns.fetch_add(1, Ordering::Relaxed);
            }
        });
        for _ in 0..ROUNDS {
            let object = pool.get_timeout(FOR_EVER).expect("the hog keeps it");
            drop(object);
        }
        stop.store(true, Ordering::Relaxed);
    });
    // Nobody is served twice while the other stands in line.
    let before = turns.load(Ordering::Relaxed);
    let held = pool.get();
    let order = AtomicUsize::new(0);
    thread::scope(|scope| {
        let mut places = Vec::new();
        for number in 0..4 {
            let (pool, order) = (&pool, &order);
            let place = scope.spawn(move || {
                let _object = pool.get();
                order.fetch_add(1, Ordering::SeqCst) == number
            });
            while pool.stats().waiting <= number {
                thread::yield_now();
            }
            places.push(place);
        }
        drop(held);
        let in_order = places
            .into_iter()
            .all(|place| place.join().expect("no panic"));
        assert!(
            in_order,
            "somebody was overtaken, after {before} turns of a hog"
        );
    });
}

#[test]
fn nobody_is_given_at_once_what_others_wait_for() {
    let (pool, _) = counted(1);
    let held = pool.get();
    let mut future = pin!(pool.get_async());
    assert!(poll(future.as_mut()).is_pending());
    drop(held);
    assert!(pool.try_get().is_none(), "the task in line has it");
    assert!(poll(future.as_mut()).is_ready());
    assert!(pool.try_get().is_some());
}

fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn a_task_that_is_dropped_passes_its_turn_on() {
    let (pool, _) = counted(1);
    let held = pool.get();
    let mut second = pin!(pool.get_async());
    {
        let mut first = pin!(pool.get_owned_async());
        assert!(poll(first.as_mut()).is_pending());
        assert!(poll(second.as_mut()).is_pending());
        drop(held);
        // The first has been handed the object, and ends without it.
    }
    assert!(poll(second.as_mut()).is_ready());
    let stats = pool.stats();
    assert_eq!((stats.live, stats.waiting, stats.waits), (0, 0, 1));
}

#[test]
fn a_task_that_is_dropped_while_it_waits_leaves_the_line() {
    let (pool, _) = counted(1);
    let held = pool.get();
    {
        let mut future = pin!(pool.get_async());
        assert!(poll(future.as_mut()).is_pending());
        assert_eq!(pool.stats().waiting, 1);
    }
    assert_eq!(pool.stats().waiting, 0);
    drop(held);
    assert!(pool.try_get().is_some());
}

#[test]
fn a_thousand_tasks_share_three_objects() {
    let (pool, count) = counted(3);
    let pool = Arc::new(pool);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let threads: Vec<_> = (0..2)
        .map(|_| {
            let pool = Arc::clone(&pool);
            thread::spawn(move || {
                for _ in 0..500 {
                    let _object = pool.get();
                    thread::yield_now();
                }
            })
        })
        .collect();
    let served = runtime.block_on(async {
        let tasks: Vec<_> = (0..1_000)
            .map(|number| {
                let pool = Arc::clone(&pool);
                tokio::spawn(async move {
                    if number % 2 == 0 {
                        let _object = pool.get_async().await;
                        tokio::task::yield_now().await;
                    } else {
                        let object = pool.get_owned_async().await;
                        tokio::task::yield_now().await;
                        drop(object);
                    }
                })
            })
            .collect();
        let mut served = 0;
        for task in tasks {
            served += usize::from(task.await.is_ok());
        }
        served
    });
    for thread in threads {
        thread.join().expect("no panic");
    }
    assert_eq!(served, 1_000);
    assert!(count.most.load(Ordering::SeqCst) <= 3);
    let stats = pool.stats();
    assert_eq!((stats.live, stats.waiting), (0, 0));
    assert_eq!(stats.hits + stats.misses, 2_000);
}

#[test]
fn futures_are_send_where_the_objects_are() {
    fn send<T: Send>(value: T) -> T {
        value
    }
    let (pool, _) = counted(1);
    drop(send(pool.get_async()));
    drop(send(pool.get_owned_async()));
}

#[test]
fn an_init_that_panics_frees_its_place() {
    let fails = Arc::new(AtomicBool::new(true));
    let of_init = Arc::clone(&fails);
    let pool: Pool<Vec<u8>> = Pool::builder()
        .init(move || {
            if of_init.swap(false, Ordering::SeqCst) {
                thread::sleep(A_WHILE);
                panic!("the first one");
            }
            Vec::new()
        })
        .max_objects(1)
        .build();
    thread::scope(|scope| {
        let first = scope.spawn(|| catch_unwind(AssertUnwindSafe(|| drop(pool.get()))));
        while fails.load(Ordering::SeqCst) {
            thread::yield_now();
        }
        assert!(pool.get_timeout(FOR_EVER).is_ok(), "it slept on");
        assert!(first.join().expect("caught").is_err());
    });
    assert_eq!(pool.stats().live, 0);
}

#[test]
fn an_init_that_waits_for_its_own_pool_panics_and_says_so() {
    use std::sync::OnceLock;
    static POOL: OnceLock<Pool<Vec<u8>>> = OnceLock::new();
    let pool = POOL.get_or_init(|| {
        Pool::builder()
            .init(|| POOL.get().expect("it is built").get().to_vec())
            .name("itself")
            .max_objects(1)
            .build()
    });
    let panic = catch_unwind(|| drop(pool.get())).expect_err("it cannot end well");
    let text = panic.downcast_ref::<String>().expect("a text");
    assert!(
        text.contains("`init` of the pool `itself`") && text.contains("at its bound"),
        "{text}"
    );
    assert_eq!(pool.stats().live, 0, "the place is free again");
}

/// Whoever waits gets what was built before.
#[test]
fn prewarm_whose_init_panics_leaves_nobody_waiting() {
    use std::sync::OnceLock;
    static POOL: OnceLock<Pool<Vec<u8>>> = OnceLock::new();
    let calls = AtomicUsize::new(0);
    let pool = POOL.get_or_init(|| {
        Pool::builder()
            .init(move || {
                if calls.fetch_add(1, Ordering::SeqCst) == 1 {
                    let pool = POOL.get().expect("it is built");
                    while pool.stats().waiting < 2 {
                        thread::yield_now();
                    }
                    panic!("the second one");
                }
                Vec::new()
            })
            .max_objects(2)
            .build()
    });
    let both = Barrier::new(2);
    thread::scope(|scope| {
        scope.spawn(|| catch_unwind(AssertUnwindSafe(|| pool.prewarm(2))));
        while pool.stats().prewarmed == 0 {
            thread::yield_now();
        }
        let waiters = [(), ()].map(|()| {
            scope.spawn(|| {
                let object = pool.get_timeout(FOR_EVER);
                both.wait();
                object.is_ok()
            })
        });
        for waiter in waiters {
            assert!(
                waiter.join().expect("no panic"),
                "it slept on beside an idle object"
            );
        }
    });
}

/// A task of an executor that is gone: to wake it is to drop it, and with it a guard or a place in the line.
#[derive(Default)]
struct Orphan {
    future: Mutex<Option<Pin<Box<dyn Future<Output = ()> + Send>>>>,
}

impl Wake for Orphan {
    fn wake(self: Arc<Self>) {
        let future = self.future.lock().expect("nobody panics here").take();
        drop(future);
    }
}

#[test]
fn a_waker_may_drop_what_waits_and_what_is_held() {
    let (pool, _) = counted(2);
    let pool = Arc::new(pool);
    let first = pool.get();
    let orphan = Arc::<Orphan>::default();
    let of_task = Arc::clone(&pool);
    let mut future: Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(async move {
        let _one = of_task.get_owned_async().await;
        let _two = of_task.get_owned_async().await;
    });
    let waker = Waker::from(Arc::clone(&orphan));
    assert!(
        future
            .as_mut()
            .poll(&mut Context::from_waker(&waker))
            .is_pending()
    );
    *orphan.future.lock().expect("nobody panics here") = Some(future);
    drop(first);
    assert!(orphan.future.lock().expect("nobody panics here").is_none());
    let held = (pool.try_get(), pool.try_get());
    assert!(held.0.is_some() && held.1.is_some(), "both are back");
}

/// A waker that panics costs nobody anything.
struct Bad;

impl Wake for Bad {
    fn wake(self: Arc<Self>) {
        panic!("the executor is gone");
    }
}

#[test]
fn a_waker_that_panics_loses_nothing() {
    let (pool, _) = counted(1);
    let held = pool.get();
    {
        let mut future = pin!(pool.get_async());
        let waker = Waker::from(Arc::new(Bad));
        assert!(
            future
                .as_mut()
                .poll(&mut Context::from_waker(&waker))
                .is_pending()
        );
        drop(held);
    }
    let held = pool.try_get().expect("the task passed it on");
    thread::scope(|scope| {
        let waiter = scope.spawn(|| pool.get_timeout(FOR_EVER).is_ok());
        while pool.stats().waiting == 0 {
            thread::yield_now();
        }
        drop(held);
        assert!(waiter.join().expect("no panic"));
    });
}

#[test]
fn who_waits_is_never_miscounted() {
    const THREADS: usize = 4;
    let (pool, _) = counted(2);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    drop(pool.get());
                    drop(pool.get_timeout(Duration::ZERO));
                }
            });
        }
        let most = (0..20_000).map(|_| pool.stats().waiting).max();
        stop.store(true, Ordering::Relaxed);
        assert!(most <= Some(THREADS), "{most:?} of {THREADS} wait");
    });
}

#[test]
fn a_guard_that_is_leaked_costs_its_place() {
    let (pool, _) = counted(2);
    std::mem::forget(pool.get());
    let held = pool.get();
    assert!(pool.try_get().is_none());
    drop(held);
    assert_eq!(pool.stats().live, 1);
}

#[test]
fn without_a_bound_nobody_waits() {
    let pool: Pool<Vec<u8>> = Pool::new();
    let held: Vec<_> = (0..2_000).map(|_| pool.try_get()).collect();
    assert!(held.iter().all(Option::is_some));
    assert!(pool.get_timeout(Duration::ZERO).is_ok());
    assert!(poll(pin!(pool.get_async())).is_ready());
    assert!(poll(pin!(pool.get_owned_async())).is_ready());
    assert_eq!(pool.limits().max_objects, None);
    let stats = pool.stats();
    assert_eq!((stats.waits, stats.timeouts), (0, 0));
}

#[test]
fn prewarm_stays_within_the_bound() {
    let (pool, count) = counted(3);
    let held = pool.get();
    assert_eq!(pool.prewarm(10), 2);
    assert_eq!(count.alive.load(Ordering::SeqCst), 3);
    drop(held);
    assert_eq!(pool.trim().objects, 3);
    assert_eq!(pool.prewarm(10), 3);
}

#[test]
fn bounds_that_make_no_sense_are_refused() {
    let builder = || Pool::<Vec<u8>>::builder();
    let error = |built: Result<Pool<Vec<u8>>, BuildError>| built.expect_err("it makes no sense");
    let none = error(builder().max_objects(0).try_build());
    assert_eq!(none, BuildError::ZeroObjects);
    assert!(none.to_string().contains("allow at least one"));
    let floor = error(builder().min_idle(9).max_idle(8).try_build());
    assert!(
        floor.to_string().contains('9') && floor.to_string().contains('8'),
        "{floor}"
    );
    let floor = error(builder().min_idle(9).max_objects(7).try_build());
    assert!(
        floor.to_string().contains('9') && floor.to_string().contains('7'),
        "{floor}"
    );
    let pool = builder().min_idle(3).max_idle(4).max_objects(5).build();
    let limits = pool.limits();
    assert_eq!(
        (limits.min_idle, limits.max_idle, limits.max_objects),
        (3, 4, Some(5))
    );
}
