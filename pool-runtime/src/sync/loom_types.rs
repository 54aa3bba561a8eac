//! Loom's types under the same names. The queue is a locked one: crossbeam's own is not what is
//! being checked.

pub(crate) use loom::cell::UnsafeCell;
pub(crate) use loom::hint::spin_loop;
pub(crate) use loom::sync::atomic::{
    AtomicBool, AtomicU8, AtomicU64, AtomicUsize, Ordering, fence,
};
pub(crate) use loom::sync::{Mutex, MutexGuard};
pub(crate) use loom::thread::yield_now;

use std::collections::VecDeque;
use std::time::Duration;

/// Loom's knows no `const` initialisers.
macro_rules! modelled_local {
    ($(static $name:ident: $type:ty = const $init:block;)*) => {
        $(loom::thread_local!(static $name: $type = $init);)*
    };
}
pub(crate) use modelled_local as thread_local;

/// What crossbeam's queue promises and no more: a lock would also order those who find it empty.
#[derive(Debug)]
pub(crate) struct Queue<T> {
    count: AtomicUsize,
    values: Mutex<VecDeque<T>>,
}

impl<T> Queue<T> {
    pub(crate) fn new() -> Self {
        Self {
            count: AtomicUsize::new(0),
            values: Mutex::new(VecDeque::new()),
        }
    }

    pub(crate) fn push(&self, value: T) {
        super::lock(&self.values).push_back(value);
        self.count.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn pop(&self) -> Option<T> {
        if self.is_empty() {
            return None;
        }
        let value = super::lock(&self.values).pop_front()?;
        self.count.fetch_sub(1, Ordering::Relaxed);
        Some(value)
    }

    pub(crate) fn len(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// No time passes by itself: a model's steps must not depend on it.
#[derive(Debug)]
pub(crate) struct Instant;

impl Instant {
    pub(crate) fn now() -> Self {
        Self
    }

    #[expect(clippy::unused_self, reason = "std's interface")]
    pub(crate) fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

/// Loom ends every thread-local before the first destructor runs; those that last are then as they
/// were at first, which is how a thread's end leaves ours.
pub(crate) fn with_lasting<T, R>(
    key: &'static loom::thread::LocalKey<T>,
    f: impl FnOnce(&T) -> R,
) -> R {
    let mut f = Some(f);
    let mut call = |value: &T| f.take().map(|f| f(value));
    let result = key.try_with(&mut call).ok().flatten();
    result.or_else(|| call(&(key.init)())).expect("called once")
}

/// For the [`Version`](super::Version): loom's in models that ask for them. In all others they are
/// std's: nothing depends on a version but the figures, it would double the search, and its fences
/// would stand in for orderings that are missing elsewhere.
pub(crate) mod at_choice {
    use loom::sync::atomic as modelled;
    use std::cell::Cell;
    use std::sync::atomic as plain;
    use std::sync::atomic::Ordering;

    std::thread_local! {
        /// All threads of a model are one to std.
        static MODELLED: Cell<bool> = const { Cell::new(false) };
    }

    #[cfg(test)]
    pub(crate) fn set_modelled(whether: bool) {
        MODELLED.set(whether);
    }

    #[derive(Debug)]
    pub(crate) enum AtomicUsize {
        Modelled(modelled::AtomicUsize),
        Plain(plain::AtomicUsize),
    }

    impl AtomicUsize {
        pub(crate) fn new(value: usize) -> Self {
            if MODELLED.get() {
                Self::Modelled(modelled::AtomicUsize::new(value))
            } else {
                Self::Plain(plain::AtomicUsize::new(value))
            }
        }

        pub(crate) fn load(&self, order: Ordering) -> usize {
            match self {
                Self::Modelled(atomic) => atomic.load(order),
                Self::Plain(atomic) => atomic.load(order),
            }
        }

        pub(crate) fn store(&self, value: usize, order: Ordering) {
            match self {
                Self::Modelled(atomic) => atomic.store(value, order),
                Self::Plain(atomic) => atomic.store(value, order),
            }
        }
    }

    pub(crate) fn fence(order: Ordering) {
        if MODELLED.get() {
            modelled::fence(order);
        }
    }
}
