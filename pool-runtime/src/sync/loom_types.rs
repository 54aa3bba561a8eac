//! Loom's types under the same names. The queue is a locked one: crossbeam's own is not what is
//! being checked.

pub(crate) use loom::cell::UnsafeCell;
pub(crate) use loom::hint::spin_loop;
pub(crate) use loom::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, AtomicUsize, Ordering};
pub(crate) use loom::sync::{Mutex, MutexGuard};
pub(crate) use loom::thread::yield_now;
pub(crate) use loom::thread_local;

use std::collections::VecDeque;

#[derive(Debug)]
pub(crate) struct Queue<T>(Mutex<VecDeque<T>>);

impl<T> Queue<T> {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(VecDeque::new()))
    }

    pub(crate) fn push(&self, value: T) {
        super::lock(&self.0).push_back(value);
    }

    pub(crate) fn pop(&self) -> Option<T> {
        super::lock(&self.0).pop_front()
    }

    pub(crate) fn len(&self) -> usize {
        super::lock(&self.0).len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
