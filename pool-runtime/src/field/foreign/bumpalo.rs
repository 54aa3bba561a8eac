//! `bumpalo`: arenas.

use ::bumpalo::Bump;

use super::prelude::*;

/// Emptied: its last chunk is kept, which is its largest as a rule, and the others are freed.
///
/// As always with an arena, what was allocated in it is not dropped.
impl<const MIN_ALIGN: usize> Clear for Bump<MIN_ALIGN> {
    fn clear(&mut self) {
        self.reset();
    }

    fn retained_bytes(&self) -> usize {
        self.allocated_bytes_including_metadata()
    }

    fn used_bytes(&self) -> usize {
        self.allocated_bytes() - self.chunk_capacity()
    }
}

/// An arena that is too large starts again from a chunk of about half the limit, or from none if even
/// that is too large.
impl<const MIN_ALIGN: usize> Shrink for Bump<MIN_ALIGN> {
    fn shrink_to_bytes(&mut self, bytes: usize) {
        if Clear::retained_bytes(self) <= bytes {
            return;
        }
        let limit = self.allocation_limit();
        // Chunks are rounded up, to a power of two or to pages.
        *self = Bump::with_min_align_and_capacity(bytes / 2);
        if Clear::retained_bytes(self) > bytes {
            *self = Bump::with_min_align();
        }
        self.set_allocation_limit(limit);
    }
}

container! { [const MIN_ALIGN: usize] Bump<MIN_ALIGN>, by_new_value = Bump::with_min_align(); }
