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
//! Most types of your own derive `Poolable`, and are then fields that need no attribute. A container is
//! different: the struct around it decides whether its capacity is kept. So a container implements
//! [`Container`], which says how it is emptied, measured and shrunk. `#[pool(container)]` derives the rest from
//! that.
//!
//! ```
//! use pool_runtime::Poolable;
//! use pool_runtime::field::Container;
//!
//! /// Keys and values, side by side.
//! #[derive(Debug, Default, PartialEq, Poolable)]
//! #[pool(container)]
//! struct Pairs {
//!     pairs: Vec<(u32, u32)>,
//! }
//!
//! impl Container for Pairs {
//!     fn clear(&mut self) {
//!         self.pairs.clear();
//!     }
//!
//!     fn retained_bytes(&self) -> usize {
//!         self.pairs.capacity() * 8
//!     }
//!
//!     fn used_bytes(&self) -> usize {
//!         self.pairs.len() * 8
//!     }
//!
//!     fn shrink_to_bytes(&mut self, bytes: usize) {
//!         self.pairs.shrink_to(bytes / 8);
//!     }
//! }
//!
//! #[derive(Default, Poolable)]
//! struct Request {
//!     #[pool(shrink_above = 800)]
//!     headers: Pairs,
//! }
//!
//! let mut request = Request::default();
//! request.headers.pairs.extend((0..1000).map(|key| (key, key)));
//! request.reset();
//! assert_eq!(request.headers, Pairs::default());
//! assert_eq!(request.retained_bytes(), 800);
//! ```
//!
//! A type for one policy only, such as one that can be released but not emptied, implements the trait of that
//! policy alone.
//!
//! A plain value implements [`AutoReset`] beside its `Default`; see there.
//!
//! # Types of other crates
//!
//! Each of these is known with the feature that has its crate's name; none is on by default:
//!
//! | feature | types | as a field | pooled by itself |
//! | --- | --- | --- | --- |
//! | `arrayvec` | `ArrayVec`, `ArrayString` | no attribute: emptied; also `clear`, `drop_ref` | yes |
//! | `bstr` | `BString` | as `Vec<u8>` | yes |
//! | `bumpalo` | `Bump` | `clear` keeps its last chunk, its largest as a rule; `shrink_above`, `drop_ref` | yes |
//! | `bytes` | `BytesMut`; `Bytes` | `clear`, `shrink_above`, `drop_ref`: what was split off and is gone comes back; what lives on elsewhere is neither written to nor counted; `Bytes`: `drop_ref` | `BytesMut` |
//! | `chrono` | `TimeDelta`; `DateTime`, `NaiveDate` and others | `TimeDelta`: no attribute; the others: none in an `Option`, else `default` | `TimeDelta` |
//! | `compact_str` | `CompactString` | as `String`; in place it retains nothing | yes |
//! | `hashbrown` | `HashMap`, `HashSet`, `HashTable` | as std's; `HashTable` without `shrink_above` | yes |
//! | `http` | `HeaderMap` | `clear`, `shrink_above`, `drop_ref` | yes |
//! | `indexmap` | `IndexMap`, `IndexSet` | as std's maps | yes |
//! | `jiff` | `SignedDuration`, `Span`; `Timestamp`, `ZonedDateTime` and others | as `chrono` | `SignedDuration`, `Span` |
//! | `parking_lot` | `Mutex`, `RwLock`, `Condvar`, `Once`, and other locks of `lock_api` | refused, but under `keep` and `with` | no |
//! | `smallvec` | `SmallVec` | as `Vec`; in place it retains nothing | yes |
//! | `time` | `Duration`; `OffsetDateTime`, `Date` and others | as `chrono` | `Duration` |
//! | `tokio` | `sync`'s locks; channels, task handles, sockets, files | locks: refused, but under `keep` and `with`; the others as std's: `drop_ref` in an `Option` | no |
//! | `uuid` | `Uuid`; `NonNilUuid` | `Uuid`: no attribute, goes back to nil; `NonNilUuid`: none in an `Option` | `Uuid` |
//!
//! Any other type needs no trait: its field names functions, with `#[pool(with = PATH, bytes = PATH)]`.

mod auto_reset;
mod clear;
mod container;
mod drop_ref;
mod erase;
mod foreign;
mod functions;
mod layout;
pub(crate) mod parts;
mod refuse;
mod without_default;

pub use auto_reset::AutoReset;
pub use clear::{Clear, Shrink};
pub use container::Container;
pub use drop_ref::DropRef;
pub use erase::Erase;
