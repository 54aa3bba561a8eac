//! A reset, a size or a destructor that panics costs the object it belongs to, and nothing else.

use std::panic::{self, AssertUnwindSafe};

use pool_runtime::{Pool, Poolable};

/// Panics where it is told to.
#[derive(Default)]
struct Fragile {
    in_reset: bool,
    in_size: bool,
    in_drop: bool,
}

/// As `panic!`, without a line on the terminal.
fn fail() {
    panic::resume_unwind(Box::new("fragile"));
}

impl Poolable for Fragile {
    fn reset(&mut self) {
        if self.in_reset {
            fail();
        }
    }
    fn retained_bytes(&self) -> usize {
        if self.in_size {
            fail();
        }
        0
    }
}

impl Drop for Fragile {
    fn drop(&mut self) {
        if self.in_drop {
            fail();
        }
    }
}

#[test]
fn bug_26_it_costs_its_object_only() {
    let pool: Pool<Fragile> = Pool::new();
    for round in 1..=100 {
        pool.get().in_reset = true;
        pool.get().in_size = true;
        let mut both = pool.get();
        both.in_reset = true;
        both.in_drop = true;
        drop(both);
        assert_eq!(pool.stats().discards.panicked, 3 * round);
        assert_eq!((pool.stats().live, pool.stats().idle), (0, 0));
    }
    drop(pool.get());
    drop(pool.get());
    assert_eq!(
        (pool.stats().misses, pool.stats().hits, pool.stats().idle),
        (301, 1, 1)
    );
}

#[test]
fn bug_26_it_does_not_turn_a_panic_into_an_abort() {
    let pool: Pool<Fragile> = Pool::new();
    let result = panic::catch_unwind(AssertUnwindSafe(|| {
        let mut fragile = pool.get();
        fragile.in_reset = true;
        fragile.in_drop = true;
        fail();
    }));
    assert!(result.is_err());
    assert_eq!((pool.stats().live, pool.stats().discards.panicked), (0, 1));
}

#[test]
fn bug_26_it_does_not_stop_a_trim() {
    let pool: Pool<Fragile> = Pool::new();
    let mut held: Vec<_> = (0..10).map(|_| pool.get()).collect();
    for fragile in &mut held {
        fragile.in_drop = true;
    }
    drop(held);
    assert_eq!(pool.trim().objects, 10);
    assert_eq!(pool.stats().idle, 0);
}
