//! The real types once more, with each write counted as [`shared_writes`](super::shared_writes) says.

use super::shared_writes::{
    self, count_read_modify_writes, on_load, on_read_modify_write, on_store,
};
use crossbeam_queue::SegQueue;
use std::sync::{LockResult, atomic};
use std::time::Duration;

pub(crate) use std::hint::spin_loop;
pub(crate) use std::sync::MutexGuard;
pub(crate) use std::sync::atomic::{Ordering, fence};
pub(crate) use std::thread::yield_now;
pub(crate) use std::thread_local;

/// For a thread-local without a destructor, which lasts as long as its thread.
pub(crate) fn with_lasting<T, R>(
    key: &'static std::thread::LocalKey<T>,
    f: impl FnOnce(&T) -> R,
) -> R {
    key.with(f)
}

macro_rules! counting {
    ($($name:ident: $value:ty { $($change:ident)* })*) => {$(
        #[derive(Debug, Default)]
        pub(crate) struct $name(atomic::$name);

        impl $name {
            pub(crate) const fn new(value: $value) -> Self {
                Self(atomic::$name::new(value))
            }

            pub(crate) fn load(&self, order: Ordering) -> $value {
                on_load(&self.0);
                self.0.load(order)
            }

            pub(crate) fn store(&self, value: $value, order: Ordering) {
                on_store(&self.0);
                self.0.store(value, order);
            }

            $(
                pub(crate) fn $change(&self, value: $value, order: Ordering) -> $value {
                    on_read_modify_write(&self.0);
                    self.0.$change(value, order)
                }
            )*
        }
    )*};
}

macro_rules! exchange {
    ($($name:ident: $value:ty { $($exchange:ident)* })*) => {$(
        impl $name {
            $(
                pub(crate) fn $exchange(
                    &self,
                    current: $value,
                    new: $value,
                    success: Ordering,
                    failure: Ordering,
                ) -> Result<$value, $value> {
                    on_read_modify_write(&self.0);
                    self.0.$exchange(current, new, success, failure)
                }
            )*
        }
    )*};
}

// What the pool uses, and no more.
counting! {
    AtomicBool: bool {}
    AtomicU8: u8 {}
    AtomicU64: u64 { fetch_add fetch_max }
    AtomicUsize: usize { fetch_add fetch_sub fetch_max }
}
exchange! {
    AtomicU8: u8 { compare_exchange }
    AtomicU64: u64 { compare_exchange }
    AtomicUsize: usize { compare_exchange_weak }
}

#[derive(Debug)]
pub(crate) struct Mutex<T>(std::sync::Mutex<T>);

impl<T> Mutex<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(std::sync::Mutex::new(value))
    }

    /// Counts the unlocking as well.
    pub(crate) fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        on_read_modify_write(&self.0);
        count_read_modify_writes(1);
        self.0.lock()
    }
}

#[derive(Debug)]
pub(crate) struct Queue<T>(SegQueue<T>);

impl<T> Queue<T> {
    pub(crate) fn new() -> Self {
        Self(SegQueue::new())
    }

    pub(crate) fn push(&self, value: T) {
        count_read_modify_writes(2);
        self.0.push(value);
    }

    /// Counts a pop that finds nothing as one that does: whoever pops has looked before.
    pub(crate) fn pop(&self) -> Option<T> {
        count_read_modify_writes(2);
        self.0.pop()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// [`std::cell::UnsafeCell`] with loom's interface. Whoever gets at the content writes to it.
#[derive(Debug)]
pub(crate) struct UnsafeCell<T>(std::cell::UnsafeCell<T>);

impl<T> UnsafeCell<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(std::cell::UnsafeCell::new(value))
    }

    pub(crate) fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
        on_store(&self.0);
        f(self.0.get())
    }
}

/// Time that passes when it is told to.
#[derive(Debug)]
pub(crate) struct Instant(Duration);

impl Instant {
    pub(crate) fn now() -> Self {
        Self(shared_writes::now())
    }

    pub(crate) fn elapsed(&self) -> Duration {
        shared_writes::now().saturating_sub(self.0)
    }
}
