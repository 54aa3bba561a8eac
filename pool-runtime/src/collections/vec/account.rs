//! What a [`RecycleVec`](super::RecycleVec) counts, in heap bytes of its elements.

use crate::Poolable;

/// Running sums, so that nobody has to walk what was not touched.
///
/// Elements are user code and may answer anything: sums saturate, and a wrong answer makes them wrong
/// and nothing else.
#[derive(Clone, Copy, Debug)]
pub(super) struct Account {
    /// What the spares retain, as each said when it became one.
    spares: usize,
    /// What those elements had in use that this borrower let go, and has not got back since.
    left: usize,
    /// Slots that this borrower has used: what is in `left` was in those below.
    high: usize,
}

impl Account {
    pub(super) const fn new() -> Self {
        Self {
            spares: 0,
            left: 0,
            high: 0,
        }
    }

    /// The spare in slot `at` goes to the borrower, and retains so much.
    #[inline]
    pub(super) fn hand_out(&mut self, at: usize, retained: usize) {
        if retained == 0 {
            return;
        }
        self.spares = self.spares.saturating_sub(retained);
        if self.left > 0 && at < self.high {
            // What was in this slot in particular is not known: an equal share.
            self.left -= self.left / (self.high - at);
        }
    }

    /// Elements have become spares, the last of them in the slot before `end`.
    pub(super) fn take_back(&mut self, end: usize, elements: Returned) {
        self.keep_spare(elements.retained);
        self.left = self.left.saturating_add(elements.used);
        self.high = self.high.max(end);
    }

    /// Spares are dropped that retain so much.
    pub(super) fn drop_spares(&mut self, retained: usize) {
        self.spares = self.spares.saturating_sub(retained);
    }

    /// A spare is kept after all.
    pub(super) fn keep_spare(&mut self, retained: usize) {
        self.spares = self.spares.saturating_add(retained);
    }

    /// No spares are left.
    pub(super) fn no_spares(&mut self) {
        self.spares = 0;
    }

    /// The next borrower begins.
    #[inline]
    pub(super) fn next_borrower(&mut self) {
        self.left = 0;
        self.high = 0;
    }

    pub(super) fn spare_bytes(&self) -> usize {
        self.spares
    }

    /// Of the spares' bytes, those that this borrower used.
    pub(super) fn left_bytes(&self) -> usize {
        // Elements may have given memory back in their resets, or have been dropped.
        self.left.min(self.spares)
    }

    pub(super) fn slots_used(&self) -> usize {
        self.high
    }
}

/// What has become of elements that left.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Returned {
    /// How many became spares.
    pub(super) elements: usize,
    /// Heap bytes that they had in use.
    used: usize,
    /// Heap bytes that they retain.
    retained: usize,
}

/// Elements on their way to be spares. What has been done is known after a panic too.
///
/// It is counted here, where nothing else can refer to it, so that resets that write zeros, and size
/// methods that answer 0, become one `memset`.
pub(super) struct Returning<'a> {
    done: Returned,
    to: &'a mut Returned,
}

impl<'a> Returning<'a> {
    pub(super) fn to(to: &'a mut Returned) -> Self {
        Self {
            done: Returned::default(),
            to,
        }
    }

    /// Resets elements up to the first that is not reusable.
    #[inline]
    pub(super) fn all<T: Poolable>(mut self, elements: &mut [T], used_bytes: impl Fn(&T) -> usize) {
        let Self { done, .. } = &mut self;
        for element in elements {
            if !element.is_reusable() {
                return;
            }
            let used = used_bytes(element);
            element.reset();
            let retained = element.retained_bytes();
            done.used = done.used.saturating_add(used);
            done.retained = done.retained.saturating_add(retained);
            done.elements += 1;
        }
    }
}

impl Drop for Returning<'_> {
    fn drop(&mut self) {
        *self.to = self.done;
    }
}
