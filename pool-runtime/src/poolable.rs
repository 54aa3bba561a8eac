//! What a pool asks of the type it holds.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::ffi::OsString;
use std::io::Cursor;
use std::path::PathBuf;

use crate::field::Clear;
use crate::field::parts::part_by_part;

/// A value that can be used again.
pub trait Poolable {
    /// Makes the value as good as new; keeps what is worth keeping.
    fn reset(&mut self);

    /// Heap bytes this value owns, by capacity.
    fn retained_bytes(&self) -> usize {
        0
    }

    /// Of the retained bytes, those in use; read before [`reset`](Self::reset).
    fn used_bytes(&self) -> usize {
        self.retained_bytes()
    }

    /// Asked before [`reset`](Self::reset); `false` drops the value instead of pooling it.
    fn is_reusable(&self) -> bool {
        true
    }
}

/// Containers are emptied and keep their capacity.
macro_rules! by_clearing {
    ($([$($generics:ident),*] $container:ty;)+) => {$(
        impl<$($generics),*> Poolable for $container {
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

part_by_part!(Poolable: [each reset, sum retained_bytes, sum used_bytes, all is_reusable]);
