//! Plain values that have no initial value of their own: in an `Option` they go back to `None`; bare, they
//! are refused. Function pointers are such values, too many to list here.

use std::alloc::Layout;
use std::any::TypeId;
use std::cmp;
use std::ffi::{CStr, OsStr};
use std::io::{ErrorKind, SeekFrom};
use std::mem::Discriminant;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::{FpCategory, NonZero};
use std::ops::{RangeFrom, RangeInclusive, RangeTo, RangeToInclusive};
use std::path::Path;
use std::sync::atomic;
use std::thread::ThreadId;
use std::time::{Instant, SystemTime};

use super::AutoReset;
use super::refuse::{never, refuse};
use crate::private::{Answer, FieldType, Refused};

/// What starts from no value in particular.
#[diagnostic::on_unimplemented(
    message = "a value without a default needs a policy, or an `Option`: `#[pool(default = EXPR)]`, or `Option<{F}>`",
    label = "`{F}` has no initial value to go back to, so the next borrower would find the last one's",
    note = "`Option<{F}>` needs no attribute and goes back to `None`; an `Option` of a tuple or an array of them takes `#[pool(drop_ref)]`",
    note = "`#[pool(default = EXPR)]` goes back to the value you give; `#[pool(keep = \"reason\")]` leaves the last borrower's"
)]
pub trait WithoutDefault<F: ?Sized> {}

/// The kind as a type, for an answer to carry.
pub mod kind {
    #[derive(Debug)]
    pub struct WithoutDefault;
}

impl<F: ?Sized> Answer for Refused<F, kind::WithoutDefault> where (): WithoutDefault<F> {}

/// Values that need no policy in an `Option`.
macro_rules! in_an_option {
    ($($(#[$attribute:meta])* [$($generics:tt)*] $type:ty;)+) => {$(
        $(#[$attribute])*
        impl<$($generics)*> AutoReset for Option<$type> {
            fn auto_reset(&mut self) {
                *self = None;
            }
        }
    )+};
}

pub(super) use in_an_option;

/// The same, and refused bare.
macro_rules! without_default {
    ($([$($generics:tt)*] $type:ty;)+) => {$(
        refuse!(AutoReset [$($generics)*] $type, WithoutDefault);
        refuse!(may_be_undeclared [$($generics)*] $type, WithoutDefault, $type);
        in_an_option! { [$($generics)*] $type; }
    )+};
}

#[allow(unused_imports)] // for the types of other crates
pub(super) use without_default;

without_default! {
    [] Instant;
    [] SystemTime;
    [] ThreadId;
    [] TypeId;
    [] Layout;
    [] IpAddr;
    [] Ipv4Addr;
    [] Ipv6Addr;
    [] SocketAddr;
    [] SocketAddrV4;
    [] SocketAddrV6;
    [] Shutdown;
    [] ErrorKind;
    [] SeekFrom;
    [] FpCategory;
    [] cmp::Ordering;
    [] atomic::Ordering;
    [T] Discriminant<T>;
    [T: AutoReset] RangeInclusive<T>;
    [T: AutoReset] RangeFrom<T>;
    [T: AutoReset] RangeTo<T>;
    [T: AutoReset] RangeToInclusive<T>;
    [] NonZero<u8>;
    [] NonZero<u16>;
    [] NonZero<u32>;
    [] NonZero<u64>;
    [] NonZero<u128>;
    [] NonZero<usize>;
    [] NonZero<i8>;
    [] NonZero<i16>;
    [] NonZero<i32>;
    [] NonZero<i64>;
    [] NonZero<i128>;
    [] NonZero<isize>;
}

// What a bare reference is refused for is said with the other references. Those to types of other crates could be
// given an `AutoReset` of their own there, so that only these can be listed.
in_an_option! {
    [] &'static str;
    [T] &'static [T];
    [] &'static CStr;
    [] &'static OsStr;
    [] &'static Path;
}
