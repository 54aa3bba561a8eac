//! `#[derive(Poolable)]`, the derive of [`pool-runtime`](https://docs.rs/pool-runtime). That crate
//! re-exports it beside the trait; depend on that one.

mod ast;
mod attr;
mod bounds;
mod checks;
mod container;
mod entry;
mod errors;
mod expand;
mod key;
mod spans;
mod valid;
mod variants;
mod written;
mod zeroize;

use proc_macro::TokenStream;

/// Derives `Poolable`: what becomes of each field when the value goes back to its pool.
///
/// A field whose reuse is obviously safe needs nothing. Any other field does not compile until it says what
/// happens to it. Traits decide, never the spelling of a type, so an alias is treated as what it stands for.
///
/// ```
/// use std::sync::Arc;
///
/// use pool_runtime::Poolable;
///
/// #[derive(Default, Poolable)]
/// struct Request {
///     id: u64,
///     #[pool(clear)]
///     headers: Vec<(String, String)>,
///     #[pool(shrink_above = 64 * 1024)]
///     body: Vec<u8>,
///     #[pool(drop_ref)]
///     session: Option<Arc<str>>,
/// }
///
/// let mut request = Request { id: 7, body: vec![1; 100_000], ..Request::default() };
/// request.reset();
/// assert_eq!((request.id, request.body.len()), (0, 0));
/// assert!(request.retained_bytes() <= 64 * 1024);
/// ```
///
/// The derive implements `Poolable` and `field::AutoReset`. With the latter, the type can be a field of another
/// pooled type without an attribute.
///
/// # Attributes of a field
///
/// One policy a field.
///
/// | `#[pool(…)]` | the field needs | at return | `retained_bytes` counts |
/// | --- | --- | --- | --- |
/// | nothing | `AutoReset`: plain values, any type that derives `Poolable`; an `Option` also of plain values without a default, such as `Instant`, `SocketAddr`, `NonZero`, function pointers, `&'static str` | its initial value, in place | what a nested type counts |
/// | [`clear`](#clear) | `Clear` | emptied, capacity kept | the capacity |
/// | [`shrink_above = BYTES`](#shrink_above) | `Shrink` | emptied, capacity brought under the limit | the capacity |
/// | [`drop_ref`](#drop_ref) | `DropRef`: `Option<_>`, `Weak`, containers | released | nothing |
/// | [`default`](#default) | `Default` | assigned | nothing |
/// | [`default = EXPR`](#default) | an expression of its type | assigned | nothing |
/// | [`nested`](#nested) | `Poolable` | its own `reset` | what it counts |
/// | [`with = PATH`](#with) | a function | the function | nothing, or `bytes = PATH` |
/// | [`keep = "reason"`](#keep) | a reason | untouched | nothing, or `bytes = PATH` |
/// | [`zeroize`](#zeroize) | `Erase`, with the runtime's feature `zeroize` | overwritten, which leaves it empty, capacity kept | the capacity |
///
/// `zeroize` may also stand beside any policy but `keep`: the field is overwritten first. `BYTES` is a constant
/// expression of type `usize`, `PATH` the path of a function. `clear` may stand beside `shrink_above`, and
/// changes nothing.
///
/// Sums of `retained_bytes` and `used_bytes` do not overflow. They stop at `usize::MAX`.
///
/// # Attributes of the struct or enum
///
/// | `#[pool(…)]` | says | unless said |
/// | --- | --- | --- |
/// | `max_size = BYTES` | how large the value itself may be, which a pool pays for each idle object; checked at compile time, for a generic type where it is used | 65536 |
/// | `discard_if = PATH` | a `fn(&Self) -> bool`: `true` drops the value instead of pooling it | nothing is dropped |
/// | `bound = "T: Trait"` | the where-clause of the implementations, instead of what the fields need | `FieldType: Trait` for each field with a type parameter in it |
/// | `zeroize` | every field is overwritten before its policy is followed, but for those that are kept | |
/// | `container` | the type implements `field::Container`, and its fields say nothing: it takes all policies of a container as a field, and needs none | |
/// | `crate = PATH` | where the runtime crate is | `::pool_runtime` |
///
/// `discard_if` becomes `is_reusable`. Fields that are `nested`, or have no attribute, are asked as well: one
/// that is not reusable makes the whole value so.
///
/// ```
/// use pool_runtime::Poolable;
///
/// #[derive(Default, Poolable)]
/// #[pool(max_size = 128, discard_if = Parser::is_broken)]
/// struct Parser {
///     errors: u32,
///     #[pool(clear)]
///     tokens: Vec<u32>,
/// }
///
/// impl Parser {
///     fn is_broken(&self) -> bool {
///         self.errors > 100
///     }
/// }
///
/// assert!(!Parser { errors: 101, ..Parser::default() }.is_reusable());
/// ```
///
/// # Policies
///
/// ## `clear`
///
/// For containers that should keep their capacity: `Vec`, `String`, `VecDeque`, maps, sets, heaps. Elements are
/// dropped, with all that they own. `RecycleVec` and `RecycleMap` of `pool_runtime::collections` keep that as
/// well, and need no attribute.
///
/// ```
/// # use pool_runtime::Poolable;
/// #[derive(Poolable)]
/// struct Line {
///     #[pool(clear)]
///     text: String,
/// }
///
/// let mut line = Line { text: "a line".to_owned() };
/// line.reset();
/// assert!(line.text.is_empty() && line.text.capacity() >= 6);
/// ```
///
/// ## `shrink_above`
///
/// As `clear`. In addition, a container that has grown above the limit shrinks to it, or to `shrink_to`. So one
/// large request does not set the size of its object for ever.
///
/// ```
/// # use pool_runtime::Poolable;
/// #[derive(Poolable)]
/// struct Buffers {
///     #[pool(shrink_above = 4096)]
///     input: Vec<u8>,
///     #[pool(shrink_above = 4096, shrink_to = 512)]
///     output: Vec<u8>,
/// }
///
/// let mut buffers = Buffers { input: vec![0; 5000], output: vec![0; 5000] };
/// buffers.reset();
/// assert!(buffers.input.capacity() <= 4096 && buffers.output.capacity() <= 512);
/// ```
///
/// ## `drop_ref`
///
/// For a field that keeps something else alive. An idle object must not do that.
///
/// ```
/// # use pool_runtime::Poolable;
/// use std::sync::{Arc, Mutex, Weak};
///
/// #[derive(Poolable)]
/// struct Job {
///     #[pool(drop_ref)]
///     results: Option<Arc<Mutex<Vec<u8>>>>,
///     #[pool(drop_ref)]
///     owner: Weak<String>,
/// }
/// # let results = Arc::default();
/// # let mut job = Job { results: Some(Arc::clone(&results)), owner: Weak::new() };
/// # job.reset();
/// # assert_eq!(Arc::strong_count(&results), 1);
/// ```
///
/// ## `default`
///
/// Assigns a new value, which frees what the old one owned. So it is for small values, and for values that
/// start from something else than their `Default`.
///
/// ```
/// # use pool_runtime::Poolable;
/// use std::time::Duration;
///
/// #[derive(Poolable)]
/// struct Limits {
///     #[pool(default = Duration::from_secs(30))]
///     timeout: Duration,
///     #[pool(default)]
///     note: String,
/// }
///
/// let mut limits = Limits { timeout: Duration::ZERO, note: "urgent".to_owned() };
/// limits.reset();
/// assert_eq!((limits.timeout.as_secs(), limits.note.capacity()), (30, 0));
/// ```
///
/// ## `nested`
///
/// Calls the field's own `Poolable::reset`. A type that derives `Poolable` needs no attribute. This is for a
/// `Box` of such a type, and for a type that implements the trait by hand.
///
/// ```
/// # use pool_runtime::Poolable;
/// #[derive(Default, Poolable)]
/// struct Header {
///     version: u8,
///     #[pool(clear)]
///     name: String,
/// }
///
/// #[derive(Default, Poolable)]
/// struct Message {
///     header: Header,
///     #[pool(nested)]
///     trailer: Box<Header>,
/// }
/// # let mut message = Message::default();
/// # message.trailer.version = 3;
/// # message.reset();
/// # assert_eq!(message.trailer.version, 0);
/// ```
///
/// ## `with`
///
/// For a type that has none of the traits: a `fn(&mut Field)` resets it. A `fn(&Field) -> usize` tells its heap
/// bytes, if it owns any.
///
/// ```
/// # use pool_runtime::Poolable;
/// # mod zip { #[derive(Default)] pub struct Encoder(Vec<u8>);
/// # impl Encoder { pub fn restart(&mut self) { self.0.clear() } pub fn memory(&self) -> usize { self.0.capacity() } } }
/// #[derive(Default, Poolable)]
/// struct Archive {
///     #[pool(with = zip::Encoder::restart, bytes = zip::Encoder::memory)]
///     encoder: zip::Encoder,
/// }
/// # Archive::default().reset();
/// ```
///
/// ## `keep`
///
/// Leaves the field as it is. The next borrower sees what this one left, so a reason is required.
///
/// ```
/// # use pool_runtime::Poolable;
/// #[derive(Poolable)]
/// struct Decoder {
///     #[pool(keep = "depends on the dictionary alone, which never changes", bytes = table_bytes)]
///     table: Box<[u32]>,
///     position: usize,
/// }
///
/// fn table_bytes(table: &Box<[u32]>) -> usize {
///     size_of_val(&**table)
/// }
/// # let mut decoder = Decoder { table: Box::new([1; 4]), position: 3 };
/// # decoder.reset();
/// # assert_eq!((decoder.table[0], decoder.position, decoder.retained_bytes()), (1, 0, 16));
/// ```
///
/// ## `zeroize`
///
/// For secrets. Contents and spare capacity are overwritten before anything else happens to the field. This is
/// done at return, and also where the object is dropped instead: after a panic, by `discard`, or because it is
/// not reusable. `pool_runtime::field::Erase` says what that covers and what it does not. It needs the feature
/// `zeroize` of `pool-runtime`.
///
/// ```
/// # use pool_runtime::Poolable;
/// #[derive(Poolable)]
/// struct Session {
///     #[pool(zeroize)]
///     key: [u8; 32],
///     #[pool(shrink_above = 4096, zeroize)]
///     plaintext: Vec<u8>,
/// }
///
/// let mut session = Session { key: [7; 32], plaintext: vec![7; 1000] };
/// session.reset();
/// assert_eq!((session.key, session.plaintext.len()), ([0; 32], 0));
/// ```
///
/// # Enums
///
/// An enum names the variant to which a reset leads. If the value is in that variant, its fields are reset in
/// place, each by its policy. If it is in another one, the whole value is replaced: each field of the initial
/// variant starts from its `default = EXPR`, or from `Default`.
///
/// ```
/// # use pool_runtime::Poolable;
/// #[derive(Debug, PartialEq, Poolable)]
/// enum State {
///     #[pool(initial)]
///     Reading {
///         #[pool(clear)]
///         buffer: Vec<u8>,
///         #[pool(default = 3)]
///         retries: u8,
///     },
///     Failed(String),
/// }
///
/// let mut state = State::Failed("no such host".to_owned());
/// state.reset();
/// assert_eq!(state, State::Reading { buffer: vec![], retries: 3 });
/// ```
///
/// A reset drops the fields of other variants, so they need no policy and may be of any type. With `clear`,
/// `shrink_above` or `nested` such a field counts while the value is in its variant. With `zeroize` it is
/// overwritten before it is dropped. `keep`, `with` and `default = EXPR` would have no effect, and are refused.
///
/// # What is refused, and why
///
/// | a field that says nothing and is | would |
/// | --- | --- |
/// | a growable container | reach the next borrower with its contents, or stay as large as it ever was |
/// | a shared pointer (`Arc`, `Rc`, `Weak`) | keep what it points to alive while the object lies idle |
/// | a `Box`, a trait object | reach the next borrower with what is in it |
/// | one end of a channel | connect the next borrower to this one's peers |
/// | a thread or I/O handle | stay open, at its last position |
/// | a `Waker` | wake a task that is gone |
/// | a raw pointer | perhaps dangle |
/// | a plain value without a default (`Instant`, `NonZero`, a function pointer), not in an `Option` | reach the next borrower, since it has no value to go back to |
/// | a `Cell` of more than a plain value | reach the next borrower with what is in it |
/// | arrays above 256 bytes in all | be written anew at every return, used or not |
///
/// - Locks and other types that work only by being shared (`Mutex`, `RwLock`, `Condvar`, `Once`, `OnceLock`,
///   `LazyLock`, `Barrier`) are refused under every policy but `keep` and `with`, also inside an `Option`, a
///   `Box` or an array. In a pooled object every borrower would get another lock, which protects nothing. A
///   shared lock, as an `Option<Arc<Mutex<_>>>`, is released like any reference. Atomics count as plain values,
///   since a reset has the object to itself.
/// - A field that mentions a lifetime parameter borrows, and a pool outlives what it could borrow from.
/// - A type larger than its `max_size`, a union, and a packed struct.
///
/// In a generic item, a field's type is judged as far as it is known. A `Vec<T>` without a policy is refused
/// where it is declared. A `T` is refused where it is used with a type that cannot be reset.
#[proc_macro_derive(Poolable, attributes(pool))]
pub fn derive_poolable(input: TokenStream) -> TokenStream {
    expand::expand(input.into()).into()
}
