//! Threads that exit, pools that end, sleepers that are robbed.

use super::{Subject, bounded, join, model, spawn};
use loom::sync::Arc;
use std::time::Duration;

#[test]
fn a_thread_exits_while_another_works() {
    model(|| {
        let subject = Subject::new(8);
        let exiting = spawn(&subject, Subject::round_trip);
        subject.round_trip();
        join([exiting]);
        subject.settle(8);
    });
}

#[test]
fn a_thread_exits_while_another_trims() {
    model(|| {
        let subject = Subject::new(8);
        let exiting = spawn(&subject, Subject::round_trip);
        subject.trim();
        join([exiting]);
        subject.settle(8);
    });
}

/// With its cache asked for: the request dies with the cache, and nothing is lost.
#[test]
fn a_thread_exits_with_a_request_open() {
    model(|| {
        let subject = Subject::new(8);
        crate::sync::barrier::set_works(false);
        let exiting = spawn(&subject, Subject::round_trip);
        subject.trim();
        join([exiting]);
        crate::sync::barrier::set_works(true);
        subject.settle(8);
    });
}

/// Whoever is last drops the pool, with the others' threads alive or on their way out: `part`
/// against `close`.
#[test]
fn the_pool_ends_while_threads_exit() {
    model(|| {
        let subject = Subject::new(4);
        let census = std::sync::Arc::clone(&subject.census);
        let other = {
            let subject = Arc::clone(&subject);
            loom::thread::spawn(move || {
                subject.round_trip();
                drop(subject);
                // And the thread's own end, with a seat whose pool may be gone.
            })
        };
        subject.round_trip();
        drop(subject);
        join([other]);
        let built = census.built.load(std::sync::atomic::Ordering::Relaxed);
        let dropped = census.dropped.load(std::sync::atomic::Ordering::Relaxed);
        assert_eq!(built, dropped, "the pool left something behind");
    });
}

#[test]
fn three_threads_let_go_of_the_pool() {
    model(|| {
        let subject = Subject::new(4);
        let census = std::sync::Arc::clone(&subject.census);
        let work = |subject: Arc<Subject>| {
            move || {
                subject.round_trip();
                drop(subject);
            }
        };
        let first = loom::thread::spawn(work(Arc::clone(&subject)));
        let second = loom::thread::spawn(work(Arc::clone(&subject)));
        drop(subject);
        join([first, second]);
        let built = census.built.load(std::sync::atomic::Ordering::Relaxed);
        let dropped = census.dropped.load(std::sync::atomic::Ordering::Relaxed);
        assert_eq!(built, dropped, "the pool left something behind");
    });
}

/// One thread's look at the clock empties the cache of another that it takes for asleep.
#[test]
fn decay_against_an_owner_that_wakes() {
    bounded(1, || {
        let subject = Subject::new(8);
        let minute = Duration::from_secs(60);
        subject.round_trip();
        let looking = spawn(&subject, move |subject| {
            // The first look notes what the sleeper has, the second takes it.
            for _ in 0..2 {
                crate::testing::advance(&subject.pool, minute);
                drop(subject.get());
            }
        });
        subject.round_trip();
        join([looking]);
        subject.settle(8);
    });
}
