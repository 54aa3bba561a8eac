//! `smallvec`: vectors that are short in place.

use ::smallvec::{Array, SmallVec};

use super::prelude::*;

/// Emptied. What is in place is no heap memory: nothing is retained up to the inline capacity.
impl<A: Array> Clear for SmallVec<A> {
    fn clear(&mut self) {
        SmallVec::clear(self);
    }

    fn retained_bytes(&self) -> usize {
        if self.spilled() {
            self.capacity() * size_of::<A::Item>()
        } else {
            0
        }
    }

    fn used_bytes(&self) -> usize {
        if self.spilled() {
            self.len() * size_of::<A::Item>()
        } else {
            0
        }
    }
}

impl<A: Array> Shrink for SmallVec<A> {
    fn shrink_to_bytes(&mut self, bytes: usize) {
        if Clear::retained_bytes(self) > bytes {
            self.shrink_to_fit();
            let capacity = bytes / size_of::<A::Item>();
            if capacity > self.inline_size() && capacity > self.len() {
                self.grow(capacity);
            }
        }
    }
}

container! { [A: Array] SmallVec<A>, by_new_value = SmallVec::new(); }
