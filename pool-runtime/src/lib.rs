//! Object pools that cannot be misused.

mod poolable;

pub mod field;
pub mod testing;
#[doc(hidden)]
pub mod private;

pub use crate::field::{AutoReset, Clear, DropRef, Shrink};
pub use crate::poolable::Poolable;
#[cfg(feature = "derive")]
pub use pool_derive::Poolable;
