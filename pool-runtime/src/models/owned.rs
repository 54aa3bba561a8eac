//! Guards that own what they borrowed: returns beside the pool's end, and after it.

use super::{Census, Item, Subject, join, model};
use crate::OwnedPooled;
use crate::sync::barrier;
use loom::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::Ordering;

/// Every object of the last run must be gone by now, once: a cache that could not be emptied at the
/// pool's end is dropped with its thread, which is after all that a run sees.
#[derive(Clone, Default)]
struct LastRun(std::sync::Arc<Mutex<Option<std::sync::Arc<Census>>>>);

impl LastRun {
    fn check(&self, next: Option<&Subject>) {
        let next = next.map(|subject| std::sync::Arc::clone(&subject.census));
        let last = std::mem::replace(&mut *self.0.lock().expect("no panic"), next);
        if let Some(census) = last {
            all_is_gone(&census);
        }
    }
}

fn all_is_gone(census: &Census) {
    let built = census.built.load(Ordering::Relaxed);
    let dropped = census.dropped.load(Ordering::Relaxed);
    assert_eq!(built, dropped, "an object was lost, or dropped twice");
}

/// Checks `run` with a subject of its own each time, and what became of its objects.
fn until_all_is_gone(works: bool, run: impl Fn(Arc<Subject>) + Sync + Send + 'static) {
    let last = LastRun::default();
    let each = last.clone();
    model(move || {
        let subject = Subject::new(4);
        each.check(Some(&subject));
        barrier::set_works(works);
        let census = std::sync::Arc::clone(&subject.census);
        run(subject);
        if works {
            // At once, though this thread still has what is left of the pool.
            all_is_gone(&census);
        }
    });
    last.check(None);
}

fn get_owned(subject: &Subject) -> OwnedPooled<Item> {
    let item = subject.pool.get_owned();
    assert_eq!(item.uses(), 0, "somebody else's use is to be seen");
    item.touch();
    item
}

/// A thread that has a cache in the pool, lets go of the pool, and returns an object.
fn returns_last(subject: &Arc<Subject>) -> loom::thread::JoinHandle<()> {
    let subject = Arc::clone(subject);
    loom::thread::spawn(move || {
        let item = get_owned(&subject);
        drop(subject);
        item.touch();
        drop(item);
    })
}

#[test]
fn the_pool_ends_beside_a_return() {
    until_all_is_gone(true, |subject| {
        subject.round_trip();
        let other = returns_last(&subject);
        drop(subject);
        join([other]);
    });
}

#[test]
fn the_pool_ends_beside_a_return_without_a_barrier() {
    until_all_is_gone(false, |subject| {
        let other = returns_last(&subject);
        drop(subject);
        join([other]);
    });
}

#[test]
fn the_pool_ends_beside_two_returns() {
    until_all_is_gone(true, |subject| {
        let others = [returns_last(&subject), returns_last(&subject)];
        drop(subject);
        join(others);
    });
}

#[test]
fn the_pool_ends_beside_two_returns_without_a_barrier() {
    until_all_is_gone(false, |subject| {
        let others = [returns_last(&subject), returns_last(&subject)];
        drop(subject);
        join(others);
    });
}

/// The returning thread never had a cache in the pool.
#[test]
fn the_pool_ends_beside_the_return_of_a_stranger() {
    until_all_is_gone(true, |subject| {
        let item = get_owned(&subject);
        let other = loom::thread::spawn(move || {
            item.touch();
            drop(item);
        });
        subject.round_trip();
        drop(subject);
        join([other]);
    });
}

#[test]
fn the_last_of_a_pool_is_returned_elsewhere() {
    until_all_is_gone(true, |subject| {
        let (item, other) = (get_owned(&subject), get_owned(&subject));
        drop(subject);
        let thread = loom::thread::spawn(move || {
            item.touch();
            drop(item);
        });
        other.touch();
        drop(other);
        join([thread]);
    });
}

/// A pool in the place of one that is gone sees nothing of its objects.
#[test]
fn a_place_that_is_used_again() {
    until_all_is_gone(true, |subject| {
        let (item, other) = (get_owned(&subject), get_owned(&subject));
        drop(subject);
        let thread = loom::thread::spawn(move || drop(other));
        let next = Subject::new(4);
        next.round_trip();
        drop(item);
        join([thread]);
        assert_eq!(next.alive(), 1, "another pool's object came in");
        assert_eq!(next.pool.stats().returns, 1);
        next.round_trip();
        next.settle(4);
    });
}
