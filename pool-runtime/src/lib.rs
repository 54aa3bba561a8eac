//! Object pools that cannot be misused.
//!
//! Derive [`Poolable`] on what your service allocates for every request, declare a pool with
//! [`static_pool!`], and borrow from it:
//!
//! ```
//! use pool_runtime::collections::RecycleVec;
//! use pool_runtime::{Pool, Poolable, static_pool};
//! # use std::sync::Arc;
//! # struct Session;
//!
//! #[derive(Default, Poolable)]
//! struct Request {
//!     id: u64, // plain value: back to 0, nothing to say
//!     headers: RecycleVec<(String, String)>, // emptied, every string's memory kept
//!     #[pool(clear)]
//!     ids: Vec<u64>, // emptied, capacity kept
//!     #[pool(shrink_above = 65536)]
//!     body: Vec<u8>, // emptied, at most 64 KiB kept
//!     #[pool(drop_ref)]
//!     session: Option<Arc<Session>>, // released, pins nothing
//! }
//!
//! static_pool! {
//!     /// One request's scratch space.
//!     pub static REQUESTS: Pool<Request>;
//! }
//!
//! let mut request = REQUESTS.get();
//! request.id = 7;
//! request.headers.push().0.push_str("host"); // a spare header if there is one, as good as new
//! request.body.extend_from_slice(b"hello");
//! drop(request); // reset, accounted for and returned
//!
//! assert_eq!(REQUESTS.get().id, 0);
//! ```
//!
//! A field whose reuse is not obviously safe does not compile until it says what happens to it. The
//! error says what to write.
//!
//! # Where things are
//!
//! - [`Pool`], its guards [`Pooled`] and [`OwnedPooled`], and [`static_pool!`] for global pools.
//! - [The derive](derive@Poolable): all policies of a field, with an example each.
//! - [`Poolable`]: what a pool asks of a type, and in which order. Derived, or written by hand; std's
//!   containers implement it.
//! - [`Builder`]: limits and their defaults. [`Stats`]: figures.
//! - [`collections`]: vectors and maps that keep what their elements own, and memory for what is borrowed.
//! - [`field`]: what a field can do, one trait a policy, for container types of your own.
//! - [`registry`]: all pools of the process, to be read or trimmed together.
//! - [`testing`]: checks for your own unit tests.
//! - [`chapters`]: how to choose a policy, set limits, use pools in tasks, test, operate, come from another
//!   pool; how it works, what it costs, what has been verified.
//!
//! # Features
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `derive` | `#[derive(Poolable)]`; the only one that is on by default |
//! | `bytes`, `smallvec`, `bstr`, `compact_str`, `hashbrown`, `indexmap`, `http`, `bumpalo` | containers of these crates, as fields and pooled by themselves |
//! | `arrayvec`, `uuid`, `chrono`, `time`, `jiff` | plain values, and containers of fixed capacity |
//! | `parking_lot`, `tokio` | locks, channels and handles, refused as std's are |
//! | `serde` | [`collections`] are parsed in place; figures are serialised |
//! | `metrics`, `prometheus-client` | the figures of all pools, as metrics (module `metrics`) |
//! | `zeroize` | `#[pool(zeroize)]`: overwritten before it is freed ([`field::Erase`]); `Zeroizing` fields |
//!
//! [`field`] says type by type what becomes of it.
//!
//! # Your code inside a pool
//!
//! Your code (`init`, [`reset`](Poolable::reset), the size methods, destructors) runs while no cache
//! and no lock is held, and may use any pool, the same one included. There are two limits:
//!
//! - An `init` that takes from its own pool while that is empty ends in a panic that names the pool.
//! - A destructor that takes from its own pool must come to an end by itself. Where the pool has no room,
//!   what it returns is destroyed in turn.
//!
//! [How it works](chapters::how_it_works) has the whole picture.
//!
//! # Threads and processes
//!
//! - A thread that exits leaves its idle objects to the others. That has happened when the thread is joined.
//!   It may not have happened at the end of a [`std::thread::scope`], which does not wait for thread-local
//!   destructors.
//! - A thread-local destructor may use a pool. When the thread's cache is gone already, the depot serves it.
//! - A pool can be dropped while threads that used it live on, and while guards from [`Pool::get_owned`] do.
//!   The objects of these guards are dropped with them.
//! - A guard that is leaked with [`std::mem::forget`] counts as live for ever and costs its object.
//! - Where the pool itself finds no memory, the process aborts, as with std's collections. A `get` or a return
//!   that its thread's cache serves allocates nothing. An allocation that fails in your code, and is
//!   handled there or ends in a panic, costs at most its object.
//! - Do not use a pool in a signal handler, nor in the child of a `fork` by a process with several threads. As
//!   with any lock, another thread may have been inside at that moment.

mod appraise;
mod borrows;
mod builder;
mod guard;
mod limits;
#[cfg(all(test, loom))]
mod models;
mod pool;
mod poolable;
mod recursion;
mod returning;
mod static_pool;
mod stats;
mod store;
mod sync;
mod waiting;

pub mod collections;
pub mod field;
#[cfg(any(feature = "metrics", feature = "prometheus-client"))]
pub mod metrics;
#[doc(hidden)]
pub mod private;
pub mod registry;
pub mod testing;

pub use crate::borrows::Borrow;
pub use crate::builder::{BuildError, Builder, Source, UseDefault, UseInit};
pub use crate::guard::{OwnedPooled, Pooled};
pub use crate::limits::Limits;
pub use crate::pool::{Pool, Trimmed};
pub use crate::poolable::Poolable;
pub use crate::registry::Report;
pub use crate::static_pool::StaticPool;
#[doc(hidden)]
pub use crate::static_pool::build_static;
pub use crate::stats::{Discards, Stats};
pub use crate::waiting::Exhausted;
#[cfg(feature = "derive")]
pub use pool_derive::Poolable;

#[cfg(doc)]
pub mod chapters;

// The README's programs run as tests.
#[cfg(all(doctest, feature = "derive"))]
#[doc = include_str!("../README.md")]
struct Readme;
