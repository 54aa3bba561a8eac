//! How elements become spares and spares elements, and what they count for.

use super::RecycleVec;
use super::account::{Returned, Returning};
use crate::Poolable;
use crate::store::contain;

impl<T: Poolable> RecycleVec<T> {
    /// Resets what has left since the last call; afterwards all beyond `len` are spares.
    #[inline]
    pub(in crate::collections) fn settle(&mut self) {
        if self.leaving > 0 {
            self.recycle(T::used_bytes);
        }
    }

    /// Makes spares of all that has left, and drops what cannot be one. `used_bytes` is asked before
    /// each is reset.
    fn recycle(&mut self, used_bytes: impl Fn(&T) -> usize) {
        let slots = &mut self.slots;
        let (mut next, mut end) = (self.len, self.len + self.leaving);
        while next < end {
            let mut returned = Returned::default();
            // One look-out for panics for as many as there are without one.
            contain(|| Returning::to(&mut returned).all(&mut slots[next..end], &used_bytes));
            next += returned.elements;
            self.account.take_back(next, returned);
            if next < end {
                end -= 1;
                slots.swap(next, end);
                let dropped = slots.swap_remove(end);
                contain(|| drop(dropped));
            }
        }
        self.leaving = 0;
    }

    /// Makes the slot after the elements one that is about to be an element, if there is a spare
    /// in it. What is written to it is reset, should it not become one after all.
    #[inline]
    pub(super) fn lend_spare(&mut self) -> bool {
        let Some(spare) = self.slots.get(self.len) else {
            return false;
        };
        self.account.hand_out(self.len, spare.retained_bytes());
        self.leaving = 1;
        true
    }

    /// A fresh element in the slot after the others, which becomes one of them by
    /// [`commit`](Self::commit), and is otherwise reset.
    #[inline]
    pub(in crate::collections) fn prepare(&mut self) -> &mut T
    where
        T: Default,
    {
        self.settle();
        if !self.lend_spare() {
            self.slots.push(T::default());
            self.leaving = 1;
        }
        &mut self.slots[self.len]
    }

    /// What was prepared becomes an element.
    #[inline]
    pub(in crate::collections) fn commit(&mut self) -> &mut T {
        self.leaving = 0;
        self.len += 1;
        &mut self.slots[self.len - 1]
    }

    /// The elements, and what was prepared last and is none yet.
    #[cfg(feature = "serde")]
    pub(in crate::collections) fn split_prepared(&mut self) -> (&mut [T], &mut T) {
        let (elements, others) = self.slots.split_at_mut(self.len);
        (elements, &mut others[0])
    }

    /// Drops spares until there is room for no more than `capacity` elements, and gives the room back.
    ///
    /// The elements stay, and what they need.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleVec;
    /// let mut names: RecycleVec<String> = (0..10).map(|n| n.to_string()).collect();
    /// names.truncate(2);
    /// names.shrink_to(3);
    /// assert_eq!((names.len(), names.spare(), names.capacity()), (2, 1, 3));
    /// ```
    pub fn shrink_to(&mut self, capacity: usize) {
        self.settle();
        let kept = self.slots.len().min(self.len.max(capacity));
        let dropped = sum(&self.slots[kept..], T::retained_bytes);
        self.account.drop_spares(dropped);
        self.cut(kept);
        self.slots.shrink_to(capacity);
    }

    /// Drops all spares, and gives back the room that the elements do not need.
    ///
    /// ```
    /// # use pool_runtime::collections::RecycleVec;
    /// let mut names: RecycleVec<String> = RecycleVec::with_capacity(10);
    /// names.push_from("a");
    /// names.shrink_to_fit();
    /// assert_eq!((names.spare(), names.capacity()), (0, 1));
    /// ```
    pub fn shrink_to_fit(&mut self) {
        self.shrink_to(0);
        self.account.no_spares();
    }

    /// Drops spares until all that is owned fits into so many bytes. Of the spares those stay that are
    /// used first; one too large for what is left is dropped wherever it stands.
    pub(in crate::collections) fn keep_within(&mut self, bytes: usize) {
        self.settle();
        if self.retained_bytes() <= bytes {
            return;
        }
        let elements = self.len.saturating_mul(size_of::<T>());
        let elements = elements.saturating_add(sum(self.as_slice(), T::retained_bytes));
        let mut room = bytes.saturating_sub(elements);
        let mut kept = self.len;
        self.account.no_spares();
        for index in self.len..self.slots.len() {
            let retained = self.slots[index].retained_bytes();
            if let Some(less) = room.checked_sub(retained.saturating_add(size_of::<T>())) {
                room = less;
                self.account.keep_spare(retained);
                self.slots.swap(kept, index);
                kept += 1;
            }
        }
        self.cut(kept);
        let empty = room.checked_div(size_of::<T>()).unwrap_or(0);
        self.slots.shrink_to(kept.saturating_add(empty));
    }

    /// Drops the spares from a slot on, whatever their destructors do.
    fn cut(&mut self, from: usize) {
        contain(|| self.slots.truncate(from));
    }
}

/// Nothing is left of the elements but spares, each as good as new.
impl<T: Poolable> Poolable for RecycleVec<T> {
    fn reset(&mut self) {
        self.leave(self.len);
        // What was used has been asked for by now, and is forgotten.
        if self.leaving > 0 {
            self.recycle(|_| 0);
        }
        self.account.next_borrower();
        if self.slots.is_empty() {
            self.account.no_spares();
        }
    }

    /// Elements and spares, with all that they own.
    fn retained_bytes(&self) -> usize {
        let own = self.slots.capacity().saturating_mul(size_of::<T>());
        let touched = sum(&self.slots[..self.len + self.leaving], T::retained_bytes);
        own.saturating_add(touched)
            .saturating_add(self.account.spare_bytes())
    }

    /// What this borrower used, also of what has left since.
    fn used_bytes(&self) -> usize {
        let slots = self.account.slots_used().min(self.slots.len());
        let own = slots
            .max(self.len + self.leaving)
            .saturating_mul(size_of::<T>());
        let touched = sum(&self.slots[..self.len + self.leaving], T::used_bytes);
        own.saturating_add(touched)
            .saturating_add(self.account.left_bytes())
    }
}

/// What elements say of their bytes, up to the first that panics: that one will be dropped.
fn sum<T>(elements: &[T], bytes: impl Fn(&T) -> usize) -> usize {
    let mut sum = 0_usize;
    if elements.is_empty() {
        return sum;
    }
    contain(|| {
        for element in elements {
            sum = sum.saturating_add(bytes(element));
        }
    });
    sum
}
