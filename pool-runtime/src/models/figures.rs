//! Figures read while others work: approximate, but never nonsense.

use super::{Subject, bounded, join, model, spawn};

#[test]
fn hits_are_never_more_than_gets() {
    model(|| {
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
    bounded(3, || {
        let subject = Subject::new(2);
        let other = spawn(&subject, Subject::round_trip);
        assert!(subject.pool.stats().idle <= 2);
        join([other]);
        subject.settle(2);
    });
}
