//! Containers that keep what leaves them: elements, keys and values with all they own, and memory for
//! a `Vec` of what is borrowed.
//!
//! A `Vec<String>` under `#[pool(clear)]` keeps one allocation and drops one for each of its strings. A
//! [`RecycleVec<String>`](RecycleVec) keeps them all: what leaves it is reset and becomes a spare, and
//! what comes next is a spare.
//!
//! | instead of | write | and it keeps |
//! | --- | --- | --- |
//! | `Vec<T>` | [`RecycleVec<T>`](RecycleVec) | the elements and what they own |
//! | `HashMap<K, V, S>` | [`RecycleMap<K, V, S>`](RecycleMap) | keys and values and what they own |
//! | `Vec<&str>`, `Vec<&T>`, local to a function | [`Scratch`] | the memory of the `Vec` |
//!
//! They are fields that need no policy, and pooled objects by themselves. They nest in each other.
//!
//! ```
//! use pool_runtime::collections::{RecycleMap, RecycleVec, Scratch};
//! use pool_runtime::{Pool, Poolable};
//!
//! #[derive(Default, Poolable)]
//! struct Header {
//!     #[pool(clear)]
//!     name: String,
//!     #[pool(clear)]
//!     value: String,
//! }
//!
//! #[derive(Default, Poolable)]
//! struct Request {
//!     headers: RecycleVec<Header>,
//!     tags: RecycleVec<String>,
//!     totals: RecycleMap<String, u64>,
//!     #[pool(shrink_above = 65536)]
//!     lines: RecycleVec<Vec<u8>>, // of all that is kept, at most 64 KiB
//!     fields: Scratch,
//! }
//!
//! let requests: Pool<Request> = Pool::new();
//! let mut request = requests.get();
//! request.headers.push().name.push_str("host"); // a spare, as good as new; else Header::default()
//! request.tags.push_from("blue"); // into a spare `String`
//! *request.totals.entry_from("de") += 1; // looked up by &str; key and value from spares
//!
//! let line = String::from("a,b,c");
//! let mut fields = request.fields.vec::<&str>();
//! fields.extend(line.split(',')); // borrows from `line`; the memory goes back on drop
//! assert_eq!(fields.len(), 3);
//! ```
//!
//! # What a borrower finds
//!
//! What [`push`](RecycleVec::push) and [`entry_from`](RecycleMap::entry_from) hand out cannot be told
//! from `T::default()`, but for its capacity. An element that says it is not
//! [reusable](crate::Poolable::is_reusable), or whose reset panics, is dropped; the panic ends there.
//!
//! # What it costs
//!
//! Resets and size methods run for the elements that were touched, whatever else is kept. All that is
//! kept counts towards [`retained_bytes`](crate::Poolable::retained_bytes), and what this borrower used of
//! it is [`used_bytes`](crate::Poolable::used_bytes). So an object in which one element has grown huge is
//! let go after a few uses that need little of it. Where the rest of the object is well used, only a
//! limit lets the element go: `#[pool(shrink_above = BYTES)]`, which here is one on all that is kept.
//!
//! # Parsing into pooled objects
//!
//! With feature `serde` the collections implement `Serialize`, and `Deserialize` with
//! `deserialize_in_place`, which reads into spares. For structs `serde_derive` writes that method behind a
//! feature of its own, so a whole request is parsed into what the last one left, and nothing is allocated once
//! warm:
//!
//! ```toml
//! pool-runtime = { version = "0.1", features = ["serde"] }
//! serde = { version = "1.0.220", features = ["derive"] }
//! serde_derive = { version = "1.0.220", features = ["deserialize_in_place"] }
//! ```
//!
#![cfg_attr(feature = "serde", doc = "```")]
#![cfg_attr(not(feature = "serde"), doc = "```ignore")]
//! use pool_runtime::collections::{RecycleMap, RecycleVec};
//! use pool_runtime::{Pool, Poolable};
//! use serde::Deserialize;
//!
//! #[derive(Default, Deserialize, Poolable)]
//! struct Order {
//!     id: u64,
//!     #[pool(clear)]
//!     customer: String,
//!     items: RecycleVec<Item>,
//!     notes: RecycleMap<String, String>,
//! }
//!
//! #[derive(Default, Deserialize, Poolable)]
//! struct Item {
//!     #[pool(clear)]
//!     name: String,
//!     count: u32,
//! }
//!
//! # fn main() -> serde_json::Result<()> {
//! let orders: Pool<Order> = Pool::new();
//! let line = r#"{"id":7,"customer":"Ann","items":[{"name":"pear","count":2}],"notes":{"gift":"yes"}}"#;
//!
//! let mut order = orders.get();
//! let mut json = serde_json::Deserializer::from_str(line);
//! Order::deserialize_in_place(&mut json, &mut order)?;
//! json.end()?;
//! assert_eq!(order.items[0].name, "pear");
//! assert_eq!(order.notes["gift"], "yes");
//! # Ok(())
//! # }
//! ```
//!
//! After an error the object holds what was read until then, and its return resets it as always. Some
//! things are not read in place, and so allocate: an `Option` of what owns memory, an enum, a field with
//! `deserialize_with` or in a struct with `flatten`. A format may need memory of its own: `serde_json` does, once
//! a document, for texts with escapes and for values of several levels that nobody asked for. And what `#[serde(default)]` puts in the place of a
//! field that is missing is a new value: its spares are gone.

mod fields;
mod map;
mod scratch;
#[cfg(feature = "serde")]
mod serde;
mod vec;

pub use map::RecycleMap;
pub use scratch::{Scratch, ScratchVec};
pub use vec::RecycleVec;

/// Iterators over a [`RecycleMap`].
pub mod recycle_map {
    pub use super::map::{Drain, IntoIter, Iter, IterMut};
}
