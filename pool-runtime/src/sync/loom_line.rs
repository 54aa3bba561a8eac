//! The [`line`](super) as it is promised: a locked list. `event-listener` itself is not what is checked.

use loom::sync::{Arc, Condvar, Mutex};
use std::collections::VecDeque;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

pub(crate) struct Line<T>(Arc<Shared<T>>);

struct Shared<T> {
    inside: Mutex<Inside<T>>,
    handed: Condvar,
}

struct Inside<T> {
    next: usize,
    /// With nothing yet, the first first.
    waiting: VecDeque<(usize, Option<Waker>)>,
    handed: Vec<(usize, T)>,
    /// Of tasks that something was handed to, and that nobody has woken yet.
    rung: Vec<Waker>,
}

pub(crate) struct Place<T> {
    line: Arc<Shared<T>>,
    number: usize,
}

impl<T> Line<T> {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Shared {
            inside: Mutex::new(Inside {
                next: 0,
                waiting: VecDeque::new(),
                handed: Vec::new(),
                rung: Vec::new(),
            }),
            handed: Condvar::new(),
        }))
    }

    pub(crate) fn join(&self) -> Place<T> {
        let mut inside = crate::sync::lock(&self.0.inside);
        let number = inside.next;
        inside.next += 1;
        inside.waiting.push_back((number, None));
        Place {
            line: Arc::clone(&self.0),
            number,
        }
    }

    pub(crate) fn hand(&self, value: T) -> Result<(), T> {
        let mut inside = crate::sync::lock(&self.0.inside);
        let Some((number, waker)) = inside.waiting.pop_front() else {
            return Err(value);
        };
        inside.handed.push((number, value));
        inside.rung.extend(waker);
        drop(inside);
        self.0.handed.notify_all();
        Ok(())
    }

    pub(crate) fn wake_each(&self, wake: impl FnMut(Waker)) {
        let rung = std::mem::take(&mut crate::sync::lock(&self.0.inside).rung);
        rung.into_iter().for_each(wake);
    }
}

impl<T> Inside<T> {
    fn take(&mut self, number: usize) -> Option<T> {
        let mut handed = self.handed.iter();
        let index = handed.position(|handed| handed.0 == number)?;
        Some(self.handed.swap_remove(index).1)
    }
}

impl<T> Place<T> {
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<T> {
        let mut inside = crate::sync::lock(&self.line.inside);
        if let Some(value) = inside.take(self.number) {
            return Poll::Ready(value);
        }
        for (number, waker) in &mut inside.waiting {
            if *number == self.number {
                *waker = Some(context.waker().clone());
            }
        }
        Poll::Pending
    }

    pub(crate) fn wait(self) -> T {
        let mut inside = crate::sync::lock(&self.line.inside);
        loop {
            if let Some(value) = inside.take(self.number) {
                return value;
            }
            inside = self
                .line
                .handed
                .wait(inside)
                .expect("no panic under the lock");
        }
    }

    /// No time passes in a model: it is out at once, which is as good as at any other step.
    pub(crate) fn wait_until(self, _deadline: Instant) -> Option<T> {
        self.leave()
    }

    pub(crate) fn leave(self) -> Option<T> {
        let mut inside = crate::sync::lock(&self.line.inside);
        inside.waiting.retain(|waiting| waiting.0 != self.number);
        inside.take(self.number)
    }
}
