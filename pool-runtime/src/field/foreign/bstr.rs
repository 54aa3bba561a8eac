//! `bstr`: text that need not be UTF-8.

use ::bstr::BString;

use super::prelude::*;

impl Clear for BString {
    fn clear(&mut self) {
        Vec::clear(self);
    }

    fn retained_bytes(&self) -> usize {
        self.capacity()
    }

    fn used_bytes(&self) -> usize {
        self.len()
    }
}

impl Shrink for BString {
    fn shrink_to_bytes(&mut self, bytes: usize) {
        Shrink::shrink_to_bytes(&mut **self, bytes);
    }
}

container! { [] BString, by_new_value = BString::default(); }
