//! The ledger: what is kept never exceeds the limits, and credit is neither made nor lost.

use super::{Item, Subject, join, model, spawn};
use crate::store::Ledger;
use loom::cell::UnsafeCell;
use loom::sync::Arc;

#[test]
fn one_credit_for_two_returns() {
    model(|| {
        let subject = Subject::new(1);
        let other = spawn(&subject, Subject::round_trip);
        subject.round_trip();
        join([other]);
        assert!(subject.alive() <= 1);
        subject.settle(1);
    });
}

#[test]
fn nothing_is_kept_without_credit() {
    model(|| {
        let subject = Subject::new(0);
        let other = spawn(&subject, Subject::round_trip);
        subject.round_trip();
        join([other]);
        assert_eq!(subject.alive(), 0);
    });
}

#[test]
fn prewarm_against_returns() {
    model(|| {
        let subject = Subject::new(2);
        let other = spawn(&subject, |subject| {
            subject.pool.prewarm(2);
        });
        subject.round_trip();
        join([other]);
        assert!(subject.alive() <= 2);
        subject.settle(2);
    });
}

/// Three takers of two kinds of credit: never more out than there is, and all of it back.
#[test]
fn credit_is_conserved() {
    model(|| {
        let ledger = Arc::new(Ledger::new(2, 3 * Item::BYTES));
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let ledger = Arc::clone(&ledger);
                loom::thread::spawn(move || {
                    if ledger.take_one(2 * Item::BYTES) {
                        assert!(ledger.objects().available() <= 1);
                        ledger.give(1, 2 * Item::BYTES);
                    }
                })
            })
            .collect();
        let chunk = ledger.objects().take(1, 2);
        ledger.give(chunk, 0);
        join(threads);
        assert_eq!(ledger.objects().granted(), 0);
        assert_eq!(ledger.bytes().granted(), 0);
    });
}

/// Memory is freed before the credit for it is used again.
#[test]
fn freed_before_kept_against_the_same_credit() {
    model(|| {
        let shared = Arc::new((Ledger::new(1, 0), UnsafeCell::new(())));
        assert!(shared.0.take_one(0));
        let freeing = {
            let shared = Arc::clone(&shared);
            loom::thread::spawn(move || {
                shared.1.with_mut(|_| ());
                shared.0.give(1, 0);
            })
        };
        if shared.0.take_one(0) {
            shared.1.with_mut(|_| ());
        }
        join([freeing]);
    });
}
