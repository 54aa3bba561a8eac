//! What a [`RecycleVec`](super::RecycleVec) counts, in heap bytes of its elements.

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
        self.spares = self.spares.saturating_sub(retained);
        if self.left > 0 && at < self.high {
            // What was in this slot in particular is not known: an equal share.
            self.left -= self.left / (self.high - at);
        }
    }

    /// The element in slot `at` has been reset: it had `used` bytes in use, and retains so much.
    #[inline]
    pub(super) fn take_back(&mut self, at: usize, used: usize, retained: usize) {
        self.keep_spare(retained);
        self.left = self.left.saturating_add(used);
        self.high = self.high.max(at + 1);
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
