//! [`RecycleVec`]: what comes, what leaves, and what is kept of it.

mod account;
mod conversions;
mod leaving;
mod spares;

use std::borrow::Borrow;
use std::ops::{Deref, DerefMut};

use account::Account;

use crate::Poolable;

/// A vector that keeps what leaves it: elements are reset and become spares, and what is pushed next
/// takes a spare with all the memory it owns.
///
/// It derefs to a slice, so it is read, sorted and searched as a `Vec` is. As a field of a pooled
/// struct it needs no policy; `#[pool(clear)]` says the same, and `#[pool(shrink_above = BYTES)]`
/// limits what is kept, elements included.
///
/// ```
/// use pool_runtime::collections::RecycleVec;
///
/// let mut names: RecycleVec<String> = RecycleVec::new();
/// names.push().push_str("a name that needs memory");
/// let capacity = names[0].capacity();
///
/// names.clear();
/// assert!(names.is_empty());
/// assert_eq!(names.spare(), 1);
///
/// let name = names.push(); // the same `String`
/// assert!(name.is_empty());
/// assert_eq!(name.capacity(), capacity);
/// ```
///
/// # What leaves
///
/// `clear`, `truncate`, `retain` and the return to a pool reset the elements that leave, and keep
/// them. `pop`, `remove`, `swap_remove` and `drain` do so too, a little later: they lend what leaves,
/// to be read, or taken out with [`mem::take`](std::mem::take), and reset it when the next element
/// comes or goes, or at the return.
///
/// An element that is [not reusable](Poolable::is_reusable), or whose reset or size method panics, is dropped
/// instead of kept. The panic goes no further. The same holds for a panic in its destructor.
///
/// [`into_vec`](Self::into_vec) and the iterator by value give the elements away, and drop the spares.
pub struct RecycleVec<T> {
    /// The elements, then what is leaving, then spares, each as good as new.
    slots: Vec<T>,
    len: usize,
    /// How many have left and are not yet reset.
    leaving: usize,
    account: Account,
}

/// Not asking for anything of the elements.
impl<T> RecycleVec<T> {
    /// An empty vector without spares, which owns no memory.
    pub const fn new() -> Self {
        Self {
            slots: Vec::new(),
            len: 0,
            leaving: 0,
            account: Account::new(),
        }
    }

    /// An empty vector with room for so many elements, none of which exists yet.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleVec;
    /// let names: RecycleVec<String> = RecycleVec::with_capacity(8);
    /// assert_eq!((names.capacity(), names.spare()), (8, 0));
    /// ```
    pub fn with_capacity(capacity: usize) -> Self {
        Self::of(Vec::with_capacity(capacity))
    }

    /// These elements, and no spares.
    fn of(slots: Vec<T>) -> Self {
        Self {
            len: slots.len(),
            slots,
            ..Self::new()
        }
    }

    /// How many elements there is room for without a new allocation of the vector's own, spares
    /// included.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleVec;
    /// let mut names = RecycleVec::from([String::from("a"), String::from("b")]);
    /// names.clear();
    /// assert_eq!((names.len(), names.capacity()), (0, 2));
    /// ```
    pub fn capacity(&self) -> usize {
        self.slots.capacity()
    }

    /// How many elements have left and are kept.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleVec;
    /// let mut names = RecycleVec::from([String::from("a"), String::from("b")]);
    /// names.truncate(1);
    /// assert_eq!(names.spare(), 1);
    /// ```
    pub fn spare(&self) -> usize {
        self.slots.len() - self.len
    }

    /// The elements as a slice.
    pub fn as_slice(&self) -> &[T] {
        &self.slots[..self.len]
    }

    /// The elements as a mutable slice.
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        &mut self.slots[..self.len]
    }

    /// The elements as a `Vec`. The spares are dropped.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleVec;
    /// let mut names: RecycleVec<String> = RecycleVec::new();
    /// names.push_from("a");
    /// assert_eq!(names.into_vec(), ["a"]);
    /// ```
    pub fn into_vec(mut self) -> Vec<T> {
        self.slots.truncate(self.len);
        self.slots
    }
}

/// What comes.
impl<T: Poolable> RecycleVec<T> {
    /// Adds an element and lends it: a spare if there is one, else `T::default()`.
    ///
    /// A spare equals `T::default()` in all but its capacity.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleVec;
    /// let mut rows: RecycleVec<RecycleVec<String>> = RecycleVec::new();
    /// let row = rows.push();
    /// row.push_from("first");
    /// row.push_from("second");
    /// assert_eq!(rows[0], ["first", "second"]);
    /// ```
    #[inline]
    pub fn push(&mut self) -> &mut T
    where
        T: Default,
    {
        let at = self.len;
        if self.leaving == 0 && at < self.slots.len() {
            let retained = self.slots[at].retained_bytes();
            self.account.hand_out(at, retained);
            self.len = at + 1;
            &mut self.slots[at]
        } else {
            self.prepare();
            self.commit()
        }
    }

    /// Adds a copy of what is borrowed. It is made in a spare, without an allocation if the spare's capacity
    /// suffices.
    ///
    /// It copies as [`ToOwned::clone_into`] does: a `&str` into a `String`, a slice into a `Vec`, and any `&T`
    /// by [`T::clone_from`](Clone::clone_from). If that panics, nothing is added.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleVec;
    /// let mut words: RecycleVec<String> = RecycleVec::new();
    /// for line in ["one two three", "four five"] {
    ///     words.clear();
    ///     for word in line.split(' ') {
    ///         words.push_from(word); // on the second line: no allocation
    ///     }
    /// }
    /// assert_eq!(words, ["four", "five"]);
    /// ```
    pub fn push_from<B>(&mut self, item: &B)
    where
        T: Borrow<B>,
        B: ToOwned<Owned = T> + ?Sized,
    {
        self.settle();
        if self.lend_spare() {
            item.clone_into(&mut self.slots[self.len]);
        } else {
            self.slots.push(item.to_owned());
        }
        self.commit();
    }

    /// Adds copies of all that is borrowed, as [`push_from`](Self::push_from) adds one.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleVec;
    /// let mut words: RecycleVec<String> = RecycleVec::new();
    /// words.extend_from("a b c".split(' '));
    /// assert_eq!(words, ["a", "b", "c"]);
    /// ```
    pub fn extend_from<'a, B>(&mut self, items: impl IntoIterator<Item = &'a B>)
    where
        T: Borrow<B>,
        B: ToOwned<Owned = T> + ?Sized + 'a,
    {
        for item in items {
            self.push_from(item);
        }
    }

    /// Adds a value that exists already.
    ///
    /// It takes the place of a spare, which is dropped. Otherwise the vector would keep more each time, since
    /// the value brings memory of its own. To use the memory of the spare again, call [`push`](Self::push) or
    /// [`push_from`](Self::push_from).
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleVec;
    /// let mut names: RecycleVec<String> = RecycleVec::new();
    /// names.push_value(String::from("a"));
    /// assert_eq!(names, ["a"]);
    /// ```
    #[inline]
    pub fn push_value(&mut self, value: T) {
        self.settle();
        let len = self.len;
        if self.lend_spare() {
            self.commit();
            // Last: the destructor of the spare may panic.
            self.slots[len] = value;
        } else {
            self.slots.push(value);
            self.commit();
        }
    }

    /// Adds a value before the element at `index`; all after it move.
    ///
    /// The value takes the place of a spare, as with [`push_value`](Self::push_value).
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleVec;
    /// let mut numbers = RecycleVec::from([1, 3]);
    /// numbers.insert(1, 2);
    /// assert_eq!(numbers, [1, 2, 3]);
    /// ```
    ///
    /// # Panics
    ///
    /// If `index` is greater than the length.
    pub fn insert(&mut self, index: usize, value: T) {
        assert!(
            index <= self.len,
            "index {index} is beyond the length, {}",
            self.len
        );
        self.push_value(value);
        self.as_mut_slice()[index..].rotate_right(1);
    }

    /// Makes room for so many more elements, beyond spares.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleVec;
    /// let mut names: RecycleVec<String> = RecycleVec::new();
    /// names.reserve(10);
    /// assert!(names.capacity() >= 10);
    /// ```
    pub fn reserve(&mut self, additional: usize) {
        let beyond = additional.saturating_sub(self.spare());
        self.slots.reserve(beyond);
    }
}

impl<T> Deref for RecycleVec<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T> DerefMut for RecycleVec<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        self.as_mut_slice()
    }
}
