//! Fields that hold on to something: released at return.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::ffi::{OsStr, OsString};
use std::hash::{BuildHasher, Hash};
use std::path::PathBuf;
use std::rc;
use std::sync::{self, Arc};

use super::parts::part_by_part;

/// `#[pool(drop_ref)]`: a field with an empty state that holds on to nothing.
///
/// For an `Option<Arc<_>>`, a `Weak`, or a container that should give its memory back. The field then counts 0
/// bytes of what its object retains, so it must retain next to nothing.
///
/// # For a type of your own
///
/// ```
/// use std::sync::Arc;
/// use pool_runtime::field::DropRef;
///
/// #[derive(Default)]
/// enum Source {
///     #[default]
///     Closed,
///     Shared(Arc<[u8]>),
/// }
///
/// impl DropRef for Source {
///     fn drop_ref(&mut self) {
///         *self = Source::Closed;
///     }
/// }
///
/// let payload: Arc<[u8]> = Arc::from(*b"payload");
/// let mut source = Source::Shared(Arc::clone(&payload));
/// source.drop_ref();
/// assert_eq!(Arc::strong_count(&payload), 1);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no empty state, so it cannot be released and stay a field",
    label = "always refers to something",
    note = "write `Option<{Self}>`, which goes back to `None`; or `#[pool(default = EXPR)]`, with a value that pins nothing"
)]
pub trait DropRef {
    /// Releases what the field refers to.
    ///
    /// Afterwards the field equals a new one, and keeps nothing alive.
    fn drop_ref(&mut self);
}

/// What a new value of the type refers to: nothing.
macro_rules! by_new_value {
    ($([$($generics:tt)*] $type:ty = $new:expr;)+) => {$(
        impl<$($generics)*> DropRef for $type {
            fn drop_ref(&mut self) {
                *self = $new;
            }
        }
    )+};
}

#[allow(unused_imports)] // for the types of other crates
pub(super) use by_new_value;

by_new_value! {
    [T] Option<T> = None;
    [T] sync::Weak<T> = sync::Weak::new();
    [T] rc::Weak<T> = rc::Weak::new();
    [T] Vec<T> = Vec::new();
    [T] VecDeque<T> = VecDeque::new();
    [T] LinkedList<T> = LinkedList::new();
    [K, V] BTreeMap<K, V> = BTreeMap::new();
    [T] BTreeSet<T> = BTreeSet::new();
    [] String = String::new();
    [] OsString = OsString::new();
    [] PathBuf = PathBuf::new();
    [T] Box<[T]> = Box::default();
    [] Box<str> = Box::default();
    [] Box<OsStr> = Box::default();
    [T] Arc<[T]> = Arc::default();
    [] Arc<str> = Arc::default();
    [B: ToOwned<Owned: Default> + ?Sized] Cow<'_, B> = Cow::Owned(B::Owned::default());
}

/// Emptied and freed in place, so that the hasher stays.
macro_rules! by_emptying {
    ($([$($generics:tt)*] $type:ty;)+) => {$(
        impl<$($generics)*> DropRef for $type {
            fn drop_ref(&mut self) {
                self.clear();
                self.shrink_to(0);
            }
        }
    )+};
}

#[allow(unused_imports)] // as above
pub(super) use by_emptying;

by_emptying! {
    [T] BinaryHeap<T>;
    [K: Eq + Hash, V, S: BuildHasher] HashMap<K, V, S>;
    [T: Eq + Hash, S: BuildHasher] HashSet<T, S>;
}

impl<T: DropRef> DropRef for Cell<T> {
    fn drop_ref(&mut self) {
        self.get_mut().drop_ref();
    }
}

part_by_part!(DropRef: [each drop_ref]);
