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
//! A field whose reuse is not obviously safe and says nothing does not compile, and the error says
//! what to write. The policies are listed at [the derive](derive@Poolable), the limits and their
//! defaults at [`Builder`], the figures at [`Stats`].
//!
//! # Where things are
//!
//! - [`Pool`], its guards [`Pooled`] and [`OwnedPooled`], and [`static_pool!`] for global pools.
//! - [`Poolable`]: what a pool asks of a type, and in which order. Derived, or written by hand;
//!   std's containers have it.
//! - [`field`]: what a field can do, one trait a policy, for container types of your own.
//! - [`collections`]: vectors and maps that keep what their elements own, and memory for what is borrowed.
//! - [`testing`]: checks for your own unit tests.
//! - [Reuse that goes deep](chapters::deep_reuse): a struct on its way to no allocation at all.
//! - [The twenty bugs](chapters::twenty_bugs): what goes wrong with Go's `sync.Pool`, tried here.
//!
//! # Features
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `derive` | `#[derive(Poolable)]`; the only one that is on by default |
//! | `bytes`, `smallvec`, `bstr`, `compact_str`, `hashbrown`, `indexmap`, `http`, `bumpalo` | containers of these crates, as fields and pooled by themselves |
//! | `arrayvec`, `uuid`, `chrono`, `time`, `jiff` | plain values, and containers of fixed capacity |
//! | `parking_lot`, `tokio` | locks, channels and handles, refused as std's are |
//! | `zeroize` | `#[pool(zeroize)]`: overwritten before it is freed ([`field::Erase`]); `Zeroizing` fields |
//!
//! [`field`] says type by type what becomes of it.
//!
//! # How it works
//!
//! ```text
//! thread ── get/drop ──▶ cache    a loaded and a previous magazine, one thread's own:
//!                          │      no lock, no fence, no atomic read-modify-write
//!                          │      one exchange for a magazine of objects
//!                          ▼
//!                        depot    full magazines, shared by all threads, sharded
//!                          │
//!                        ledger   what the pool may still keep: objects and bytes, exact
//! ```
//!
//! Magazines are those of Bonwick and Adams, ["Magazines and
//! Vmem"](https://www.usenix.org/conference/2001-usenix-annual-technical-conference/magazines-and-vmem-extending-slab-allocator-many-cpus-and)
//! (USENIX 2001). A return goes to the returning thread's cache, so objects borrowed on one thread
//! and dropped on another flow back by whole magazines. An object is kept only against credit that
//! its cache took from the ledger before, which is why the limits hold at every instant and not on
//! average.
//!
//! Your code (`init`, [`reset`](Poolable::reset), the size methods, destructors) runs while no cache
//! and no lock is held, and may use any pool, the same one included. One exception ends in a clear
//! panic: an `init` that takes from its own pool while that is empty. A destructor that takes from
//! its own pool must come to an end by itself: where the pool has no room, what it returns is
//! destroyed in turn.
//!
//! # Threads and processes
//!
//! - A thread that exits leaves its idle objects to the others: by the time it is joined, not always
//!   by the end of a [`std::thread::scope`], which does not wait for thread-local destructors. One
//!   that uses a pool from such a destructor, after its own cache is gone, is served by the depot.
//! - A pool can be dropped while threads that used it live on, and while guards from
//!   [`Pool::get_owned`] do: their objects are dropped where the guards are.
//! - A guard that is leaked with [`std::mem::forget`] counts as live for ever and costs its object.
//! - Where the pool itself finds no memory, the process aborts, as with std's collections. A `get`
//!   or a return that its thread's cache serves asks for none. An allocation that fails in your code,
//!   and is handled there or ends in a panic, costs at most its object.
//! - A pool is not to be used from a signal handler, nor in the child of a `fork` by a process with
//!   several threads: as with any lock, another thread may have been inside at that moment.

mod appraise;
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
#[doc(hidden)]
pub mod private;
pub mod testing;

pub use crate::builder::{BuildError, Builder, Source, UseDefault, UseInit};
pub use crate::guard::{OwnedPooled, Pooled};
pub use crate::limits::Limits;
pub use crate::pool::{Pool, Trimmed};
pub use crate::poolable::Poolable;
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
