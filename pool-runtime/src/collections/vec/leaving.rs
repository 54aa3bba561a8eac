//! How elements leave a [`RecycleVec`]: reset at once, or lent first.

use std::ops::{Bound, RangeBounds};
use std::slice;

use super::RecycleVec;
use crate::Poolable;

impl<T: Poolable> RecycleVec<T> {
    /// All elements leave: they are reset, and kept.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleVec;
    /// let mut names = RecycleVec::from([String::from("a"), String::from("b")]);
    /// names.clear();
    /// assert_eq!((names.len(), names.spare()), (0, 2));
    /// ```
    pub fn clear(&mut self) {
        self.truncate(0);
    }

    /// The elements from `len` on leave: they are reset, and kept. Nothing happens if there are no more
    /// than that.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleVec;
    /// let mut names = RecycleVec::from(["a", "b", "c"].map(String::from));
    /// names.truncate(1);
    /// assert_eq!((names.len(), names.spare()), (1, 2));
    /// ```
    pub fn truncate(&mut self, len: usize) {
        self.leave(self.len.saturating_sub(len));
        self.settle();
    }

    /// The last element leaves, and is lent until the next one comes or goes.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleVec;
    /// let mut names = RecycleVec::from([String::from("a"), String::from("b")]);
    /// assert_eq!(names.pop().map(|name| name.as_str()), Some("b"));
    /// assert_eq!(names, ["a"]);
    ///
    /// let taken = names.pop().map(std::mem::take); // without its memory, the spare is a new `String`
    /// assert_eq!(taken, Some(String::from("a")));
    /// ```
    pub fn pop(&mut self) -> Option<&mut T> {
        self.settle();
        (self.len > 0).then(|| self.leave(1))?.first_mut()
    }

    /// The element at `index` leaves, and is lent until the next one comes or goes; all after it move.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleVec;
    /// let mut names = RecycleVec::from(["a", "b", "c"].map(String::from));
    /// assert_eq!(names.remove(0), "a");
    /// assert_eq!(names, ["b", "c"]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such element.
    pub fn remove(&mut self, index: usize) -> &mut T {
        self.settle();
        self.check(index);
        self.as_mut_slice()[index..].rotate_left(1);
        &mut self.leave(1)[0]
    }

    /// The element at `index` leaves, and is lent until the next one comes or goes; the last one
    /// takes its place.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleVec;
    /// let mut names = RecycleVec::from(["a", "b", "c"].map(String::from));
    /// assert_eq!(names.swap_remove(0), "a");
    /// assert_eq!(names, ["c", "b"]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such element.
    pub fn swap_remove(&mut self, index: usize) -> &mut T {
        self.settle();
        self.check(index);
        let last = self.len - 1;
        self.slots.swap(index, last);
        &mut self.leave(1)[0]
    }

    /// The elements leave that the closure does not want: they are reset, and kept.
    ///
    /// Should the closure panic, nothing has left, and the order of the elements is unspecified.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleVec;
    /// let mut names = RecycleVec::from(["a", "b", "c"].map(String::from));
    /// names.retain(|name| name != "b");
    /// assert_eq!(names, ["a", "c"]);
    /// assert_eq!(names.spare(), 1);
    /// ```
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        self.retain_mut(|element| keep(element));
    }

    /// As [`retain`](Self::retain), with a closure that may change the elements.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleVec;
    /// let mut numbers = RecycleVec::from([1, 2, 3]);
    /// numbers.retain_mut(|number| {
    ///     *number *= 10;
    ///     *number != 20
    /// });
    /// assert_eq!(numbers, [10, 30]);
    /// ```
    pub fn retain_mut(&mut self, mut keep: impl FnMut(&mut T) -> bool) {
        let mut kept = 0;
        for index in 0..self.len {
            if keep(&mut self.slots[index]) {
                self.slots.swap(kept, index);
                kept += 1;
            }
        }
        self.truncate(kept);
    }

    /// The elements of a range leave, and are lent until the next one comes or goes.
    ///
    /// They have left when this returns, however far the iterator is taken.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleVec;
    /// let mut names = RecycleVec::from(["a", "b", "c"].map(String::from));
    /// for name in names.drain(..2) {
    ///     name.make_ascii_uppercase(); // nobody sees it, but it may be done
    /// }
    /// assert_eq!(names, ["c"]);
    /// assert_eq!(names.spare(), 2);
    /// ```
    ///
    /// # Panics
    ///
    /// If the range is not one of the elements.
    pub fn drain(&mut self, range: impl RangeBounds<usize>) -> slice::IterMut<'_, T> {
        self.settle();
        let bounds = (range.start_bound().cloned(), range.end_bound().cloned());
        let len = self.len;
        let drained = self.as_mut_slice()[bounds].len();
        let start = start(bounds.0);
        self.slots[start..len].rotate_left(drained);
        self.leave(drained).iter_mut()
    }

    /// The last `count` elements have left, and are lent.
    pub(super) fn leave(&mut self, count: usize) -> &mut [T] {
        self.len -= count;
        self.leaving += count;
        &mut self.slots[self.len..][..count]
    }

    /// That there is such an element.
    fn check(&self, index: usize) {
        let len = self.len;
        assert!(
            index < len,
            "there is no element {index}: the length is {len}"
        );
    }
}

/// The first index of a range.
fn start(bound: Bound<usize>) -> usize {
    match bound {
        Bound::Included(start) => start,
        Bound::Excluded(before) => before + 1,
        Bound::Unbounded => 0,
    }
}
