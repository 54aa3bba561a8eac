//! The collections as fields: what they do as pooled objects they do under every policy.

use super::{RecycleMap, RecycleVec, Scratch};
use crate::Poolable;
use crate::field::{AutoReset, Clear, DropRef, Shrink};

macro_rules! fields {
    ($([$($generics:tt)*] $type:ty;)+) => {$(
        impl<$($generics)*> AutoReset for $type {
            fn auto_reset(&mut self) {
                self.reset();
            }

            fn retained_bytes(&self) -> usize {
                Poolable::retained_bytes(self)
            }

            fn used_bytes(&self) -> usize {
                Poolable::used_bytes(self)
            }
        }

        /// Emptied; all is kept, as without a policy.
        impl<$($generics)*> Clear for $type {
            fn clear(&mut self) {
                self.reset();
            }

            fn retained_bytes(&self) -> usize {
                Poolable::retained_bytes(self)
            }

            fn used_bytes(&self) -> usize {
                Poolable::used_bytes(self)
            }
        }

        /// A limit on all that is kept.
        impl<$($generics)*> Shrink for $type {
            fn shrink_to_bytes(&mut self, bytes: usize) {
                self.keep_within(bytes);
            }
        }

        /// Emptied, and nothing is kept.
        impl<$($generics)*> DropRef for $type {
            fn drop_ref(&mut self) {
                self.reset();
                self.keep_within(0);
            }
        }
    )+};
}

fields! {
    [T: Poolable] RecycleVec<T>;
    [K: Poolable, V: Poolable, S] RecycleMap<K, V, S>;
    [] Scratch;
}
