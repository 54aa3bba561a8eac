//! Object pools that cannot be misused.

mod appraise;
mod builder;
mod guard;
mod pool;
mod poolable;
mod recursion;
mod static_pool;
mod stats;
mod store;
mod sync;

pub mod field;
#[doc(hidden)]
pub mod private;
pub mod testing;

pub use crate::builder::{BuildError, Builder, Source, UseDefault, UseInit};
pub use crate::guard::{OwnedPooled, Pooled};
pub use crate::pool::{Pool, Trimmed};
pub use crate::poolable::Poolable;
pub use crate::static_pool::StaticPool;
#[doc(hidden)]
pub use crate::static_pool::build_static;
pub use crate::stats::{Discards, Stats};
#[cfg(feature = "derive")]
pub use pool_derive::Poolable;
