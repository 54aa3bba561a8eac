//! What the expansion of `#[derive(Poolable)]` refers to; not public API.

mod field;
mod field_type;
mod message;
mod visit;

pub use field::{Cleared, Erased, InitialValue, Nested, Released, Shrunk, Undeclared};
pub use field_type::{Accepted, AnyFieldType, ArrayBytes, FieldType, Inferred};
pub(crate) use field_type::{Answer, Refused};
pub use message::{Message, fail};
pub use visit::{ContainerFields, Visit, VisitContainer};

/// For `scripts/contention`.
#[cfg(all(shared_writes, not(loom)))]
pub use crate::sync::shared_writes;
