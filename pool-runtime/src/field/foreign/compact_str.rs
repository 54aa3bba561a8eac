//! `compact_str`: strings that are short in place.

use ::compact_str::CompactString;

use super::prelude::*;

/// Emptied. What is in place is no heap memory: nothing is retained up to the inline capacity.
impl Clear for CompactString {
    fn clear(&mut self) {
        CompactString::clear(self);
    }

    fn retained_bytes(&self) -> usize {
        if self.is_heap_allocated() {
            self.capacity()
        } else {
            0
        }
    }

    fn used_bytes(&self) -> usize {
        if self.is_heap_allocated() {
            self.len()
        } else {
            0
        }
    }
}

impl Shrink for CompactString {
    fn shrink_to_bytes(&mut self, bytes: usize) {
        if Clear::retained_bytes(self) > bytes {
            self.shrink_to(bytes);
            // On the heap there is a least capacity.
            if Clear::retained_bytes(self) > bytes {
                self.shrink_to(0);
            }
        }
    }
}

container! { [] CompactString, by_new_value = CompactString::const_new(""); }
