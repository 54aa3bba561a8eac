//! What std's traits say of a [`RecycleVec`]: made, copied, compared, printed, iterated.

use std::borrow::{Borrow, BorrowMut};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::slice;
use std::vec;

use super::RecycleVec;
use crate::Poolable;

impl<T> Default for RecycleVec<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// A copy of the elements; the spares are not copied. `clone_from` copies into what is there, spares
/// included.
impl<T: Clone + Poolable> Clone for RecycleVec<T> {
    fn clone(&self) -> Self {
        Self::of(self.to_vec())
    }

    fn clone_from(&mut self, source: &Self) {
        self.truncate(source.len());
        let (there, new) = source.split_at(self.len());
        for (element, from) in self.iter_mut().zip(there) {
            element.clone_from(from);
        }
        self.extend_from(new);
    }
}

/// The elements of a `Vec`, in its memory.
impl<T> From<Vec<T>> for RecycleVec<T> {
    fn from(elements: Vec<T>) -> Self {
        Self::of(elements)
    }
}

impl<T, const N: usize> From<[T; N]> for RecycleVec<T> {
    fn from(elements: [T; N]) -> Self {
        Self::of(Vec::from(elements))
    }
}

impl<T: Clone> From<&[T]> for RecycleVec<T> {
    fn from(elements: &[T]) -> Self {
        Self::of(elements.to_vec())
    }
}

/// As [`into_vec`](RecycleVec::into_vec).
impl<T> From<RecycleVec<T>> for Vec<T> {
    fn from(elements: RecycleVec<T>) -> Self {
        elements.into_vec()
    }
}

impl<T> FromIterator<T> for RecycleVec<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        Self::of(Vec::from_iter(elements))
    }
}

/// Each value takes the place of a spare, as with [`push_value`](RecycleVec::push_value).
impl<T: Poolable> Extend<T> for RecycleVec<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        let values = values.into_iter();
        self.reserve(values.size_hint().0);
        for value in values {
            self.push_value(value);
        }
    }
}

/// Copies go into spares, as with [`extend_from`](RecycleVec::extend_from), which takes a `&str` too.
impl<'a, T: Clone + Poolable + 'a> Extend<&'a T> for RecycleVec<T> {
    fn extend<I: IntoIterator<Item = &'a T>>(&mut self, elements: I) {
        self.extend_from(elements);
    }
}

/// By value. The spares are dropped.
impl<T> IntoIterator for RecycleVec<T> {
    type Item = T;
    type IntoIter = vec::IntoIter<T>;

    fn into_iter(self) -> vec::IntoIter<T> {
        self.into_vec().into_iter()
    }
}

impl<'a, T> IntoIterator for &'a RecycleVec<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> slice::Iter<'a, T> {
        self.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut RecycleVec<T> {
    type Item = &'a mut T;
    type IntoIter = slice::IterMut<'a, T>;

    fn into_iter(self) -> slice::IterMut<'a, T> {
        self.iter_mut()
    }
}

/// The elements; the spares are not shown.
impl<T: fmt::Debug> fmt::Debug for RecycleVec<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(out)
    }
}

impl<T: Hash> Hash for RecycleVec<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_slice().hash(state);
    }
}

impl<T> AsRef<[T]> for RecycleVec<T> {
    fn as_ref(&self) -> &[T] {
        self
    }
}

impl<T> AsMut<[T]> for RecycleVec<T> {
    fn as_mut(&mut self) -> &mut [T] {
        self
    }
}

impl<T> Borrow<[T]> for RecycleVec<T> {
    fn borrow(&self) -> &[T] {
        self
    }
}

impl<T> BorrowMut<[T]> for RecycleVec<T> {
    fn borrow_mut(&mut self) -> &mut [T] {
        self
    }
}

/// Equal where the elements are; spares do not count.
macro_rules! equal_as_slices {
    ($([$($const:tt)*] $left:ty, $right:ty;)+) => {$(
        impl<T: PartialEq<U>, U, $($const)*> PartialEq<$right> for $left {
            fn eq(&self, other: &$right) -> bool {
                self[..] == other[..]
            }
        }
    )+};
}

equal_as_slices! {
    [] RecycleVec<T>, RecycleVec<U>;
    [] RecycleVec<T>, Vec<U>;
    [] RecycleVec<T>, [U];
    [] RecycleVec<T>, &[U];
    [] RecycleVec<T>, &mut [U];
    [const N: usize] RecycleVec<T>, [U; N];
    [const N: usize] RecycleVec<T>, &[U; N];
    [] Vec<T>, RecycleVec<U>;
    [] [T], RecycleVec<U>;
    [] &[T], RecycleVec<U>;
    [const N: usize] [T; N], RecycleVec<U>;
}

impl<T: Eq> Eq for RecycleVec<T> {}

impl<T: PartialOrd> PartialOrd for RecycleVec<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.as_slice().partial_cmp(other)
    }
}

impl<T: Ord> Ord for RecycleVec<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_slice().cmp(other)
    }
}
