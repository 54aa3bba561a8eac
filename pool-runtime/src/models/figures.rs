//! Figures read while others work: approximate, but never nonsense.

use super::{Subject, bounded, join, model, spawn};
use crate::sync::barrier;

#[test]
fn hits_are_never_more_than_gets() {
    bounded(1, || {
        let subject = Subject::new(8);
        let other = spawn(&subject, |subject| {
            subject.round_trip();
            subject.round_trip();
        });
        let stats = subject.pool.stats();
        // The first was a miss.
        assert!(stats.hits <= 1, "{} hits of two gets", stats.hits);
        join([other]);
        subject.settle(8);
    });
}

#[test]
fn idle_is_never_more_than_the_limit() {
    bounded(1, || {
        let subject = Subject::new(2);
        let other = spawn(&subject, Subject::round_trip);
        assert!(subject.pool.stats().idle <= 2);
        join([other]);
        subject.settle(2);
    });
}

/// A steady reading, which alone raises a peak, belongs together: what a cache takes from the ledger
/// beyond the need of the moment is no idle object on its way there.
#[test]
fn credit_taken_in_advance_is_no_idle_object() {
    bounded(1, || {
        let subject = Subject::with_versions(8);
        let other = spawn(&subject, Subject::round_trip);
        only_one_object(&subject);
        join([other]);
        subject.settle(8);
    });
}

/// Nor is what a cache gives back, here that of an owner who was asked to empty it.
#[test]
fn credit_given_back_is_no_idle_object() {
    model(|| {
        let subject = Subject::with_versions(8);
        subject.round_trip();
        barrier::set_works(false);
        subject.trim();
        barrier::set_works(true);
        let reader = spawn(&subject, only_one_object);
        let item = subject.get();
        join([reader]);
        drop(item);
        subject.settle(8);
    });
}

fn only_one_object(subject: &Subject) {
    let stats = subject.pool.stats();
    assert!(stats.peak_idle <= 1 && stats.peak_live <= 1, "{stats:?}");
}
