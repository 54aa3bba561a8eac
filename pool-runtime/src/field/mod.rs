//! What a field can do when its struct is returned: one trait a policy.
//!
//! `#[derive(Poolable)]` asks each field for the trait of its policy, whatever its type is called:
//!
//! | the field says | trait | on return | counts as retained |
//! | --- | --- | --- | --- |
//! | nothing | [`AutoReset`] | its initial value, in place | what it owns |
//! | `#[pool(clear)]` | [`Clear`] | emptied, capacity kept | its capacity |
//! | `#[pool(shrink_above = BYTES)]` | [`Shrink`] | emptied, capacity brought under the limit | its capacity |
//! | `#[pool(drop_ref)]` | [`DropRef`] | released | nothing |
//! | `#[pool(nested)]` | [`Poolable`](crate::Poolable) | [`reset`](crate::Poolable::reset) | what it owns |
//!
//! The traits stand on std's types. Arrays, and tuples of up to twelve, do to each element what the
//! trait does to one.
//!
//! # For a type of your own
//!
//! A type that is yours most often derives `Poolable`, and is then a field that needs no attribute. What
//! remains is a type with a part in a policy that its users choose. A container, for one: whether to
//! keep its capacity is for the struct around it to say, so it implements [`Clear`], [`Shrink`] if its
//! capacity can be brought down, and [`DropRef`] if it can be given up altogether.
//!
//! ```
//! use pool_runtime::field::{Clear, DropRef, Shrink};
//!
//! /// Bytes that are appended in runs.
//! #[derive(Debug, Default, PartialEq)]
//! struct Runs {
//!     bytes: Vec<u8>,
//!     ends: Vec<usize>,
//! }
//!
//! impl Clear for Runs {
//!     fn clear(&mut self) {
//!         self.bytes.clear();
//!         self.ends.clear();
//!     }
//!
//!     fn retained_bytes(&self) -> usize {
//!         self.bytes.capacity() + Clear::retained_bytes(&self.ends)
//!     }
//!
//!     fn used_bytes(&self) -> usize {
//!         self.bytes.len() + Clear::used_bytes(&self.ends)
//!     }
//! }
//!
//! impl Shrink for Runs {
//!     // The bytes get what the ends leave, and those get a quarter at most.
//!     fn shrink_to_bytes(&mut self, bytes: usize) {
//!         self.ends.shrink_to_bytes(bytes / 4);
//!         self.bytes.shrink_to_bytes(bytes - Clear::retained_bytes(&self.ends));
//!     }
//! }
//!
//! impl DropRef for Runs {
//!     fn drop_ref(&mut self) {
//!         *self = Runs::default();
//!     }
//! }
//!
//! let mut runs = Runs { bytes: vec![7; 10_000], ends: vec![5_000, 10_000] };
//! runs.clear();
//! assert_eq!(runs, Runs::default());
//! assert!(runs.retained_bytes() >= 10_000);
//! runs.shrink_to_bytes(1_000);
//! assert!(runs.retained_bytes() <= 1_000);
//! runs.drop_ref();
//! assert_eq!(runs.retained_bytes(), 0);
//! ```
//!
//! A type that is a plain value implements [`AutoReset`] beside its `Default`; see there.
//!
//! A type of another crate can have none of these implemented for it, and needs none: its field
//! names functions, with `#[pool(with = PATH, bytes = PATH)]`.

mod auto_reset;
mod clear;
mod drop_ref;
mod foreign;
mod layout;
pub(crate) mod parts;
mod refuse;

pub use auto_reset::AutoReset;
pub use clear::{Clear, Shrink};
pub use drop_ref::DropRef;
