//! `arrayvec`: vectors and strings of fixed capacity.
//!
//! There is no capacity to decide about, so they need no attribute.

use ::arrayvec::{ArrayString, ArrayVec};

use super::prelude::*;

macro_rules! fixed {
    ($([$($generics:tt)*] $container:ty;)+) => {$(
        /// Emptied.
        impl<$($generics)*> AutoReset for $container {
            fn auto_reset(&mut self) {
                self.clear();
            }
        }

        /// Emptied; nothing is on the heap.
        impl<$($generics)*> Clear for $container {
            fn clear(&mut self) {
                <$container>::clear(self);
            }

            fn retained_bytes(&self) -> usize {
                0
            }

            fn used_bytes(&self) -> usize {
                0
            }
        }

        impl<$($generics)*> Poolable for $container {
            fn reset(&mut self) {
                self.clear();
            }
        }

        by_new_value! { [$($generics)*] $container = <$container>::new(); }
    )+};
}

fixed! {
    [T, const CAP: usize] ArrayVec<T, CAP>;
    [const CAP: usize] ArrayString<CAP>;
}
