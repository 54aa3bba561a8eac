//! What a pool asks of the type it holds.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::ffi::OsString;
use std::io::Cursor;
use std::path::PathBuf;

use crate::field::Clear;
use crate::field::parts::part_by_part;

/// A value that can be used again.
///
/// Derive it: `#[derive(Poolable)]` writes all four methods from what each field says of itself, and
/// refuses the field that says nothing and should. Implement it by hand for a type whose state is
/// not in its fields, such as the context of a foreign library.
///
/// # What a pool asks, and when
///
/// At each return, on the thread that drops the guard, in this order:
///
/// 1. [`is_reusable`](Self::is_reusable): `false` ends it here, and the value is dropped;
/// 2. [`used_bytes`](Self::used_bytes), while the contents are still there;
/// 3. [`reset`](Self::reset);
/// 4. [`retained_bytes`](Self::retained_bytes): whether the value is kept is decided by the answer and
///    its `size_of` together, and so is what it counts for while it is idle.
///
/// Each of them may panic, which costs this value and nothing else. Each of them may use any pool, the
/// value's own included: a pool holds nothing while it asks. And they stand on the path of every
/// return, so they should take time in proportion to what the borrower did, at the most.
///
/// ```
/// use pool_runtime::Poolable;
///
/// /// Parses numbers, and remembers where it gave up.
/// #[derive(Default)]
/// struct Parser {
///     numbers: Vec<i64>,
///     failed_at: Option<usize>,
/// }
///
/// impl Poolable for Parser {
///     fn reset(&mut self) {
///         self.numbers.clear();
///         self.failed_at = None;
///     }
///
///     fn retained_bytes(&self) -> usize {
///         self.numbers.retained_bytes()
///     }
///
///     fn used_bytes(&self) -> usize {
///         self.numbers.used_bytes()
///     }
/// }
///
/// let mut parser = Parser { numbers: vec![1, 2, 3], failed_at: Some(9) };
/// assert_eq!(parser.used_bytes(), 24);
/// parser.reset();
/// assert!(parser.numbers.is_empty() && parser.failed_at.is_none());
/// assert_eq!((parser.used_bytes(), parser.retained_bytes()), (0, 24));
/// ```
///
/// # What can be pooled without a derive
///
/// - std's containers, emptied with their capacity kept: `Vec`, `String`, `VecDeque`, `BinaryHeap`,
///   `HashMap`, `HashSet`, `OsString`, `PathBuf`; also `BTreeMap`, `BTreeSet` and `LinkedList`, which
///   keep nothing when they are emptied, so that pooling one by itself saves little.
/// - `Box<T>`, also of a slice or a trait object, and `Cursor<T>`, where `T` is poolable.
/// - Plain values (numbers, `bool`, `char`, `Duration`), arrays and tuples of what is poolable: a
///   `[u8; 4096]` is zeroed. `()` is one of them; a pool of it hands out nothing, and is right to.
/// - What other crates have of these, such as `bytes::BytesMut`, with the feature of the crate's name; see
///   [`field`](crate::field#types-of-other-crates).
///
/// `Option` is not: a new one is `None`, so a pool of `Option<Box<T>>` would either hand out nothing
/// at all, or drop at each return what it is there to keep. Pool the `T`, or a `Box<T>`. Nor are
/// `Arc`, `Rc`, references, locks and other cells: whoever else can reach the value would see it
/// reset and borrowed anew.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say how it is reset: it is not `Poolable`",
    label = "cannot be made as good as new",
    note = "if `{Self}` is a type of yours, write `#[derive(Poolable)]` on it; for a type of another crate, turn on the feature of `pool-runtime` that has its name (`bytes`, `indexmap`, …), or put it into a struct of yours, as a field with `#[pool(with = PATH)]`"
)]
pub trait Poolable {
    /// Makes the value as good as new; keeps what is worth keeping.
    ///
    /// The next borrower must not be able to tell the value from a new one, but for its capacity:
    /// nothing of the last borrower's is left in it, and nothing of theirs is kept alive by it. A
    /// unit test with [`assert_reset`](crate::testing::assert_reset) checks it.
    fn reset(&mut self);

    /// Heap bytes this value owns, by capacity.
    ///
    /// Asked after [`reset`](Self::reset). Its own, and all of them: limits on the bytes of a
    /// pool hold for what is reported here and the `size_of` of the value, which the pool adds and
    /// which is not to be part of the answer. Too little lets the pool keep more than it
    /// should; 0, the default, says that the value owns no heap memory.
    ///
    /// std's containers count what they allocated, not what their elements allocated in turn:
    /// emptied, they have none.
    fn retained_bytes(&self) -> usize {
        0
    }

    /// Of the retained bytes, those in use; read before [`reset`](Self::reset).
    ///
    /// A value that is used far below what it retains, several times in a row, is let go. The default
    /// says that it is always used in full.
    fn used_bytes(&self) -> usize {
        self.retained_bytes()
    }

    /// Asked before [`reset`](Self::reset); `false` drops the value instead of pooling it.
    ///
    /// For a state that no reset mends, such as a connection that is out of step with its peer.
    fn is_reusable(&self) -> bool {
        true
    }

    /// Called before the value is dropped without a reset, in the places where a pool does that; overwrites
    /// what `#[pool(zeroize)]` says.
    #[doc(hidden)]
    fn before_drop(&mut self) {}
}

/// Containers are emptied and keep their capacity.
macro_rules! by_clearing {
    ($([$($generics:tt)*] $container:ty;)+) => {$(
        impl<$($generics)*> Poolable for $container {
            fn reset(&mut self) {
                Clear::clear(self);
            }

            fn retained_bytes(&self) -> usize {
                Clear::retained_bytes(self)
            }

            fn used_bytes(&self) -> usize {
                Clear::used_bytes(self)
            }
        }
    )+};
}

#[allow(unused_imports)] // for the types of other crates
pub(crate) use by_clearing;

by_clearing! {
    [T] Vec<T>;
    [T] VecDeque<T>;
    [T] BinaryHeap<T>;
    [T] LinkedList<T>;
    [K, V, S] HashMap<K, V, S>;
    [T, S] HashSet<T, S>;
    [K, V] BTreeMap<K, V>;
    [T] BTreeSet<T>;
    [] String;
    [] OsString;
    [] PathBuf;
}

/// The box stays; what is in it is reset.
impl<T: Poolable + ?Sized> Poolable for Box<T> {
    fn reset(&mut self) {
        T::reset(self);
    }

    fn retained_bytes(&self) -> usize {
        size_of_val::<T>(self).saturating_add(T::retained_bytes(self))
    }

    fn used_bytes(&self) -> usize {
        size_of_val::<T>(self).saturating_add(T::used_bytes(self))
    }

    fn is_reusable(&self) -> bool {
        T::is_reusable(self)
    }

    fn before_drop(&mut self) {
        T::before_drop(self);
    }
}

/// Back at the start of a buffer that is reset.
impl<T: Poolable> Poolable for Cursor<T> {
    fn reset(&mut self) {
        self.set_position(0);
        self.get_mut().reset();
    }

    fn retained_bytes(&self) -> usize {
        self.get_ref().retained_bytes()
    }

    fn used_bytes(&self) -> usize {
        self.get_ref().used_bytes()
    }

    fn is_reusable(&self) -> bool {
        self.get_ref().is_reusable()
    }
}

part_by_part!(Poolable: [each reset, sum retained_bytes, sum used_bytes, all is_reusable, each before_drop]);

/// So that a boxed slice is a buffer of fixed length.
impl<T: Poolable> Poolable for [T] {
    part_by_part!(@methods Poolable
        [each reset, sum retained_bytes, sum used_bytes, all is_reusable, each before_drop] elements);
}
