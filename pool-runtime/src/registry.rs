//! All pools of the process: what each of them does, and memory back from all of them.
//!
//! A pool is listed from when it is built until it is dropped, and one in a
//! [`static_pool!`](crate::static_pool) from its first use. You need not register it, and it costs no
//! allocation.
//!
//! ```
//! use pool_runtime::{Pool, registry, static_pool};
//!
//! static_pool! {
//!     static LINES: Pool<String>;
//! }
//!
//! LINES.get().push_str("its first use");
//! let blocks: Pool<Vec<u8>> = Pool::builder().name("blocks").max_idle(8).build();
//! for pool in registry::pools() {
//!     println!("{} keeps {} bytes", pool.name, pool.stats.idle_bytes);
//! }
//! let names: Vec<_> = registry::pools().into_iter().map(|pool| pool.name).collect();
//! assert!(names.iter().any(|name| name == "blocks"));
//! assert!(names.iter().any(|name| name.ends_with("LINES")));
//! ```

use crate::store::{self, Freed};
use crate::{Limits, Stats, Trimmed};
use std::borrow::Cow;

/// One pool at one moment, from [`pools`].
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Report {
    /// A number that no other pool of this process ever has. It tells pools of the same name apart.
    pub id: u64,
    /// The pool's name: what its builder was given, its static's path, or the name of its type.
    pub name: Cow<'static, str>,
    /// The type of its objects, as [`std::any::type_name`] writes it.
    pub type_name: &'static str,
    /// What it may keep, and how many objects it may have.
    pub limits: Limits,
    /// Its figures.
    pub stats: Stats,
}

/// All pools, in no particular order.
///
/// It stops no `get` and no return. A pool that is built or dropped at the same time may be listed or not.
pub fn pools() -> Vec<Report> {
    // One at a time, so that what is gone is let go soon.
    let stores = store::all().into_iter();
    stores.map(|store| store.report()).collect()
}

/// Frees what is idle in every pool, as [`Pool::trim`](crate::Pool::trim) does in one. For a handler of memory
/// pressure. Returns what has been freed by then.
///
/// A pool is trimmed at once if it is known that its objects may be dropped here and now:
///
/// - it is in a [`static_pool!`](crate::static_pool), or has lent an object by
///   [`get_owned`](crate::Pool::get_owned) (or another way to an owned guard), so that its objects borrow
///   nothing; and
/// - it has been used by another thread than the one that built it, so that its objects may be sent to
///   other threads; or this thread is the one that built it.
///
/// Any other pool is asked: the next `get` or return by each thread takes the slower way once, and the first
/// of them trims the pool. What that frees is not in the result. A pool that nobody uses keeps what it
/// has until then, or until it is dropped.
///
/// Destructors run on this thread. A pool that is dropped meanwhile does not wait for those of its objects
/// that are being freed here.
///
/// ```standalone_crate
/// use pool_runtime::{Pool, registry};
///
/// let buffers: Pool<Vec<u8>> = Pool::new();
/// drop(buffers.get_owned());
/// assert!(registry::trim_all().objects >= 1);
/// assert_eq!(buffers.stats().idle, 0);
///
/// // A pool of which nothing is known trims itself at its next use.
/// let lines: Pool<Vec<&str>> = Pool::new();
/// lines.prewarm(10);
/// registry::trim_all();
/// drop(lines.get());
/// assert_eq!(lines.stats().idle, 1);
/// ```
pub fn trim_all() -> Trimmed {
    let stores = store::all().into_iter();
    stores
        .map(|store| store.trim_or_ask())
        .fold(Freed::default(), Freed::plus)
        .into()
}
