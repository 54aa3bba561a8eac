//! Containers of one's own: one trait, from which those of all policies follow.

/// A container that is emptied, measured and shrunk: all that the policies of its users need.
///
/// Implement it, and write `#[derive(Poolable)]` with `#[pool(container)]` on the type. Its fields then have no
/// policies. From the four methods the derive writes the traits of the policies. A field of the type takes
/// [`clear`](super::Clear), [`shrink_above`](super::Shrink), [`drop_ref`](super::DropRef) and `nested`. Without
/// a policy it is emptied. The type can be [pooled](crate::Poolable) by itself as well.
///
/// (There is no blanket implementation for containers. It would overlap with the one for `Box<T>`, which is
/// poolable where `T` is.)
///
/// ```
/// use pool_runtime::field::{Clear, Container, Shrink};
/// use pool_runtime::{Pool, Poolable};
///
/// /// Bytes that are appended in runs.
/// #[derive(Default, Poolable)]
/// #[pool(container)]
/// struct Runs {
///     bytes: Vec<u8>,
///     ends: Vec<usize>,
/// }
///
/// impl Container for Runs {
///     fn clear(&mut self) {
///         self.bytes.clear();
///         self.ends.clear();
///     }
///
///     fn retained_bytes(&self) -> usize {
///         Clear::retained_bytes(&self.bytes) + Clear::retained_bytes(&self.ends)
///     }
///
///     fn used_bytes(&self) -> usize {
///         Clear::used_bytes(&self.bytes) + Clear::used_bytes(&self.ends)
///     }
///
///     // The bytes get what the ends leave, and those get a quarter at most.
///     fn shrink_to_bytes(&mut self, bytes: usize) {
///         self.ends.shrink_to_bytes(bytes / 4);
///         self.bytes.shrink_to_bytes(bytes - Clear::retained_bytes(&self.ends));
///     }
/// }
///
/// #[derive(Default, Poolable)]
/// struct Message {
///     #[pool(clear)]
///     head: Runs,
///     #[pool(shrink_above = 1000)]
///     body: Runs,
///     #[pool(drop_ref)]
///     once: Runs,
/// }
///
/// let mut message = Message::default();
/// for runs in [&mut message.head, &mut message.body, &mut message.once] {
///     runs.bytes = vec![7; 10_000];
///     runs.ends = vec![10_000];
/// }
/// message.reset();
/// assert!(message.head.bytes.is_empty() && message.head.bytes.capacity() >= 10_000);
/// assert!((1..=1000).contains(&Clear::retained_bytes(&message.body)));
/// assert_eq!(Clear::retained_bytes(&message.once), 0);
///
/// let pool: Pool<Runs> = Pool::new();
/// pool.get().bytes.push(1);
/// assert!(pool.get().bytes.is_empty());
/// ```
#[diagnostic::on_unimplemented(
    message = "`#[pool(container)]` needs `{Self}` to say how it is emptied: implement `Container` for it",
    label = "no `pool_runtime::field::Container`",
    note = "without `container`, the policies of its fields say how `{Self}` is reset"
)]
pub trait Container {
    /// Empties the container and keeps its capacity; see [`Clear::clear`](super::Clear::clear).
    fn clear(&mut self);

    /// Heap bytes the container owns, by capacity. What its elements own does not count: emptying frees it.
    fn retained_bytes(&self) -> usize;

    /// Of the retained bytes, those that hold elements.
    fn used_bytes(&self) -> usize;

    /// Brings the capacity of an emptied container to at most `bytes` heap bytes; see
    /// [`Shrink::shrink_to_bytes`](super::Shrink::shrink_to_bytes). With 0 it gives up all of its memory: so
    /// `drop_ref` is done.
    fn shrink_to_bytes(&mut self, bytes: usize);
}
