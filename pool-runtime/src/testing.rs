//! Helpers for users' own unit tests.

use core::fmt::Debug;
use core::time::Duration;

use crate::{Pool, Poolable};

/// Checks that [`reset`](Poolable::reset) brings a value back to what a fresh one is.
///
/// `dirty` changes a new `T` as a borrower might: every field changed, containers filled. The value is then
/// reset, as a pool does at return, and must equal `T::default()`. Such a test finds a field that was added
/// later and forgotten in a `reset` written by hand, or that is kept without a good reason.
///
/// ```
/// use pool_runtime::Poolable;
/// use pool_runtime::testing::assert_reset;
///
/// #[derive(Debug, Default, PartialEq)]
/// struct Reply {
///     status: u16,
///     body: Vec<u8>,
/// }
///
/// impl Poolable for Reply {
///     fn reset(&mut self) {
///         self.status = 0;
///         self.body.clear();
///     }
/// }
///
/// assert_reset::<Reply>(|reply| {
///     reply.status = 404;
///     reply.body.extend_from_slice(b"not found");
/// });
/// ```
///
/// A field that is forgotten fails the test, and the message shows both values:
///
/// ```should_panic
/// # use pool_runtime::Poolable;
/// # use pool_runtime::testing::assert_reset;
/// #[derive(Debug, Default, PartialEq)]
/// struct Reply {
///     status: u16,
///     body: Vec<u8>,
/// }
///
/// impl Poolable for Reply {
///     fn reset(&mut self) {
///         self.body.clear(); // and the status?
///     }
/// }
///
/// assert_reset::<Reply>(|reply| reply.status = 404);
/// ```
///
/// # Panics
///
/// If the value differs from a fresh one after its reset. Also if the test would prove nothing: two
/// fresh values differ, the closure left the value equal to a fresh one, or the value says
/// that it [is not reusable](Poolable::is_reusable), so that a pool would drop it without a reset.
#[track_caller]
pub fn assert_reset<T: Poolable + Default + PartialEq + Debug>(dirty: impl FnOnce(&mut T)) {
    let name = core::any::type_name::<T>();
    let fresh = T::default();
    let mut value = T::default();
    assert!(
        value == fresh,
        "two fresh values of `{name}` differ, so no reset can be compared with either\n\
         first: {value:?}\n\
         other: {fresh:?}\n\
         leave what differs (an id, a time, a float that is not a number) out of `PartialEq`"
    );

    dirty(&mut value);
    assert!(
        value != fresh,
        "the closure left `{name}` equal to a fresh one, so its reset has nothing to do\n\
         value: {value:?}\n\
         change every field in the closure, and compare all of them in `PartialEq`"
    );
    assert!(
        value.is_reusable(),
        "`{name}` says that it is not reusable, so a pool would drop it without a reset\n\
         value: {value:?}\n\
         dirty it in a way that leaves it reusable"
    );

    let dirtied = format!("{value:?}");
    value.reset();
    assert!(
        value == fresh,
        "`{name}` differs from a fresh one after its reset: the next borrower would see what is left\n\
         dirty: {dirtied}\n\
         reset: {value:?}\n\
         fresh: {fresh:?}\n\
         reset what differs, by the field's policy or in `Poolable::reset`; \
         leave what is kept on purpose out of `PartialEq`"
    );
}

/// Moves a pool's clock forward, so that a test of `idle_decay` need not sleep.
///
/// The pool notices it as it notices real time: when a thread looks at the clock again, at most 512 `get`s
/// later.
///
/// ```
/// use pool_runtime::{Pool, testing};
/// use std::time::Duration;
///
/// let pool: Pool<Vec<u8>> = Pool::builder().idle_decay(Duration::from_secs(60)).build();
/// pool.prewarm(500);
/// for _ in 0..5 {
///     testing::advance(&pool, Duration::from_secs(61));
///     for _ in 0..512 {
///         pool.get().push(1);
///     }
/// }
/// assert!(pool.stats().idle < 32);
/// ```
pub fn advance<T: Poolable>(pool: &Pool<T>, by: Duration) {
    pool.store().advance(by);
}
