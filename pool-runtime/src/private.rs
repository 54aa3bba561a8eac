//! What the expansion of `#[derive(Poolable)]` refers to; not public API.

mod field;
mod field_type;
mod message;

pub use field::{Field, InitialValue, policy};
pub use field_type::{Accepted, AnyFieldType, ArrayBytes, FieldType, Refused};
pub use message::{Message, fail};
