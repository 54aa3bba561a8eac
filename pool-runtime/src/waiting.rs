//! Getting from a bounded pool: at once, within a time, or as a task.

use crate::pool::Place;
use crate::recursion;
use crate::store::{Object, Turn, Waiting};
use crate::{OwnedPooled, Pool, Poolable, Pooled};
use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::panic::Location;
use std::time::{Duration, Instant};

/// A pool had nothing to lend within the time given, from [`Pool::get_timeout`].
///
/// ```
/// use pool_runtime::Pool;
/// use std::time::Duration;
///
/// let pool: Pool<Vec<u8>> = Pool::builder().name("zips").max_objects(1).build();
/// let held = pool.get();
/// let error = pool.get_timeout(Duration::from_millis(5)).unwrap_err();
/// assert_eq!((error.pool(), error.max_objects()), ("zips", 1));
/// assert!(error.waited() >= Duration::from_millis(5));
/// # drop(held);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exhausted {
    pool: Cow<'static, str>,
    max_objects: usize,
    waited: Duration,
}

impl Exhausted {
    /// The pool's name.
    pub fn pool(&self) -> &str {
        &self.pool
    }

    /// Its bound: so many objects were in use.
    pub fn max_objects(&self) -> usize {
        self.max_objects
    }

    /// How long the call waited.
    pub fn waited(&self) -> Duration {
        self.waited
    }
}

impl fmt::Display for Exhausted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "all {} objects of the pool `{}` were in use for {:?}: raise max_objects, wait longer, or \
             return objects sooner",
            self.max_objects, self.pool, self.waited
        )
    }
}

impl Error for Exhausted {}

impl<T: Poolable> Pool<T> {
    /// As [`get`](Self::get), but never waits: `None` at the bound of a bounded pool, and while others
    /// wait for its objects.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    #[inline]
    #[track_caller]
    pub fn try_get(&self) -> Option<Pooled<'_, T>> {
        self.take_at_once(Location::caller())
            .map(|object| Pooled::new(self, object))
    }

    /// As [`try_get`](Self::try_get), with an owned guard.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    #[inline]
    #[track_caller]
    pub fn try_get_owned(&self) -> Option<OwnedPooled<T>>
    where
        T: 'static,
    {
        self.take_at_once(Location::caller())
            .map(|object| self.lend(object))
    }

    /// As [`get`](Self::get), but waits no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// [`Exhausted`] if no object came free in time.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    #[track_caller]
    pub fn get_timeout(&self, timeout: Duration) -> Result<Pooled<'_, T>, Exhausted> {
        let object = self.take_within(timeout, Location::caller())?;
        Ok(Pooled::new(self, object))
    }

    /// As [`get_timeout`](Self::get_timeout), with an owned guard.
    ///
    /// # Errors
    ///
    /// [`Exhausted`] if no object came free in time.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    #[track_caller]
    pub fn get_owned_timeout(&self, timeout: Duration) -> Result<OwnedPooled<T>, Exhausted>
    where
        T: 'static,
    {
        let object = self.take_within(timeout, Location::caller())?;
        Ok(self.lend(object))
    }

    /// As [`get`](Self::get), for a task: where `get` would stop its thread, the future is pending.
    ///
    /// It works on any executor, and is `Send` where `T: Send`. Tasks and threads wait in one line. A future
    /// that is dropped while it waits, or after it was woken, passes its turn on.
    ///
    /// ```
    /// use pool_runtime::Pool;
    ///
    /// # fn block_on<F: Future>(future: F) -> F::Output {
    /// #     let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    /// #     match std::pin::pin!(future).poll(&mut context) {
    /// #         std::task::Poll::Ready(output) => output,
    /// #         std::task::Poll::Pending => panic!("there is one"),
    /// #     }
    /// # }
    /// let pool: Pool<Vec<u8>> = Pool::builder().max_objects(4).build();
    /// block_on(async {
    ///     let mut buffer = pool.get_async().await;
    ///     buffer.push(1);
    /// });
    /// assert_eq!(pool.stats().returns, 1);
    /// ```
    ///
    /// # Panics
    ///
    /// When polled, as [`get`](Self::get).
    #[track_caller]
    pub fn get_async(&self) -> impl Future<Output = Pooled<'_, T>> {
        let place = Location::caller();
        async move { Pooled::new(self, self.take_as_task(place).await) }
    }

    /// As [`get_async`](Self::get_async), with an owned guard.
    ///
    /// # Panics
    ///
    /// When polled, as [`get`](Self::get).
    #[track_caller]
    pub fn get_owned_async(&self) -> impl Future<Output = OwnedPooled<T>>
    where
        T: 'static,
    {
        let place = Location::caller();
        async move { self.lend(self.take_as_task(place).await) }
    }

    /// There was nothing at once.
    #[cold]
    pub(crate) fn wait(&self) -> Box<Object<T>> {
        let turn = self.stand_in_line().wait();
        self.redeem(turn)
    }

    fn take_within(&self, timeout: Duration, place: Place) -> Result<Box<Object<T>>, Exhausted> {
        if let Some(object) = self.take_at_once(place) {
            return Ok(object);
        }
        let line = self.stand_in_line();
        let turn = match Instant::now().checked_add(timeout) {
            Some(deadline) => line.wait_until(deadline),
            // Longer than any clock runs.
            None => Ok(line.wait()),
        };
        match turn {
            Ok(turn) => {
                let object = self.redeem(turn);
                self.store().note_borrow(&object, place);
                Ok(object)
            }
            Err(waited) => Err(Exhausted {
                pool: self.shared_name(),
                max_objects: self.limits().max_objects.unwrap_or(usize::MAX),
                waited,
            }),
        }
    }

    async fn take_as_task(&self, place: Place) -> Box<Object<T>> {
        if let Some(object) = self.take_at_once(place) {
            return object;
        }
        let mut line = self.stand_in_line();
        let turn = poll_fn(|context| line.poll(context)).await;
        let object = self.redeem(turn);
        self.store().note_borrow(&object, place);
        object
    }

    fn stand_in_line(&self) -> Waiting<'_, T> {
        recursion::refuse_to_wait(self.store().key().number(), self.name());
        Waiting::join(self.store()).expect("only a bounded pool has nothing to give")
    }

    fn redeem(&self, turn: Turn<T>) -> Box<Object<T>> {
        match turn {
            Turn::Object(object) => object,
            Turn::Credit => self.make(self.store().miss_with_credit()),
        }
    }
}
