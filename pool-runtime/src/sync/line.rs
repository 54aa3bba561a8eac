//! Those who wait, first come first served, and what is handed to them.
//!
//! `event-listener` keeps the places: threads and tasks stand in one line, and a value is moved to the
//! first of them under its lock. So nothing lies free while somebody waits for it, and nobody who comes
//! later takes what was handed to another.

use event_listener::{Event, EventListener, IntoNotification};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

/// The line itself.
pub(crate) struct Line<T>(Event<T>);

/// A place in it. To be left with [`leave`](Self::leave): what was handed to it is lost with it.
pub(crate) struct Place<T>(EventListener<T>);

impl<T> Line<T> {
    pub(crate) fn new() -> Self {
        Self(Event::with_tag())
    }

    /// A place at the end.
    pub(crate) fn join(&self) -> Place<T> {
        count_lock();
        Place(self.0.listen())
    }

    /// Hands `value` to the first who has nothing yet; `Err` if there is nobody.
    pub(crate) fn hand(&self, value: T) -> Result<(), T> {
        count_lock();
        let mut value = Some(value);
        let hand_over = || value.take().expect("one is asked for");
        self.0.notify(1.additional().tag_with(hand_over));
        value.map_or(Ok(()), Err)
    }
}

impl<T> Place<T> {
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<T> {
        Pin::new(&mut self.0).poll(context)
    }

    /// Waits for what will be handed over.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn wait(self) -> T {
        event_listener::Listener::wait(self.0)
    }

    /// As [`wait`](Self::wait), until `deadline`.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn wait_until(self, deadline: Instant) -> Option<T> {
        event_listener::Listener::wait_deadline(self.0, deadline)
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
