//! What goes wrong around a pool: processes that exit or fork with guards alive, threads that end in
//! the middle, guards that are forgotten.

use std::mem;
use std::process::exit;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use pool_runtime::{OwnedPooled, Pool, static_pool};
use pool_tests::census::Census;
use pool_tests::{figures, process};

static_pool! {
    static LINES: Pool<String>;
}

/// Runs one of the tests below in a process of its own, which must exit well.
fn in_a_process_of_its_own(test: &str, child: fn()) {
    let output = process::of_its_own(test, child);
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert_eq!(output.status.code(), Some(EXIT), "{out}\n{err}");
    assert!(!err.contains("panicked"), "{err}");
}

/// What a child exits with if all went well: nothing else does.
const EXIT: i32 = 42;

#[test]
fn a_process_may_exit_with_guards_alive() {
    in_a_process_of_its_own("a_process_may_exit_with_guards_alive", || {
        let pool = Arc::new(Pool::<Vec<u8>>::new());
        let (ready, held) = (Arc::new(Barrier::new(4)), pool.get_owned());
        for _ in 0..3 {
            let (pool, ready) = (Arc::clone(&pool), Arc::clone(&ready));
            thread::spawn(move || {
                let _held = (pool.get(), LINES.get());
                ready.wait();
                // At work while the process ends.
                loop {
                    drop((pool.get(), LINES.get()));
                }
            });
        }
        ready.wait();
        let _line = LINES.get();
        assert!(held.is_empty() && pool.stats().live >= 4);
        exit(EXIT);
    });
}

#[test]
fn a_process_may_exit_from_within_user_code() {
    in_a_process_of_its_own("a_process_may_exit_from_within_user_code", || {
        let pool: Pool<Vec<u8>> = Pool::with_init(|| exit(EXIT));
        drop(pool.get());
    });
}

#[test]
fn a_guard_in_a_static_outlives_main() {
    in_a_process_of_its_own("a_guard_in_a_static_outlives_main", || {
        static KEPT: std::sync::OnceLock<OwnedPooled<Vec<u8>>> = std::sync::OnceLock::new();
        let pool = Arc::new(Pool::<Vec<u8>>::new());
        assert!(KEPT.set(pool.get_owned()).is_ok());
        drop(pool);
        exit(EXIT);
    });
}

#[cfg(unix)]
#[test]
fn a_forked_child_has_a_pool_of_its_own() {
    in_a_process_of_its_own("a_forked_child_has_a_pool_of_its_own", || {
        let pool: Pool<Vec<u8>> = Pool::builder().max_idle(200).build();
        let mut held: Vec<_> = (0..100).map(|_| pool.get()).collect();
        held.truncate(20);
        held[0].push(1);
        // Another thread with a cache, which the child will not have.
        let (filled, done) = (Barrier::new(2), Barrier::new(2));
        thread::scope(|scope| {
            scope.spawn(|| {
                drop((0..30).map(|_| pool.get()).collect::<Vec<_>>());
                filled.wait();
                done.wait();
            });
            filled.wait();
            let idle = pool.stats().idle;
            // SAFETY: nobody else is inside the pool or the allocator: the only other thread of
            // this test waits, and the test runner's for this one. The child uses the pool, and
            // ends without a way back.
            let child = unsafe { libc::fork() };
            assert!(child >= 0, "a process can be forked");
            if child == 0 {
                // What the parent borrowed is borrowed here too, and no thread holds the rest back.
                let works = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                    assert_eq!((pool.stats().live, pool.stats().idle), (20, idle));
                    drop((0..50).map(|_| pool.get()).collect::<Vec<_>>());
                    held.clear();
                    assert_eq!(pool.stats().live, 0);
                    let trimmed = pool.trim().objects as u64;
                    assert_eq!(trimmed, pool.stats().discards.trimmed);
                    assert_eq!((pool.stats().idle, pool.prewarm(500)), (0, 200));
                }));
                // SAFETY: ends the process, without the destructors that are the parent's to run.
                unsafe { libc::_exit(if works.is_ok() { EXIT } else { 1 }) };
            }
            let mut status = 0;
            // SAFETY: waits for the child forked above; `status` is a valid place for its answer.
            let waited = unsafe { libc::waitpid(child, &raw mut status, 0) };
            assert_eq!(waited, child);
            assert!(libc::WIFEXITED(status), "the child ended by itself");
            assert_eq!(libc::WEXITSTATUS(status), EXIT, "and well");
            // The parent has seen nothing of it.
            assert_eq!((pool.stats().live, pool.stats().idle), (20, idle));
            done.wait();
        });
        drop(held);
        assert_eq!(pool.stats().live, 0);
        exit(EXIT);
    });
}

#[test]
fn threads_that_end_in_the_middle_lose_nothing() {
    let census = Census::new();
    let pool = Arc::new(census.builder().max_idle(64).build());
    let mut gets = 0;
    for round in 0..60 {
        thread::scope(|scope| {
            let worker = scope.spawn(|| {
                let mut held: Vec<_> = (0..40).map(|_| census.get_owned(&pool)).collect();
                held.truncate(round % 40);
                if round % 2 == 0 {
                    std::panic::resume_unwind(Box::new("in the middle"));
                }
                // The others end with their guards in hand too, but in good order.
            });
            assert_eq!(worker.join().is_err(), round % 2 == 0);
        });
        gets += 40;
        census.audit(&pool, gets);
    }
    assert!(census.peak_idle() <= 64);
    pool.trim();
    assert_eq!(census.alive(), 0);
}

#[test]
fn guards_that_are_forgotten_do_not_take_the_limits_with_them() {
    let pool: Pool<Vec<u8>> = Pool::builder().max_idle(10).build();
    for _ in 0..100 {
        mem::forget(pool.get());
    }
    assert_eq!((pool.stats().live, pool.stats().idle), (100, 0));
    // As many as ever may be idle.
    drop((0..10).map(|_| pool.get()).collect::<Vec<_>>());
    assert_eq!((pool.stats().live, pool.stats().idle), (100, 10));
    assert_eq!(pool.trim().objects, 10);
    assert_eq!(pool.prewarm(100), 10);
    figures::add_up(&pool.stats(), 110);
}

#[test]
fn a_thread_that_blocks_with_guards_in_hand_blocks_nobody() {
    let census = Census::new();
    let pool = census.builder().build();
    let (holds, lets_go) = (Barrier::new(2), Barrier::new(2));
    thread::scope(|scope| {
        scope.spawn(|| {
            let held: Vec<_> = (0..40).map(|_| census.get(&pool)).collect();
            holds.wait();
            lets_go.wait();
            drop(held);
        });
        holds.wait();
        for _ in 0..100 {
            drop(census.get(&pool));
            pool.trim();
        }
        assert_eq!((pool.stats().live, pool.stats().idle), (40, 0));
        lets_go.wait();
    });
    census.audit(&pool, 140);
}

#[test]
fn a_clock_that_jumps_far_ahead_breaks_nothing() {
    let census = Census::new();
    let pool = census.builder().idle_decay(Duration::from_nanos(1)).build();
    for round in 1..=100 {
        pool_runtime::testing::advance(&pool, Duration::from_secs(u64::from(u32::MAX)));
        drop((0..10).map(|_| census.get(&pool)).collect::<Vec<_>>());
        census.audit(&pool, round * 10);
    }
}
