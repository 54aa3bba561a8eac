//! What one thread has no use for, another finds: large objects, few objects, those built ahead. What
//! nobody finds decays.

use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use pool_runtime::{Builder, Pool, Poolable, Pooled, UseDefault, testing};

/// Says that it retains so many bytes, and takes no memory.
#[derive(Default)]
struct Claim<const BYTES: usize>;

impl<const BYTES: usize> Poolable for Claim<BYTES> {
    fn reset(&mut self) {}

    fn retained_bytes(&self) -> usize {
        BYTES
    }
}

/// Runs `theirs` on another thread and then `mine` on this one, each with an object of the pool in
/// hand that its thread built. The other thread sleeps from then on.
fn in_turns<'pool, const BYTES: usize>(
    pool: &'pool Pool<Claim<BYTES>>,
    mine: impl FnOnce(Pooled<'pool, Claim<BYTES>>),
    theirs: impl FnOnce(Pooled<'pool, Claim<BYTES>>) + Send,
) {
    // Either end is dropped if a thread panics, so that the other does not wait for ever.
    let ((go, going), (done, finished)) = (channel::<()>(), channel::<()>());
    thread::scope(|scope| {
        let go = go;
        scope.spawn(move || {
            let object = pool.get();
            done.send(()).expect("the other thread waits");
            going.recv().expect("the other thread goes on");
            theirs(object);
            done.send(()).expect("the other thread waits");
            going.recv().expect_err("nothing more is sent");
        });
        finished.recv().expect("the other thread has an object");
        let object = pool.get();
        go.send(()).expect("the other thread waits");
        finished.recv().expect("the other thread did its part");
        mine(object);
    });
}

fn builder<const BYTES: usize>() -> Builder<Claim<BYTES>, UseDefault> {
    Pool::builder()
}

/// The one object that the other thread returns is got by this one.
fn next_thread_finds_it<const BYTES: usize>(pool: &Pool<Claim<BYTES>>) {
    in_turns(
        pool,
        |_object| {
            drop(pool.get());
            assert_eq!((pool.stats().hits, pool.stats().misses), (1, 2));
        },
        drop,
    );
}

#[test]
fn a_large_object_is_found_by_the_next_thread() {
    next_thread_finds_it(&builder::<{ 600 << 10 }>().build());
}

#[test]
fn one_of_few_objects_is_found_by_the_next_thread() {
    next_thread_finds_it(&builder::<0>().max_idle(3).build());
}

#[test]
fn few_objects_built_ahead_are_for_every_thread() {
    let pool = builder::<0>().max_idle(3).build();
    in_turns(
        &pool,
        |_object| {
            let _all = (pool.get(), pool.get());
            assert_eq!((pool.stats().hits, pool.stats().misses), (3, 2));
        },
        |object| {
            assert_eq!(pool.prewarm(3), 3);
            // Leaked, to be of use to nobody.
            std::mem::forget((object, pool.get()));
        },
    );
}

#[test]
fn objects_that_are_not_small_are_found_by_the_next_thread_but_for_a_few() {
    let pool = builder::<{ 300 << 10 }>().build();
    in_turns(
        &pool,
        |_object| {
            let others: Vec<_> = (0..16).map(|_| pool.get()).collect();
            assert_eq!((pool.stats().hits, pool.stats().misses), (16, 21));
            drop(others);
        },
        |_object| drop((0..19).map(|_| pool.get()).collect::<Vec<_>>()),
    );
}

/// One thread takes one of `count` objects built ahead; all but `held` of the others are found by the
/// next thread.
fn built_ahead_for_all<const BYTES: usize>(count: usize, held: usize) {
    let pool = builder::<BYTES>().build();
    in_turns(
        &pool,
        |_object| {
            let others: Vec<_> = (0..count - held).map(|_| pool.get()).collect();
            assert_eq!(pool.stats().misses, 2, "{:?}", pool.stats());
            drop(others);
        },
        |object| {
            assert_eq!(pool.prewarm(count), count);
            std::mem::forget((object, pool.get()));
        },
    );
}

#[test]
fn many_objects_built_ahead_are_for_every_thread() {
    built_ahead_for_all::<0>(320, 32);
}

#[test]
fn objects_built_ahead_that_are_not_small_are_for_every_thread() {
    built_ahead_for_all::<{ 300 << 10 }>(32, 1);
}

#[test]
fn what_sleeps_decays_though_nothing_but_misses_happens() {
    let pool = builder::<0>().build();
    in_turns(
        &pool,
        |_object| {
            let mut held = Vec::new();
            let mut interval = || {
                testing::advance(&pool, Duration::from_secs(16));
                held.extend((0..100).map(|_| pool.get()));
                pool.stats().discards.decayed
            };
            // The first shows nobody asleep: one has to look twice.
            assert_eq!([interval(), interval()], [0, 20]);
            assert_eq!(pool.stats().hits, 0);
        },
        |_object| drop((0..19).map(|_| pool.get()).collect::<Vec<_>>()),
    );
}
