//! What a field can do when its struct is returned: one trait a policy.

mod auto_reset;
mod clear;
mod drop_ref;
mod layout;
pub(crate) mod parts;

pub use auto_reset::AutoReset;
pub use clear::{Clear, Shrink};
pub use drop_ref::DropRef;
