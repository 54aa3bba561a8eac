//! Tells an `init` that takes from its own pool, before the stack does.

use std::cell::Cell;

/// Pools whose `init` may be running inside one another.
const DEPTH: usize = 32;

thread_local! {
    /// The pools whose `init` runs on this thread, and how many they are. No destructor, so that it
    /// works to the last.
    static RUNNING: ([Cell<u64>; DEPTH], Cell<usize>) =
        const { ([const { Cell::new(0) }; DEPTH], Cell::new(0)) };
}

/// An `init` is running; ends with its drop.
pub(crate) struct Running(());

/// Notes that the `init` of the pool known by `key` starts.
///
/// # Panics
///
/// If it is running on this thread already, or too many are.
#[inline]
pub(crate) fn enter(key: u64, name: &str) -> Running {
    RUNNING.with(|(running, depth)| {
        let inner = depth.get();
        assert!(
            !running[..inner].iter().any(|pool| pool.get() == key),
            "`init` of the pool `{name}` takes from the same pool, directly or through another, \
             and would recurse for ever: build the value without that pool"
        );
        assert!(
            inner < DEPTH,
            "`init` of the pool `{name}` runs inside those of {DEPTH} other pools"
        );
        running[inner].set(key);
        depth.set(inner + 1);
    });
    Running(())
}

/// A `get` is to wait for an object of the pool known by `key`.
///
/// # Panics
///
/// If the `init` of that pool runs on this thread: the object that it makes is one of those waited for.
pub(crate) fn refuse_to_wait(key: u64, name: &str) {
    let inside = RUNNING
        .with(|(running, depth)| running[..depth.get()].iter().any(|pool| pool.get() == key));
    assert!(
        !inside,
        "`init` of the pool `{name}` takes from the same pool, which is at its bound, and would wait for \
         the object it is making: build the value without that pool"
    );
}

impl Drop for Running {
    #[inline]
    fn drop(&mut self) {
        RUNNING.with(|(_, depth)| depth.set(depth.get() - 1));
    }
}
