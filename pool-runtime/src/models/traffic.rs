//! Gets and returns by several threads: refill, spill and exchange with the depot.

use super::{Subject, bounded, join, model, spawn};

#[test]
fn two_threads_get_and_return() {
    model(|| {
        let subject = Subject::new(8);
        let other = spawn(&subject, |subject| {
            subject.round_trip();
            subject.round_trip();
        });
        subject.round_trip();
        join([other]);
        subject.settle(8);
    });
}

/// Enough objects at once that returns fill the loaded and the previous magazine and spill, and
/// gets on the other thread refill from what was spilt.
#[test]
fn what_one_thread_spills_another_gets() {
    bounded(1, || {
        let subject = Subject::new(32);
        let other = spawn(&subject, |subject| {
            drop((subject.get(), subject.get()));
        });
        let held: Vec<_> = (0..4).map(|_| subject.get()).collect();
        drop(held);
        join([other]);
        subject.settle(32);
    });
}

/// The second thread joins while the first is at work: shares shrink, and caches are emptied under
/// their owners.
#[test]
fn a_thread_joins_while_another_works() {
    model(|| {
        let subject = Subject::new(4);
        subject.round_trip();
        let other = spawn(&subject, Subject::round_trip);
        subject.round_trip();
        join([other]);
        subject.settle(4);
    });
}

#[test]
fn three_threads_get_and_return() {
    bounded(1, || {
        let subject = Subject::new(4);
        let others = [
            spawn(&subject, Subject::round_trip),
            spawn(&subject, Subject::round_trip),
        ];
        subject.round_trip();
        join(others);
        subject.settle(4);
    });
}

#[test]
fn objects_borrowed_here_and_returned_there() {
    model(|| {
        let subject = Subject::new(4);
        let (sender, receiver) = loom::sync::mpsc::channel();
        let other = spawn(&subject, move |subject| {
            drop(receiver.recv().expect("sent"));
            subject.round_trip();
        });
        let item = subject.pool.get_owned();
        item.touch();
        sender.send(item).expect("received");
        subject.round_trip();
        join([other]);
        subject.settle(4);
    });
}
