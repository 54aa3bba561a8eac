//! At most so many objects, and those who wait for one: none sleeps on while an object is free.
//!
//! A run in which somebody is never woken is a deadlock, which loom reports.

use super::{Item, Subject, bounded, join, model, spawn};
use crate::sync::barrier;
use crate::{OwnedPooled, Pooled};
use loom::sync::Arc;
use loom::thread::JoinHandle;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

impl Subject {
    /// A pool of one item, where every second one is a failing.
    fn of_one(works: bool) -> Arc<Self> {
        barrier::set_works(works);
        Self::build(2, |builder| builder.max_objects(1))
    }

    fn only_one(&self) {
        assert!(self.alive() <= 1, "more than the bound allows");
    }

    fn use_one(&self) {
        let item = self.get();
        self.only_one();
        drop(item);
    }

    /// Takes a place in the line, if one is needed, and gives it up.
    fn give_up(&self) {
        if let Ok(item) = self.pool.get_timeout(Duration::ZERO) {
            item.touch();
            self.only_one();
        }
    }

    /// The same as a task that is dropped while it waits.
    fn drop_future(&self) {
        let mut context = Context::from_waker(Waker::noop());
        let future = pin!(self.pool.get_async());
        if let Poll::Ready(item) = future.poll(&mut context) {
            item.touch();
            self.only_one();
        }
    }

    /// All is at rest: one may be had, and one only.
    fn rests(&self) {
        self.only_one();
        let stats = self.pool.stats();
        assert_eq!((stats.live, stats.waiting), (0, 0), "{stats:?}");
        let item = self.pool.try_get().expect("its credit was lost");
        assert!(self.pool.try_get().is_none(), "credit was made");
        drop(item);
    }
}

/// One item, returned once the `waiters` have been started.
fn returned(works: bool, waiters: impl Fn(&Arc<Subject>) -> Vec<JoinHandle<()>>) {
    let subject = Subject::of_one(works);
    let item = subject.get();
    let waiters = waiters(&subject);
    drop(item);
    join(waiters);
    subject.rests();
}

#[test]
fn a_waiter_and_a_return() {
    model(|| {
        returned(true, |subject| vec![spawn(subject, Subject::use_one)]);
    });
}

#[test]
fn a_waiter_and_a_return_without_a_barrier() {
    model(|| {
        returned(false, |subject| vec![spawn(subject, Subject::use_one)]);
    });
}

#[test]
fn two_waiters_and_a_return() {
    bounded(1, || {
        // Without caches: with them a run has too many steps for three threads.
        returned(false, |subject| {
            vec![
                spawn(subject, Subject::use_one),
                spawn(subject, Subject::use_one),
            ]
        });
    });
}

#[test]
fn two_threads_in_turn() {
    bounded(1, || {
        let subject = Subject::of_one(true);
        let other = spawn(&subject, |subject| {
            subject.use_one();
            subject.use_one();
        });
        subject.use_one();
        subject.use_one();
        join([other]);
        subject.rests();
    });
}

/// Its cache closes when the thread exits; what is in it must reach the waiter.
#[test]
fn a_waiter_and_a_thread_that_exits() {
    model(|| {
        let subject = Subject::of_one(true);
        let leaver = spawn(&subject, Subject::use_one);
        subject.use_one();
        join([leaver]);
        subject.rests();
    });
}

#[test]
fn a_waiter_and_a_discard() {
    model(|| {
        let subject = Subject::of_one(true);
        let item = subject.get();
        let waiter = spawn(&subject, Subject::use_one);
        Pooled::discard(item);
        join([waiter]);
        subject.rests();
    });
}

#[test]
fn a_waiter_and_a_value_that_is_detached() {
    model(|| {
        let subject = Subject::of_one(true);
        let item = subject.get();
        let waiter = spawn(&subject, |subject| drop(subject.get()));
        drop(Pooled::detach(item));
        join([waiter]);
        subject.rests();
    });
}

#[test]
fn a_waiter_that_gives_up_before_another() {
    bounded(1, || {
        returned(true, |subject| {
            vec![
                spawn(subject, Subject::give_up),
                spawn(subject, Subject::use_one),
            ]
        });
    });
}

#[test]
fn a_waiter_that_gives_up_beside_a_return() {
    model(|| {
        returned(true, |subject| vec![spawn(subject, Subject::give_up)]);
    });
}

#[test]
fn a_task_that_is_dropped_before_another() {
    bounded(1, || {
        returned(true, |subject| {
            vec![
                spawn(subject, Subject::drop_future),
                spawn(subject, Subject::use_one),
            ]
        });
    });
}

#[test]
fn a_task_that_is_dropped_beside_a_return() {
    model(|| {
        returned(true, |subject| vec![spawn(subject, Subject::drop_future)]);
    });
}

#[test]
fn a_task_that_is_woken() {
    model(|| {
        returned(true, |subject| {
            vec![spawn(subject, |subject| {
                loom::future::block_on(async { subject.pool.get_async().await.touch() });
            })]
        });
    });
}

/// Whoever waits behind an `init` that panics makes one of its own.
#[test]
fn a_waiter_behind_an_init_that_panics() {
    model(|| {
        let subject = Subject::of_one(true);
        let fails = std::sync::Arc::new(AtomicBool::new(true));
        let census = std::sync::Arc::clone(&subject.census);
        let pool = crate::Pool::builder()
            .init(move || {
                assert!(!fails.swap(false, Ordering::Relaxed), "the first one");
                census.built.fetch_add(1, Ordering::Relaxed);
                Item {
                    uses: loom::cell::UnsafeCell::new(0),
                    census: std::sync::Arc::clone(&census),
                }
            })
            .max_objects(1)
            .build();
        let pool = Arc::new(pool);
        let other = {
            let pool = Arc::clone(&pool);
            loom::thread::spawn(move || {
                // A message for each run would be many.
                let _ = catch_unwind(AssertUnwindSafe(|| pool.get().touch()));
            })
        };
        let _ = catch_unwind(AssertUnwindSafe(|| pool.get().touch()));
        join([other]);
        assert!(pool.try_get().is_some(), "its credit was lost");
    });
}

#[test]
fn a_waiter_beside_trim() {
    model(|| {
        let subject = Subject::of_one(true);
        subject.use_one();
        let waiter = spawn(&subject, Subject::use_one);
        subject.trim();
        join([waiter]);
        subject.rests();
    });
}

#[test]
fn a_waiter_beside_prewarm() {
    model(|| {
        let subject = Subject::of_one(true);
        let waiter = spawn(&subject, Subject::use_one);
        subject.pool.prewarm(1);
        join([waiter]);
        subject.rests();
    });
}

#[test]
fn a_waiter_and_an_owned_guard() {
    model(|| {
        let subject = Subject::of_one(true);
        let item: OwnedPooled<Item> = subject.pool.get_owned();
        let other = loom::thread::spawn(move || drop(item));
        subject.use_one();
        join([other]);
        subject.rests();
    });
}

/// The pool ends beside the return of its last object, which nobody waits for any more.
#[test]
fn the_end_of_a_bounded_pool() {
    model(|| {
        let subject = Subject::of_one(true);
        let census = std::sync::Arc::clone(&subject.census);
        let item: OwnedPooled<Item> = subject.pool.get_owned();
        let other = loom::thread::spawn(move || drop(item));
        drop(subject);
        join([other]);
        let built = census.built.load(Ordering::Relaxed);
        assert_eq!(built, census.dropped.load(Ordering::Relaxed));
    });
}
