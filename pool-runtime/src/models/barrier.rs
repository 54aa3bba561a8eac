//! Caches emptied by others while their owners work: the claim, with and without a barrier.

use super::{Subject, bounded, join, model, spawn};
use crate::sync::barrier;

#[test]
fn trim_against_an_owner_at_work() {
    bounded(3, || {
        let subject = Subject::new(8);
        let owner = spawn(&subject, |subject| {
            subject.round_trip();
            subject.round_trip();
        });
        subject.trim();
        join([owner]);
        subject.settle(8);
    });
}

#[test]
fn trim_twice_against_an_owner_at_work() {
    model(|| {
        let subject = Subject::new(8);
        subject.round_trip();
        let trimmer = spawn(&subject, |subject| {
            subject.trim();
            subject.trim();
        });
        subject.round_trip();
        subject.round_trip();
        join([trimmer]);
        subject.settle(8);
    });
}

#[test]
fn two_trims_against_an_owner_at_work() {
    model(|| {
        let subject = Subject::new(8);
        subject.round_trip();
        let trimmers = [
            spawn(&subject, Subject::trim),
            spawn(&subject, Subject::trim),
        ];
        subject.round_trip();
        join(trimmers);
        subject.settle(8);
    });
}

/// What the owner holds at the time is nobody's business.
#[test]
fn trim_while_the_owner_holds_an_object() {
    model(|| {
        let subject = Subject::new(8);
        subject.pool.prewarm(2);
        let trimmer = spawn(&subject, Subject::trim);
        let item = subject.get();
        item.touch();
        drop(item);
        join([trimmer]);
        subject.settle(8);
    });
}

#[test]
fn asked_where_there_is_no_barrier() {
    model(|| {
        let subject = Subject::new(8);
        subject.round_trip();
        barrier::set_works(false);
        let trimmer = spawn(&subject, Subject::trim);
        subject.round_trip();
        subject.round_trip();
        join([trimmer]);
        // The request is answered at the next visit, at the latest.
        subject.round_trip();
        barrier::set_works(true);
        subject.settle(8);
    });
}

/// The system call may fail once and work again: what was emptied by force must be seen by an owner
/// who then answers a request.
#[test]
fn forced_and_then_asked() {
    model(|| {
        let subject = Subject::new(8);
        subject.round_trip();
        let trimmer = spawn(&subject, |subject| {
            subject.trim();
            barrier::set_works(false);
            subject.trim();
        });
        subject.round_trip();
        subject.round_trip();
        join([trimmer]);
        barrier::set_works(true);
        subject.settle(8);
    });
}

#[test]
fn asked_and_then_forced() {
    model(|| {
        let subject = Subject::new(8);
        subject.round_trip();
        barrier::set_works(false);
        let trimmer = spawn(&subject, |subject| {
            subject.trim();
            barrier::set_works(true);
            subject.trim();
        });
        subject.round_trip();
        subject.round_trip();
        join([trimmer]);
        subject.settle(8);
    });
}
