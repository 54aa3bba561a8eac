//! A pool's configuration: its limits, its name, and how its objects are made.

use crate::{Limits, Pool, Poolable};
use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::time::Duration;

/// How a pool makes an object. `pub` for the sealed trait below, and exported to nobody.
pub enum Init<T> {
    /// `T::default`. Not boxed with the others: it would have to outlive `T`.
    Default(fn() -> T),
    With(Box<dyn Fn() -> T + Send + Sync>),
}

impl<T> Init<T> {
    pub(crate) fn call(&self) -> T {
        match self {
            Self::Default(init) => init(),
            Self::With(init) => init(),
        }
    }
}

/// Configures a [`Pool`], from [`Pool::builder`].
///
/// | option | default | 0 means |
/// | --- | --- | --- |
/// | [`init`](Self::init) | `T::default` | |
/// | [`name`](Self::name) | the type's name; in `static_pool!` the static's path | |
/// | [`max_idle`](Self::max_idle) | 1024 objects | keep none |
/// | [`max_idle_bytes`](Self::max_idle_bytes) | 64 MiB | keep none |
/// | [`max_object_bytes`](Self::max_object_bytes) | 1 MiB, or `max_idle_bytes` if that is less | keep none |
/// | [`idle_decay`](Self::idle_decay) | 15 seconds | refused |
/// | [`min_idle`](Self::min_idle) | 0 objects | |
/// | [`max_objects`](Self::max_objects) | no bound | refused |
/// | [`trace_borrows`](Self::trace_borrows) | no | |
///
/// ```
/// use pool_runtime::Pool;
///
/// let pool: Pool<Vec<u8>> = Pool::builder()
///     .init(|| Vec::with_capacity(4096))
///     .max_idle(64)
///     .build();
/// assert_eq!(pool.get().capacity(), 4096);
/// ```
///
/// The second parameter says whether the objects come from `T::default` ([`UseDefault`]) or from an
/// `init` ([`UseInit`]); a pool of a type without `Default` and without an `init` does not compile.
#[must_use = "a builder does nothing until it is built"]
pub struct Builder<T, S = UseDefault> {
    options: Options,
    source: S,
    _builds: std::marker::PhantomData<fn() -> T>,
}

/// [`Builder`]: objects come from `T::default`.
#[derive(Clone, Copy, Debug)]
pub struct UseDefault(());

/// [`Builder`]: objects come from the function given to [`Builder::init`].
pub struct UseInit<T>(Box<dyn Fn() -> T + Send + Sync>);

/// What was said; what was not is a default.
#[derive(Clone, Debug, Default)]
struct Options {
    name: Option<Cow<'static, str>>,
    max_idle: Option<usize>,
    max_idle_bytes: Option<usize>,
    max_object_bytes: Option<usize>,
    idle_decay: Option<Duration>,
    min_idle: usize,
    max_objects: Option<usize>,
    trace_borrows: bool,
}

impl Options {
    const MAX_IDLE: usize = 1024;
    const MAX_IDLE_BYTES: usize = 64 << 20;
    const MAX_OBJECT_BYTES: usize = 1 << 20;
    /// As often as Solaris' kernel memory allocator updates its working sets
    /// (Bonwick & Adams, USENIX 2001, section 3.6).
    const IDLE_DECAY: Duration = Duration::from_secs(15);

    fn limits(&self) -> Result<Limits, BuildError> {
        let max_idle_bytes = self.max_idle_bytes.unwrap_or(Self::MAX_IDLE_BYTES);
        let max_object_bytes = self
            .max_object_bytes
            .unwrap_or(Self::MAX_OBJECT_BYTES.min(max_idle_bytes));
        let idle_decay = self.idle_decay.unwrap_or(Self::IDLE_DECAY);
        if max_object_bytes > max_idle_bytes {
            return Err(BuildError::ObjectLargerThanPool {
                max_object_bytes,
                max_idle_bytes,
            });
        }
        if idle_decay.is_zero() {
            return Err(BuildError::ZeroDecay);
        }
        let max_idle = self.max_idle.unwrap_or(Self::MAX_IDLE);
        let min_idle = self.min_idle;
        if min_idle > max_idle {
            return Err(BuildError::FloorAboveMaxIdle { min_idle, max_idle });
        }
        match self.max_objects {
            Some(0) => return Err(BuildError::ZeroObjects),
            Some(max_objects) if min_idle > max_objects => {
                return Err(BuildError::FloorAboveMaxObjects {
                    min_idle,
                    max_objects,
                });
            }
            _ => {}
        }
        Ok(Limits {
            max_idle,
            max_idle_bytes,
            max_object_bytes,
            idle_decay,
            min_idle,
            max_objects: self.max_objects,
        })
    }
}

impl<T> Builder<T> {
    pub(crate) fn new() -> Self {
        Self {
            options: Options::default(),
            source: UseDefault(()),
            _builds: std::marker::PhantomData,
        }
    }
}

impl<T, S> Builder<T, S> {
    /// How objects are made when none is idle.
    ///
    /// The function returns by value, so it cannot keep what it hands out. It may use other pools;
    /// one that takes from its own pool while that is empty panics instead of recursing for ever.
    pub fn init(self, init: impl Fn() -> T + Send + Sync + 'static) -> Builder<T, UseInit<T>> {
        Builder {
            options: self.options,
            source: UseInit(Box::new(init)),
            _builds: self._builds,
        }
    }

    /// The pool's name in messages and in `Debug`.
    pub fn name(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.options.name = Some(name.into());
        self
    }

    /// The name for a pool that was given none.
    pub(crate) fn name_if_unnamed(mut self, name: &'static str) -> Self {
        self.options.name.get_or_insert(name.into());
        self
    }

    /// Most objects kept for reuse at once, on all threads together.
    pub fn max_idle(mut self, objects: usize) -> Self {
        self.options.max_idle = Some(objects);
        self
    }

    /// Most bytes that idle objects take at once, on all threads together: the `size_of` of each and what
    /// it retains on the heap, by [`Poolable::retained_bytes`].
    ///
    /// The pool's own memory comes on top: 24 bytes an object, and a few hundred bytes a thread.
    ///
    /// ```
    /// use pool_runtime::Pool;
    ///
    /// let blocks: Pool<Box<[u8; 4096]>> = Pool::builder()
    ///     .init(|| Box::new([0; 4096]))
    ///     .max_idle_bytes(10 * (4096 + size_of::<Box<[u8; 4096]>>()))
    ///     .build();
    /// assert_eq!(blocks.prewarm(100), 10);
    /// ```
    pub fn max_idle_bytes(mut self, bytes: usize) -> Self {
        self.options.max_idle_bytes = Some(bytes);
        self
    }

    /// Most bytes that one object may take to be kept: its `size_of` and what it retains on the heap, by
    /// [`Poolable::retained_bytes`].
    ///
    /// A type whose `size_of` alone is more is never kept.
    pub fn max_object_bytes(mut self, bytes: usize) -> Self {
        self.options.max_object_bytes = Some(bytes);
        self
    }

    /// How long idle objects that nobody needs are kept.
    ///
    /// The pool has no thread of its own: surplus is freed by later `get`s, and
    /// [`Pool::trim`] frees what is idle at once.
    pub fn idle_decay(mut self, time: Duration) -> Self {
        self.options.idle_decay = Some(time);
        self
    }

    /// How many idle objects [`idle_decay`](Self::idle_decay) leaves, so that objects that were built ahead are
    /// there when they are needed.
    ///
    /// It is a floor for decay alone. It builds nothing (see [`Pool::prewarm`]), and [`Pool::trim`] frees these
    /// objects too.
    pub fn min_idle(mut self, objects: usize) -> Self {
        self.options.min_idle = objects;
        self
    }

    /// Most objects at once: borrowed, idle and being made, together.
    ///
    /// For objects of which only so many may exist. At the bound [`Pool::get`] waits until an object is
    /// returned or dropped. [`Pool::try_get`], [`Pool::get_timeout`] and [`Pool::get_async`] are the other
    /// ways. Those who wait are served in the order in which they came. A guard that is leaked counts for ever.
    /// A value that is [detached](crate::Pooled::detach) no longer counts.
    ///
    /// ```
    /// use pool_runtime::Pool;
    ///
    /// let pool: Pool<Vec<u8>> = Pool::builder().max_objects(2).build();
    /// let (one, two) = (pool.get(), pool.get());
    /// assert!(pool.try_get().is_none());
    /// drop(one);
    /// assert!(pool.try_get().is_some());
    /// # drop(two);
    /// ```
    ///
    /// While nobody waits, a hit costs what it costs without a bound. Where there is no `membarrier` (see
    /// [`Pool::trim`]) a bounded pool has no caches, and every call takes the slower way. A process that
    /// forbids itself the call, by a sandbox, is to do so before it builds a bounded pool.
    pub fn max_objects(mut self, objects: usize) -> Self {
        self.options.max_objects = Some(objects);
        self
    }

    /// Keeps for each borrowed object where, when and by which thread it was got. [`Pool::borrows`] lists them,
    /// and so finds leaked guards.
    ///
    /// It is for finding leaks, not for every day. Each `get` and each return takes a lock that all threads
    /// share, and some twenty times as long as without. A pool that is not traced pays nothing.
    pub fn trace_borrows(mut self) -> Self {
        self.options.trace_borrows = true;
        self
    }
}

impl<T: Poolable, S: Source<T>> Builder<T, S> {
    /// The pool.
    ///
    /// # Panics
    ///
    /// If the options contradict each other, with the message of the error that
    /// [`try_build`](Self::try_build) returns.
    #[track_caller]
    pub fn build(self) -> Pool<T> {
        match self.try_build() {
            Ok(pool) => pool,
            Err(error) => panic!("{error}"),
        }
    }

    /// The pool, or what is wrong with its options.
    ///
    /// # Errors
    ///
    /// [`BuildError`] says which options contradict each other and what to change.
    pub fn try_build(self) -> Result<Pool<T>, BuildError> {
        let limits = self.options.limits()?;
        let name = self
            .options
            .name
            .unwrap_or_else(|| Cow::Borrowed(std::any::type_name::<T>()));
        let init = self.source.into_init();
        let traced = self.options.trace_borrows;
        Ok(Pool::assemble(limits, name, init, traced))
    }
}

impl<T, S> fmt::Debug for Builder<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// Where a pool's objects come from: [`UseDefault`] or [`UseInit`].
#[diagnostic::on_unimplemented(
    message = "the pool has no way to make a `{T}`",
    label = "neither `{T}: Default` nor an `init`",
    note = "derive or implement `Default` for `{T}`, or call `.init(|| ..)` on the builder"
)]
pub trait Source<T>: sealed::Source<T> {}

// Not recommended: else the error is about `Default` alone, and nobody hears of `init`.
#[diagnostic::do_not_recommend]
impl<T: Default> Source<T> for UseDefault {}
impl<T> Source<T> for UseInit<T> {}

mod sealed {
    pub trait Source<T> {
        fn into_init(self) -> super::Init<T>;
    }

    impl<T: Default> Source<T> for super::UseDefault {
        fn into_init(self) -> super::Init<T> {
            super::Init::Default(T::default)
        }
    }

    impl<T> Source<T> for super::UseInit<T> {
        fn into_init(self) -> super::Init<T> {
            super::Init::With(self.0)
        }
    }
}

/// Options of a [`Builder`] that contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// `max_object_bytes` allows an object that `max_idle_bytes` never has room for.
    ObjectLargerThanPool {
        /// The most one object may take, in bytes.
        max_object_bytes: usize,
        /// The most all idle objects may take, in bytes.
        max_idle_bytes: usize,
    },
    /// `idle_decay` is zero.
    ZeroDecay,
    /// `min_idle` asks for more idle objects than `max_idle` allows.
    FloorAboveMaxIdle {
        /// Idle objects that decay is to leave.
        min_idle: usize,
        /// The most that may be idle.
        max_idle: usize,
    },
    /// `min_idle` asks for more idle objects than `max_objects` allows in all.
    FloorAboveMaxObjects {
        /// Idle objects that decay is to leave.
        min_idle: usize,
        /// The most objects there may be.
        max_objects: usize,
    },
    /// `max_objects` is zero.
    ZeroObjects,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ObjectLargerThanPool {
                max_object_bytes,
                max_idle_bytes,
            } => write!(
                f,
                "max_object_bytes ({max_object_bytes}) exceeds max_idle_bytes ({max_idle_bytes}): \
                 an object that large could never be kept; raise max_idle_bytes to at least \
                 {max_object_bytes}, or lower max_object_bytes to at most {max_idle_bytes}"
            ),
            Self::ZeroDecay => f.write_str(
                "idle_decay is zero: every idle object would be surplus at once; \
                 give it a time, or use max_idle(0) to keep nothing",
            ),
            Self::FloorAboveMaxIdle { min_idle, max_idle } => write!(
                f,
                "min_idle ({min_idle}) exceeds max_idle ({max_idle}): so many objects are never idle; \
                 raise max_idle to at least {min_idle}, or lower min_idle to at most {max_idle}"
            ),
            Self::FloorAboveMaxObjects {
                min_idle,
                max_objects,
            } => write!(
                f,
                "min_idle ({min_idle}) exceeds max_objects ({max_objects}): there are never so many \
                 objects; raise max_objects to at least {min_idle}, or lower min_idle to at most \
                 {max_objects}"
            ),
            Self::ZeroObjects => f.write_str(
                "max_objects is zero: no get would ever be given an object; \
                 allow at least one, or use max_idle(0) to keep nothing",
            ),
        }
    }
}

impl Error for BuildError {}
