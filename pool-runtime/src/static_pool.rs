//! Global pools.

use crate::builder::{Builder, Source};
use crate::{Pool, Poolable};
use once_cell::sync::Lazy;
use std::fmt;
use std::ops::Deref;

/// A pool in a static, made by [`static_pool!`](crate::static_pool): built at its first use, once.
///
/// Derefs to the [`Pool`].
pub struct StaticPool<P>(Lazy<P>);

impl<P> StaticPool<P> {
    #[doc(hidden)]
    pub const fn new(build: fn() -> P) -> Self {
        Self(Lazy::new(build))
    }
}

// SAFETY: what a `Lazy<Pool<T>>` has by itself, for a pool is `Send` and `Sync` where `T: Send`.
// Spelled out for the sake of the error that a `T` which is not gets.
unsafe impl<T: Poolable + Send> Sync for StaticPool<Pool<T>> {}

impl<P> Deref for StaticPool<P> {
    type Target = P;

    #[inline]
    fn deref(&self) -> &P {
        &self.0
    }
}

impl<P: fmt::Debug> fmt::Debug for StaticPool<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.deref().fmt(f)
    }
}

#[doc(hidden)]
pub fn build_static<T: Poolable + 'static, S: Source<T>>(
    path: &'static str,
    builder: Builder<T, S>,
) -> Pool<T> {
    let pool = builder.name_if_unnamed(path).build();
    pool.store().know_static();
    pool
}

/// Declares global pools.
///
/// Takes any number of `[docs] [attributes] [vis] static NAME: Pool<T> [= builder expression];`. The expression
/// is a [`Builder`] that is not yet built. Without it, the pool is built by `Pool::builder()`, which needs `T:
/// Default`. Each pool is built once, at its first use, and its name is the path of the static.
///
/// ```
/// use pool_runtime::{Pool, static_pool};
///
/// static_pool! {
///     /// Scratch space for one line.
///     pub static LINES: Pool<String>;
///     static BLOCKS: Pool<Vec<u8>> = Pool::builder().init(|| Vec::with_capacity(4096)).max_idle(8);
/// }
///
/// let mut line = LINES.get();
/// line.push_str("a line");
/// assert!(LINES.name().ends_with("LINES"));
/// ```
///
/// # Panics
///
/// The first use panics if the builder's options contradict each other.
#[macro_export]
macro_rules! static_pool {
    ($($(#[$attribute:meta])* $vis:vis static $name:ident: $pool:ty $(= $builder:expr)?;)*) => {$(
        $(#[$attribute])*
        $vis static $name: $crate::StaticPool<$pool> = $crate::StaticPool::new(|| {
            $crate::build_static(
                ::core::concat!(::core::module_path!(), "::", ::core::stringify!($name)),
                $crate::static_pool!(@builder $($builder)?),
            )
        });
    )*};
    (@builder) => { $crate::Pool::builder() };
    (@builder $builder:expr) => { $builder };
}
