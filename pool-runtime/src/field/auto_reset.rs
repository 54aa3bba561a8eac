//! Fields that say nothing: plain values and nested `Poolable` types.

use std::cell::Cell;
use std::cmp::Reverse;
use std::hash::{BuildHasherDefault, DefaultHasher, RandomState};
use std::marker::{PhantomData, PhantomPinned};
use std::num::{Saturating, Wrapping};
use std::ops::{Range, RangeFull};
use std::time::Duration;

use super::parts::part_by_part;
use crate::Poolable;
use crate::private::Visit;

/// A field whose reuse is obviously safe, so that it needs no attribute.
///
/// It goes back to its initial value, in place. That is its `Default`: 0, `false`, `None`, an empty range.
/// `NonZero`, `Instant`, `SocketAddr`, function pointers and the like have no initial value. Put such a field
/// in an `Option`, or give it a value with `#[pool(default = EXPR)]`. An `Option` of anything else needs
/// `#[pool(drop_ref)]`.
///
/// `#[derive(Poolable)]` implements this trait, so that the type can be a field without an attribute. Growable
/// containers do not have it: somebody must decide whether their capacity is kept.
///
/// # For a type of your own
///
/// ```
/// use pool_runtime::field::AutoReset;
///
/// struct Rgb(u8, u8, u8);
///
/// impl AutoReset for Rgb {
///     fn auto_reset(&mut self) {
///         *self = Rgb(0, 0, 0);
///     }
/// }
///
/// let mut pixels = [Rgb(1, 2, 3), Rgb(4, 5, 6)];
/// pixels.auto_reset();
/// assert!(pixels.iter().all(|pixel| pixel.0 == 0));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no reset of its own, and no policy says what happens to it",
    label = "would reach the next borrower as the last one left it",
    note = "if `{Self}` is a type of yours, `#[derive(Poolable)]` on it is enough",
    note = "if it is one of another crate, turn on the feature of `pool-runtime` that has the name of the crate (`bytes`, `uuid`, …)",
    note = "else say what happens at return: `#[pool(default)]` or `#[pool(default = EXPR)]` assigns, `#[pool(with = PATH)]` calls a function, `#[pool(keep = \"reason\")]` leaves it as it is; an `Option` takes `#[pool(drop_ref)]`, which goes back to `None`"
)]
pub trait AutoReset {
    /// What the value has in arrays that are written anew, in bytes: the derive limits it.
    #[doc(hidden)]
    const ARRAY_BYTES: usize = 0;

    /// Brings the value back to its initial state, in place.
    fn auto_reset(&mut self);

    /// Heap bytes this value owns, by capacity.
    ///
    /// Plain values own none.
    #[inline]
    fn retained_bytes(&self) -> usize {
        Self::visit(Visit::RetainedBytes(self))
    }

    /// Of the retained bytes, those in use.
    ///
    /// All of them, unless said.
    #[inline]
    fn used_bytes(&self) -> usize {
        Self::visit(Visit::UsedBytes(self))
    }

    /// Whether the value may be used again at all.
    ///
    /// As [`Poolable::is_reusable`].
    #[inline]
    fn is_reusable(&self) -> bool {
        Self::visit(Visit::IsReusable(self)) != 0
    }

    /// What the derive writes for all methods; else the answers of a plain value.
    #[doc(hidden)]
    #[inline]
    fn visit(visit: Visit<'_, Self>) -> usize {
        match visit {
            Visit::Reset(value) => {
                value.auto_reset();
                0
            }
            Visit::RetainedBytes(_) | Visit::BeforeDrop(_) => 0,
            Visit::UsedBytes(value) => value.retained_bytes(),
            Visit::IsReusable(_) => 1,
        }
    }

    /// As [`Poolable::before_drop`].
    #[doc(hidden)]
    #[inline]
    fn before_drop(&mut self) {
        Self::visit(Visit::BeforeDrop(self));
    }
}

/// Values that are their `Default`, and own nothing: as fields, and as (parts of) pooled objects.
macro_rules! plain {
    ($($type:ty),+) => {$(
        impl AutoReset for $type {
            fn auto_reset(&mut self) {
                *self = <$type>::default();
            }
        }

        impl Poolable for $type {
            fn reset(&mut self) {
                self.auto_reset();
            }
        }
    )+};
}

#[allow(unused_imports)] // for the types of other crates
pub(super) use plain;

plain! {
    u8, u16, u32, u64, u128, usize,
    i8, i16, i32, i64, i128, isize,
    f32, f64, bool, char, (), Duration
}

/// Atomics, which are plain values to whoever has them to himself, as a reset does.
macro_rules! atomics {
    ($($bits:literal: $($type:ident)+;)+) => {$($(
        #[cfg(target_has_atomic = $bits)]
        impl AutoReset for std::sync::atomic::$type {
            fn auto_reset(&mut self) {
                self.get_mut().auto_reset();
            }
        }
    )+)+};
}

atomics! {
    "8": AtomicBool AtomicI8 AtomicU8;
    "16": AtomicI16 AtomicU16;
    "32": AtomicI32 AtomicU32;
    "64": AtomicI64 AtomicU64;
    "ptr": AtomicIsize AtomicUsize;
}

/// Values that are the same for every borrower.
macro_rules! kept {
    ($([$($generics:tt)*] $type:ty;)+) => {$(
        impl<$($generics)*> AutoReset for $type {
            fn auto_reset(&mut self) {}
        }
    )+};
}

#[allow(unused_imports)] // for the types of other crates
pub(super) use kept;

kept! {
    [T: ?Sized] PhantomData<T>;
    [] PhantomPinned;
    [] RangeFull;
    [] RandomState;
    [H] BuildHasherDefault<H>;
}

impl AutoReset for DefaultHasher {
    fn auto_reset(&mut self) {
        *self = DefaultHasher::default();
    }
}

/// `None`; what was inside is dropped, with what it owned.
impl<T: AutoReset> AutoReset for Option<T> {
    const ARRAY_BYTES: usize = T::ARRAY_BYTES;

    fn auto_reset(&mut self) {
        self.before_drop();
        *self = None;
    }

    fn retained_bytes(&self) -> usize {
        self.as_ref().map_or(0, T::retained_bytes)
    }

    fn used_bytes(&self) -> usize {
        self.as_ref().map_or(0, T::used_bytes)
    }

    fn before_drop(&mut self) {
        if let Some(value) = self {
            value.before_drop();
        }
    }
}

/// What a `Cell` can hold and go without a policy: nothing that owns memory, which cannot be told through it.
#[diagnostic::on_unimplemented(
    message = "a `Cell` of more than a plain value needs a policy: `#[pool(drop_ref)]`, or `#[pool(default = EXPR)]`",
    label = "`Cell<{Self}>` would reach the next borrower with what the last one put in it",
    note = "`drop_ref` leaves it empty, `default` puts a new value in it, and both free the old one",
    note = "a borrower has the object to itself, so most fields need no `Cell`; without one, a container can keep its capacity"
)]
pub trait PlainInCell: AutoReset {}

#[diagnostic::do_not_recommend]
impl<T: AutoReset + Copy> PlainInCell for T {}

/// A plain value: the guard is not shared when it is reset, so nobody else sees the change.
impl<T: PlainInCell> AutoReset for Cell<T> {
    const ARRAY_BYTES: usize = T::ARRAY_BYTES;

    fn auto_reset(&mut self) {
        self.get_mut().auto_reset();
    }
}

part_by_part!(AutoReset:
    [arrays ARRAY_BYTES, each auto_reset, sum retained_bytes, sum used_bytes, all is_reusable,
     each before_drop]);

part_by_part!(AutoReset:
    [arrays ARRAY_BYTES, each auto_reset, sum retained_bytes, sum used_bytes, all is_reusable,
     each before_drop] for
    [T: AutoReset] Wrapping<T> { 0: T }
    [T: AutoReset] Saturating<T> { 0: T }
    [T: AutoReset] Reverse<T> { 0: T }
    [T: AutoReset] Range<T> { start: T, end: T }
);
