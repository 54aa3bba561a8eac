//! Growable containers: emptied with their capacity kept, or kept within a limit.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::ffi::OsString;
use std::hash::{BuildHasher, Hash};
use std::io::Cursor;
use std::path::PathBuf;

use super::layout::{btree_bytes, hash_capacity_within, hash_table_bytes, list_bytes};
use super::parts::part_by_part;

/// `#[pool(clear)]`: a container that can be emptied and keep its capacity.
///
/// A container that cannot keep anything when it is emptied, such as a
/// [`BTreeMap`], counts as well: it is emptied, and retains nothing.
///
/// `Option` does not have it: emptied could mean `None`, or `Some` of something empty. For `None`, write
/// `#[pool(drop_ref)]`. For the other, use the container without an `Option`.
///
/// # For a type of your own
///
/// ```
/// use pool_runtime::field::Clear;
///
/// /// Lines of text in one buffer.
/// #[derive(Default)]
/// struct Lines {
///     text: String,
///     ends: Vec<usize>,
/// }
///
/// impl Clear for Lines {
///     fn clear(&mut self) {
///         self.text.clear();
///         self.ends.clear();
///     }
///
///     fn retained_bytes(&self) -> usize {
///         Clear::retained_bytes(&self.text) + Clear::retained_bytes(&self.ends)
///     }
///
///     fn used_bytes(&self) -> usize {
///         Clear::used_bytes(&self.text) + Clear::used_bytes(&self.ends)
///     }
/// }
///
/// let mut lines = Lines { text: String::from("one\ntwo"), ends: vec![3, 7] };
/// let before = lines.retained_bytes();
/// lines.clear();
/// assert!(lines.text.is_empty() && lines.ends.is_empty());
/// assert_eq!(lines.retained_bytes(), before);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be emptied with its capacity kept",
    label = "not a container that `clear` knows",
    note = "a plain value, or a type that derives `Poolable`, needs no attribute; an `Option` or a `Weak` takes `#[pool(drop_ref)]`",
    note = "for a container of another crate, turn on the feature of `pool-runtime` that has its name (`bytes`, `indexmap`, …), or name a function: `#[pool(with = PATH, bytes = PATH)]`"
)]
pub trait Clear {
    /// Empties the container and keeps its capacity.
    ///
    /// Afterwards the container equals a new one, whatever it went through before.
    fn clear(&mut self);

    /// Heap bytes the container owns, by capacity.
    ///
    /// What its elements own does not count: emptying the container frees it.
    ///
    /// Of std's containers, those with one allocation and `LinkedList` tell it exactly. A hash table
    /// tells what a table of its [`capacity`](HashMap::capacity) takes: at most 32 bytes more than
    /// the allocator says, and never less, except that a table in use which had entries removed may say
    /// less until it is cleared. A B-tree, which has no capacity, tells the most that its entries can
    /// take: never less than the allocator says while it holds any, and at most three times as much and
    /// the edges of one node (96 bytes, aligned as the entries are); nothing when it is empty.
    fn retained_bytes(&self) -> usize;

    /// Of the retained bytes, those that hold elements.
    fn used_bytes(&self) -> usize;
}

/// `#[pool(shrink_above = BYTES)]`: a container whose capacity can be brought under a limit.
///
/// # For a type of your own
///
/// Share the limit out among the containers inside:
///
/// ```
/// use pool_runtime::field::{Clear, Shrink};
///
/// #[derive(Default)]
/// struct Frame(Vec<u8>);
///
/// impl Clear for Frame {
///     fn clear(&mut self) {
///         self.0.clear();
///     }
///     fn retained_bytes(&self) -> usize {
///         self.0.capacity()
///     }
///     fn used_bytes(&self) -> usize {
///         self.0.len()
///     }
/// }
///
/// impl Shrink for Frame {
///     fn shrink_to_bytes(&mut self, bytes: usize) {
///         self.0.shrink_to_bytes(bytes);
///     }
/// }
///
/// let mut frame = Frame(Vec::with_capacity(100_000));
/// frame.clear();
/// frame.shrink_to_bytes(4096);
/// assert_eq!(frame.retained_bytes(), 4096);
/// ```
#[diagnostic::on_unimplemented(
    message = "the capacity of `{Self}` cannot be brought under a limit",
    label = "not a container that `shrink_above` knows",
    note = "a container without a capacity of its own takes `#[pool(clear)]`; a plain value, or a type that derives `Poolable`, needs no attribute",
    note = "for a container of another crate, turn on the feature of `pool-runtime` that has its name (`bytes`, `indexmap`, …), or name a function: `#[pool(with = PATH, bytes = PATH)]`"
)]
pub trait Shrink: Clear {
    /// Brings the capacity of an emptied container to at most `bytes` heap bytes.
    ///
    /// Afterwards [`retained_bytes`](Clear::retained_bytes) is at most `bytes`. A limit that is too small for
    /// one element leaves no capacity at all. A container within the limit is left as it is. A container that
    /// was not emptied keeps its elements, and the capacity for them.
    fn shrink_to_bytes(&mut self, bytes: usize);
}

/// One allocation of `capacity` elements.
macro_rules! contiguous {
    ($([$($generics:tt)*] $container:ty, $element:ty, |$value:ident| $len:expr;)+) => {$(
        impl<$($generics)*> Clear for $container {
            fn clear(&mut self) {
                <$container>::clear(self);
            }

            fn retained_bytes(&self) -> usize {
                self.capacity() * size_of::<$element>()
            }

            fn used_bytes(&self) -> usize {
                let $value = self;
                $len * size_of::<$element>()
            }
        }

        impl<$($generics)*> Shrink for $container {
            fn shrink_to_bytes(&mut self, bytes: usize) {
                // Retaining anything rules out elements without a size.
                if Clear::retained_bytes(self) > bytes {
                    self.shrink_to(bytes / size_of::<$element>());
                }
            }
        }
    )+};
}

contiguous! {
    [T] Vec<T>, T, |vec| vec.len();
    [T] VecDeque<T>, T, |deque| deque.len();
    [T] BinaryHeap<T>, T, |heap| heap.len();
    [] String, u8, |string| string.len();
    [] OsString, u8, |string| string.len();
    [] PathBuf, u8, |path| path.as_os_str().len();
}

/// Buckets, a power of two, with a control byte each.
macro_rules! hash_tables {
    ($([$key:ident $(, $value:ident)?] $container:ty, $entry:ty;)+) => {$(
        impl<$key $(, $value)?, S> Clear for $container {
            fn clear(&mut self) {
                // A table emptied by removals keeps the marks they left, and its capacity leaves those
                // buckets out; clearing it as empty changes nothing, draining it rubs them out.
                if self.is_empty() {
                    drop(self.drain());
                } else {
                    <$container>::clear(self);
                }
            }

            fn retained_bytes(&self) -> usize {
                hash_table_bytes::<$entry>(self.capacity())
            }

            fn used_bytes(&self) -> usize {
                self.len() * (size_of::<$entry>() + 1)
            }
        }

        impl<$key: Eq + Hash $(, $value)?, S: BuildHasher> Shrink for $container {
            fn shrink_to_bytes(&mut self, bytes: usize) {
                if Clear::retained_bytes(self) <= bytes {
                    return;
                }
                self.shrink_to(hash_capacity_within::<$entry>(bytes));
                // Tables of small entries start out larger than the smallest.
                if Clear::retained_bytes(self) > bytes {
                    self.shrink_to(0);
                }
            }
        }
    )+};
}

hash_tables! {
    [K, V] HashMap<K, V, S>, (K, V);
    [T] HashSet<T, S>, T;
}

#[allow(unused_imports)] // for the types of other crates
pub(super) use hash_tables;

/// Nodes, freed when the container is emptied.
macro_rules! linked {
    ($([$($part:ident),+] $container:ty, $bytes:expr;)+) => {$(
        impl<$($part),+> Clear for $container {
            fn clear(&mut self) {
                <$container>::clear(self);
            }

            fn retained_bytes(&self) -> usize {
                $bytes(self.len())
            }

            fn used_bytes(&self) -> usize {
                self.len() * (0 $(+ size_of::<$part>())+)
            }
        }
    )+};
}

linked! {
    [K, V] BTreeMap<K, V>, btree_bytes::<K, V>;
    [T] BTreeSet<T>, btree_bytes::<T, ()>;
    [T] LinkedList<T>, list_bytes::<T>;
}

/// The box stays; what is in it is emptied.
impl<T: Clear + ?Sized> Clear for Box<T> {
    fn clear(&mut self) {
        T::clear(self);
    }

    fn retained_bytes(&self) -> usize {
        size_of_val::<T>(self).saturating_add(T::retained_bytes(self))
    }

    fn used_bytes(&self) -> usize {
        size_of_val::<T>(self).saturating_add(T::used_bytes(self))
    }
}

/// A borrowed value becomes an empty owned one; an owned one is emptied.
impl<B: ToOwned<Owned: Clear + Default> + ?Sized> Clear for Cow<'_, B> {
    fn clear(&mut self) {
        match self {
            Cow::Borrowed(_) => *self = Cow::Owned(B::Owned::default()),
            Cow::Owned(owned) => owned.clear(),
        }
    }

    fn retained_bytes(&self) -> usize {
        match self {
            Cow::Borrowed(_) => 0,
            Cow::Owned(owned) => owned.retained_bytes(),
        }
    }

    fn used_bytes(&self) -> usize {
        match self {
            Cow::Borrowed(_) => 0,
            Cow::Owned(owned) => owned.used_bytes(),
        }
    }
}

/// Back at the start of an emptied buffer.
impl<T: Clear> Clear for Cursor<T> {
    fn clear(&mut self) {
        self.set_position(0);
        self.get_mut().clear();
    }

    fn retained_bytes(&self) -> usize {
        self.get_ref().retained_bytes()
    }

    fn used_bytes(&self) -> usize {
        self.get_ref().used_bytes()
    }
}

impl<T: Shrink> Shrink for Cursor<T> {
    fn shrink_to_bytes(&mut self, bytes: usize) {
        self.get_mut().shrink_to_bytes(bytes);
    }
}

part_by_part!(Clear: [each clear, sum retained_bytes, sum used_bytes]);

/// Each element gets an equal share of the limit.
impl<T: Shrink, const N: usize> Shrink for [T; N] {
    fn shrink_to_bytes(&mut self, bytes: usize) {
        for element in self {
            element.shrink_to_bytes(bytes / N);
        }
    }
}
