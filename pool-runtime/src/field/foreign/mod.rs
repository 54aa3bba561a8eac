//! Types of other crates: a file and a feature each, named after the crate.

#[cfg(feature = "arrayvec")]
mod arrayvec;
#[cfg(feature = "bstr")]
mod bstr;
#[cfg(feature = "bumpalo")]
mod bumpalo;
#[cfg(feature = "bytes")]
mod bytes;
#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "compact_str")]
mod compact_str;
#[cfg(feature = "hashbrown")]
mod hashbrown;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "indexmap")]
mod indexmap;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "parking_lot")]
mod parking_lot;
#[cfg(feature = "smallvec")]
mod smallvec;
#[cfg(feature = "time")]
mod time;
#[cfg(feature = "tokio")]
mod tokio;
#[cfg(feature = "uuid")]
mod uuid;

/// Implements everything for a container that has [`Clear`](super::Clear), but [`Shrink`](super::Shrink):
/// let go as what is new, pooled as it is cleared, refused without a word.
#[cfg(any(
    feature = "bstr",
    feature = "bumpalo",
    feature = "bytes",
    feature = "compact_str",
    feature = "hashbrown",
    feature = "http",
    feature = "indexmap",
    feature = "smallvec",
))]
macro_rules! container {
    ($([$($generics:tt)*] $container:ty, $release:ident $(= $new:expr)?;)+) => {
        $(crate::field::drop_ref::$release! { [$($generics)*] $container $(= $new)?; })+
        crate::poolable::by_clearing! { $([$($generics)*] $container;)+ }
        crate::field::refuse::undeclared! { Growable: $([$($generics)*] $container;)+ }
    };
}
#[cfg(any(
    feature = "bstr",
    feature = "bumpalo",
    feature = "bytes",
    feature = "compact_str",
    feature = "hashbrown",
    feature = "http",
    feature = "indexmap",
    feature = "smallvec",
))]
use container;

/// Values whose default is some moment or other: `None` is their only "nothing".
#[cfg(any(
    feature = "chrono",
    feature = "jiff",
    feature = "time",
    feature = "uuid"
))]
macro_rules! in_an_option {
    ($([$($generics:tt)*] $type:ty;)+) => {$(
        /// `None`.
        impl<$($generics)*> crate::field::AutoReset for Option<$type> {
            fn auto_reset(&mut self) {
                *self = None;
            }
        }
    )+};
}
#[cfg(any(
    feature = "chrono",
    feature = "jiff",
    feature = "time",
    feature = "uuid"
))]
use in_an_option;
