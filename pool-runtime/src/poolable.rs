//! What a pool asks of the type it holds.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::ffi::OsString;
use std::io::Cursor;
use std::path::PathBuf;

use crate::field::Clear;
use crate::field::parts::part_by_part;

/// A value that can be used again.
///
/// Derive it: `#[derive(Poolable)]` writes all four methods from the policies of the fields, and refuses a
/// field that needs a policy and has none. Implement it by hand for a type whose state is not in its fields,
/// such as the context of a C library.
///
/// # What a pool asks, and when
///
/// At each return, on the thread that drops the guard, in this order:
///
/// 1. [`is_reusable`](Self::is_reusable): `false` ends it here, and the value is dropped;
/// 2. [`used_bytes`](Self::used_bytes), while the contents are still there;
/// 3. [`reset`](Self::reset);
/// 4. [`retained_bytes`](Self::retained_bytes): the answer and the `size_of` of the value, added up, decide
///    whether it is kept, and are what it counts while it is idle.
///
/// Each of them may panic, which costs this value and nothing else. Each of them may use any pool, the value's
/// own included: the pool holds no lock and no cache meanwhile. They run at every return, so they should do no
/// more work than the borrower did.
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
/// - Plain values (numbers, `bool`, `char`, `Duration`, `()`), arrays and tuples of what is poolable: a `[u8;
///   4096]` is zeroed.
/// - Containers and values of other crates, such as `bytes::BytesMut`, with the feature of the crate's name;
///   see [`field`](crate::field#types-of-other-crates).
///
/// `Option` cannot: it is reset to `None`, so a pool of `Option<Box<T>>` would drop the boxes that it should
/// keep. Pool the `T`, or a `Box<T>`. `Arc`, `Rc`, references and locks cannot either: others could still reach
/// the value when it is reset and borrowed again.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say how it is reset: it is not `Poolable`",
    label = "cannot be made as good as new",
    note = "if `{Self}` is a type of yours, write `#[derive(Poolable)]` on it; for a type of another crate, turn on the feature of `pool-runtime` that has its name (`bytes`, `indexmap`, …), or put it into a struct of yours, as a field with `#[pool(with = PATH)]`"
)]
pub trait Poolable {
    /// Makes the value as good as new, and keeps the memory that is worth keeping.
    ///
    /// Afterwards the value must equal a new one in all but its capacity. It contains nothing of the last
    /// borrower, and keeps nothing of theirs alive. A unit test with
    /// [`assert_reset`](crate::testing::assert_reset) checks it.
    fn reset(&mut self);

    /// Heap bytes this value owns, by capacity.
    ///
    /// Asked after [`reset`](Self::reset). Count all heap memory that the value owns, but not its `size_of`,
    /// which the pool adds. The limits of a pool rest on this answer: if it is too small, the pool keeps more
    /// than it should. The default, 0, says that the value owns no heap memory.
    ///
    /// std's containers count what they allocated themselves. After the reset they have no elements that could
    /// own more.
    fn retained_bytes(&self) -> usize {
        0
    }

    /// Of the retained bytes, those in use. Asked before [`reset`](Self::reset).
    ///
    /// A value is dropped when several borrowers in a row have used far less than it retains. The default says
    /// that it is always used in full.
    fn used_bytes(&self) -> usize {
        self.retained_bytes()
    }

    /// Asked before [`reset`](Self::reset): `false` drops the value instead of pooling it.
    ///
    /// For a state that no reset repairs, such as a connection that is out of step with its peer.
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
