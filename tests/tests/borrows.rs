//! A pool that is asked to says who has what: every way to get is noted with its place, every way to
//! give back is crossed out, and what is leaked stays.

use std::panic::{self, AssertUnwindSafe};
use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use pool_runtime::{Builder, OwnedPooled, Pool, Pooled, static_pool};
use pool_tests::figures;

fn traced() -> Builder<Vec<u8>> {
    Pool::builder().trace_borrows()
}

fn at_once<F: Future>(future: F) -> F::Output {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("there is an object"),
    }
}

/// Lines of this file where what is borrowed now was got, the oldest first.
fn lines(pool: &Pool<Vec<u8>>) -> Vec<u32> {
    let borrows = pool.borrows();
    assert!(borrows.iter().all(|borrow| borrow.place.file() == file!()));
    assert!(
        borrows.is_sorted_by(|older, newer| older.age >= newer.age),
        "the oldest first"
    );
    borrows.iter().map(|borrow| borrow.place.line()).collect()
}

#[test]
fn every_way_to_get_is_noted_with_its_place_and_crossed_out_at_return() {
    // Bounded or not, from a new object or an idle one.
    for pool in [traced().build(), traced().max_objects(8).build()] {
        for _ in 0..2 {
            let first = line!() + 1;
            let get = pool.get();
            let get_owned = pool.get_owned();
            let try_get = pool.try_get();
            let try_get_owned = pool.try_get_owned();
            let get_timeout = pool.get_timeout(Duration::from_secs(60));
            let get_owned_timeout = pool.get_owned_timeout(Duration::from_secs(60));
            let get_async = at_once(pool.get_async());
            let get_owned_async = at_once(pool.get_owned_async());
            assert_eq!(lines(&pool), (first..first + 8).collect::<Vec<_>>());
            drop((get, get_owned, try_get, try_get_owned));
            assert_eq!(lines(&pool), (first + 4..first + 8).collect::<Vec<_>>());
            drop((get_timeout, get_owned_timeout, get_async, get_owned_async));
            assert!(pool.borrows().is_empty());
        }
        figures::add_up(&pool.stats(), 16);
        assert_eq!(pool.stats().hits, 8);
    }
}

#[test]
fn who_waited_is_noted_where_it_asked() {
    let pool = traced().max_objects(1).build();
    let held_at = line!() + 1;
    let held = pool.get();
    let asked_at = thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let line = line!() + 1;
            let guard = pool.get_timeout(Duration::from_secs(600)).unwrap();
            let borrows = pool.borrows();
            assert_eq!(borrows.len(), 1);
            assert_eq!(borrows[0].thread_id, thread::current().id());
            drop(guard);
            (line, borrows[0].place.line())
        });
        while pool.stats().waiting == 0 {
            thread::yield_now();
        }
        assert_eq!(lines(&pool), [held_at]);
        drop(held);
        waiting.join().unwrap()
    });
    assert_eq!(asked_at.0, asked_at.1);
    assert!(pool.borrows().is_empty());
}

#[test]
fn every_way_to_end_a_borrow_is_crossed_out() {
    let pool = traced().max_object_bytes(1000).build();
    drop(Pooled::detach(pool.get()));
    drop(OwnedPooled::detach(pool.get_owned()));
    Pooled::discard(pool.get());
    OwnedPooled::discard(pool.get_owned());
    pool.get().reserve(10_000);
    let panicked = panic::catch_unwind(AssertUnwindSafe(|| {
        let _held = pool.get();
        panic!("while it is held");
    }));
    assert!(panicked.is_err());
    let sent = pool.get_owned();
    thread::spawn(move || drop(sent)).join().unwrap();
    assert!(pool.borrows().is_empty());
    let discards = pool.stats().discards;
    assert_eq!(
        (
            discards.detached,
            discards.discarded,
            discards.oversized,
            discards.panicked
        ),
        (2, 2, 1, 1)
    );
}

/// Guards that somebody put away, and nobody takes out again.
static FORGOTTEN: Mutex<Vec<OwnedPooled<Vec<u8>>>> = Mutex::new(Vec::new());

/// The service of the story below, and the bug in it.
fn serve(pool: &Pool<Vec<u8>>, request: usize) {
    let buffer = pool.get_owned();
    if request == 77 {
        FORGOTTEN.lock().unwrap().push(buffer);
    }
}

#[test]
fn a_leak_is_found_by_its_place_its_thread_and_its_age() {
    let pool = traced().build();
    thread::scope(|scope| {
        let worker = thread::Builder::new().name("worker 3".to_owned());
        let worker = worker.spawn_scoped(scope, || {
            for request in 0..1000 {
                serve(&pool, request);
            }
        });
        worker.unwrap().join().unwrap();
    });
    let _held = pool.get();
    assert_eq!(pool.stats().live, 2, "one more than is held");
    let borrows = pool.borrows();
    let oldest = &borrows[0];
    assert_eq!(borrows.len(), 2);
    assert!(oldest.age > borrows[1].age);
    assert_eq!(oldest.thread_name.as_deref(), Some("worker 3"));
    assert_ne!(oldest.thread_id, thread::current().id());
    let place = include_str!("borrows.rs")
        .lines()
        .nth(oldest.place.line() as usize - 1);
    assert_eq!(place.map(str::trim), Some("let buffer = pool.get_owned();"));
}

static_pool! {
    static TRACED: Pool<Vec<u8>> = traced();
}

#[test]
fn a_static_and_a_pool_that_is_gone_are_traced_as_well() {
    let line = line!() + 1;
    let held = TRACED.get();
    assert_eq!(lines(&TRACED), [line]);
    drop(held);
    assert!(TRACED.borrows().is_empty());

    let pool = traced().build();
    let outlives = pool.get_owned();
    drop(pool);
    // A pool in the same place knows nothing of it.
    let pool = traced().build();
    let held = pool.get_owned();
    drop(outlives);
    assert_eq!(pool.borrows().len(), 1);
    drop(held);
    assert!(pool.borrows().is_empty());
}

#[test]
fn a_traced_pool_is_a_pool_like_any_other() {
    const THREADS: usize = 3;
    const GETS: usize = if cfg!(miri) { 50 } else { 5_000 };
    // So many that they meet in front of each thread's table.
    let others: Vec<Pool<Vec<u8>>> = (0..130).map(|_| Pool::new()).collect();
    let pools: Vec<_> = (0..130).map(|_| traced().max_idle(4).build()).collect();
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (pools, others) = (&pools, &others);
            scope.spawn(move || {
                for turn in 0..GETS {
                    let index = (thread + turn) % pools.len();
                    let (one, other) = (pools[index].get_owned(), others[index].get());
                    assert!(!pools[index].borrows().is_empty());
                    drop((one, other));
                }
            });
        }
    });
    for (pool, other) in pools.iter().zip(&others) {
        assert!(pool.borrows().is_empty());
        let (stats, other) = (pool.stats(), other.stats());
        let gets = usize::try_from(other.hits + other.misses).unwrap();
        figures::add_up(&stats, gets);
        assert!(stats.idle <= 4);
        assert_eq!(stats.live, 0);
    }
}

#[test]
fn a_pool_that_is_not_traced_lists_nothing() {
    let pool: Pool<Vec<u8>> = Pool::new();
    let _held = pool.get();
    assert!(pool.borrows().is_empty());
}
