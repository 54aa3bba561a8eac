//! Those who wait, first come first served, and what is handed to them.
//!
//! `event-listener` keeps the places: threads and tasks stand in one line, and a value is moved to the
//! first of them under its lock. So nothing lies free while somebody waits for it, and nobody who comes
//! later takes what was handed to another.
//!
//! A task's waker is user code, which must not run under that lock: it may drop a guard or a future of the
//! same line. So a place has a [`Bell`] in the waker's place, which only notes that it was rung; who handed
//! something over wakes the tasks afterwards, by [`Line::wake_each`].

use super::{Mutex, lock};
use event_listener::{Event, EventListener, IntoNotification};
use std::fmt;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Instant;

/// The line itself.
pub(crate) struct Line<T> {
    places: Event<T>,
    rung: Arc<Rung>,
}

/// Bells whose tasks are to be woken.
type Rung = Mutex<Vec<Arc<Bell>>>;

/// A place in it. To be left with [`leave`](Self::leave): what was handed to it is lost with it.
pub(crate) struct Place<T> {
    listener: EventListener<T>,
    rung: Arc<Rung>,
    bell: Option<Arc<Bell>>,
}

/// Stands for a task's waker.
struct Bell {
    waker: Mutex<Option<Waker>>,
    rung: Arc<Rung>,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        let rung = Arc::clone(&self.rung);
        lock(&rung).push(self);
    }
}

impl<T> Line<T> {
    pub(crate) fn new() -> Self {
        Self {
            places: Event::with_tag(),
            rung: Arc::new(Mutex::new(Vec::new())),
        }
    }

    /// A place at the end.
    pub(crate) fn join(&self) -> Place<T> {
        count_lock();
        Place {
            listener: self.places.listen(),
            rung: Arc::clone(&self.rung),
            bell: None,
        }
    }

    /// Hands `value` to the first who has nothing yet; `Err` if there is nobody. If it is a task it has yet
    /// to be woken, by [`wake_each`](Self::wake_each).
    pub(crate) fn hand(&self, value: T) -> Result<(), T> {
        count_lock();
        let mut value = Some(value);
        let hand_over = || value.take().expect("one is asked for");
        self.places.notify(1.additional().tag_with(hand_over));
        value.map_or(Ok(()), Err)
    }

    /// Gives `wake` the waker of each task that something was handed to and that nobody has woken yet.
    pub(crate) fn wake_each(&self, mut wake: impl FnMut(Waker)) {
        let rung = mem::take(&mut *lock(&self.rung));
        for bell in rung {
            let waker = lock(&bell.waker).take();
            waker.into_iter().for_each(&mut wake);
        }
    }
}

impl<T> Place<T> {
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<T> {
        let bell = self.bell.get_or_insert_with(|| {
            Arc::new(Bell {
                waker: Mutex::new(None),
                rung: Arc::clone(&self.rung),
            })
        });
        // To clone one and to drop the other is user code, too.
        let waker = context.waker().clone();
        let before = lock(&bell.waker).replace(waker);
        drop(before);
        let bell = Waker::from(Arc::clone(bell));
        Pin::new(&mut self.listener).poll(&mut Context::from_waker(&bell))
    }

    /// Waits for what will be handed over.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn wait(self) -> T {
        event_listener::Listener::wait(self.listener)
    }

    /// As [`wait`](Self::wait), until `deadline`.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn wait_until(self, deadline: Instant) -> Option<T> {
        event_listener::Listener::wait_deadline(self.listener, deadline)
    }

    /// Gives the place up; what was handed to it meanwhile.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn leave(self) -> Option<T> {
        // Takes the place out of the line and looks into it in one step.
        self.wait_until(Instant::now())
    }

    /// Here no thread can wait, and none can come in between.
    #[cfg(target_family = "wasm")]
    pub(crate) fn wait(self) -> T {
        self.leave()
            .expect("this target has one thread, which waits for itself: use `get_async`")
    }

    #[cfg(target_family = "wasm")]
    pub(crate) fn wait_until(self, _deadline: Instant) -> Option<T> {
        self.leave()
    }

    #[cfg(target_family = "wasm")]
    pub(crate) fn leave(mut self) -> Option<T> {
        let mut context = Context::from_waker(std::task::Waker::noop());
        match self.poll(&mut context) {
            Poll::Ready(value) => Some(value),
            Poll::Pending => None,
        }
    }
}

/// Of shared writes, those that `event-listener` makes with the lock of its list.
#[inline]
fn count_lock() {
    #[cfg(shared_writes)]
    super::shared_writes::count_read_modify_writes(2);
}

impl<T> fmt::Debug for Line<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").finish_non_exhaustive()
    }
}
