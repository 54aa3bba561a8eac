//! What one thread has no use for, another finds: large objects, few objects, those built ahead. What
//! nobody finds decays.

use std::sync::Barrier;
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
    let turn = &Barrier::new(2);
    thread::scope(|scope| {
        // Dropped even if `mine` fails, so that nobody is left waiting.
        let (_awake, asleep) = channel::<()>();
        scope.spawn(move || {
            let object = pool.get();
            turn.wait();
            turn.wait();
            theirs(object);
            turn.wait();
            asleep.recv().expect_err("nothing is sent");
        });
        turn.wait();
        let object = pool.get();
        turn.wait();
        turn.wait();
        mine(object);
    });
}

fn builder<const BYTES: usize>() -> Builder<Claim<BYTES>, UseDefault> {
    Pool::builder()
}

#[test]
fn a_large_object_is_found_by_the_next_thread() {
    let pool = builder::<{ 600 << 10 }>().build();
    in_turns(
        &pool,
        |_object| {
            drop(pool.get());
            assert_eq!((pool.stats().hits, pool.stats().misses), (1, 2));
        },
        drop,
    );
}

#[test]
fn one_of_few_objects_is_found_by_the_next_thread() {
    let pool = builder::<0>().max_idle(3).build();
    in_turns(
        &pool,
        |_object| {
            drop(pool.get());
            assert_eq!((pool.stats().hits, pool.stats().misses), (1, 2));
        },
        drop,
    );
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
    built_ahead_for_all::<0>(320, 64);
}

#[test]
fn objects_built_ahead_that_are_not_small_are_for_every_thread() {
    built_ahead_for_all::<{ 300 << 10 }>(32, 1);
}

#[test]
fn what_sleeps_decays_though_nothing_but_misses_happens() {
    let pool = builder::<0>().build();
    let turn = Barrier::new(2);
    thread::scope(|scope| {
        scope.spawn(|| {
            drop((0..20).map(|_| pool.get()).collect::<Vec<_>>());
            turn.wait();
            turn.wait();
        });
        turn.wait();
        let mut held = Vec::new();
        let mut interval = || {
            testing::advance(&pool, Duration::from_secs(16));
            held.extend((0..100).map(|_| pool.get()));
            pool.stats().discards.decayed
        };
        // The first shows nobody asleep: one has to look twice.
        let decayed = [interval(), interval()];
        let hits = pool.stats().hits;
        turn.wait();
        assert_eq!((hits, decayed), (0, [0, 20]));
    });
}
