//! Types of other crates: a file and a feature each, named after the crate.

// No feature uses all that they share.
#![allow(unused_imports, unused_macros)]

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

mod prelude;

/// Implements, for a container that has [`Clear`](super::Clear), all that follows from it: let go as what
/// is new, pooled as it is cleared, refused without a word.
macro_rules! container {
    ($([$($generics:tt)*] $container:ty, $release:ident $(= $new:expr)?;)+) => {
        $($release! { [$($generics)*] $container $(= $new)?; })+
        by_clearing! { $([$($generics)*] $container;)+ }
        undeclared! { Growable: $([$($generics)*] $container;)+ }
    };
}
use container;
