//! Function pointers: plain values without a default, whose types differ by every argument.

#![allow(
    coherence_leak_check,
    reason = "`fn(&A)` is no `fn(A)`: the first takes a reference of any lifetime; other crates rely on that too"
)]

use super::AutoReset;
use super::refuse::{never, refuse};
use super::without_default::in_an_option;
use crate::private::{Answer, FieldType, Refused};

/// What the next borrower would call.
#[diagnostic::on_unimplemented(
    message = "a function pointer needs a policy, or an `Option`: `#[pool(default = EXPR)]`, or `Option<{F}>`",
    label = "the next borrower would call what the last one put there",
    note = "`Option<{F}>` goes back to `None` and needs no attribute; if the function returns a reference to an argument, or takes more than three arguments with references among them, it needs `#[pool(drop_ref)]`",
    note = "`#[pool(default = EXPR)]` goes back to the function you name; `#[pool(keep = \"reason\")]` leaves the last borrower's"
)]
pub trait FunctionPointer<F: ?Sized> {}

/// The kind as a type, for an answer to carry.
mod kind {
    #[derive(Debug)]
    pub struct FunctionPointer;
}

impl<F: ?Sized> Answer for Refused<F, kind::FunctionPointer> where (): FunctionPointer<F> {}

/// Does something for function pointers with these arguments, whatever their calling convention.
macro_rules! of_any_convention {
    ($do:ident [$($generics:tt)*] ($($argument:ty),*)) => {
        $do!([$($generics)* R] fn($($argument),*) -> R);
        $do!([$($generics)* R] unsafe fn($($argument),*) -> R);
        $do!([$($generics)* R] extern "C" fn($($argument),*) -> R);
        $do!([$($generics)* R] unsafe extern "C" fn($($argument),*) -> R);
    };
}

macro_rules! refuse_bare {
    ([$($generics:tt)*] $type:ty) => {
        refuse!(AutoReset [$($generics)*] $type, FunctionPointer);
        refuse!(may_be_undeclared [$($generics)*] $type, FunctionPointer, $type);
    };
}

macro_rules! accept_in_option {
    ([$($generics:tt)*] $type:ty) => {
        in_an_option! { #[doc(hidden)] [$($generics)*] $type; }
    };
}

/// Refuses them bare; to the compiler, that covers arguments that are references of any lifetime.
macro_rules! bare {
    ($([$($value:ident),*])+) => {$(
        of_any_convention!(refuse_bare [$($value: ?Sized,)*] ($($value),*));
    )+};
}

/// Accepts them in an `Option`.
macro_rules! by_value {
    ($([$($value:ident),*])+) => {$(
        of_any_convention!(accept_in_option [$($value: ?Sized,)*] ($($value),*));
    )+};
}

/// The same, with each argument by value and by reference.
macro_rules! by_value_or_reference {
    ($([$($name:ident)*])+) => {$(
        by_value_or_reference!(@next [] () $($name)*);
    )+};
    (@next [$($generics:tt)*] ($($argument:ty,)*)) => {
        of_any_convention!(accept_in_option [$($generics)*] ($($argument),*));
    };
    (@next [$($generics:tt)*] ($($argument:ty,)*) $name:ident $($rest:ident)*) => {
        by_value_or_reference!(@next [$($generics)* $name: ?Sized,] ($($argument,)* $name,) $($rest)*);
        by_value_or_reference!(@next [$($generics)* $name: ?Sized,] ($($argument,)* &$name,) $($rest)*);
        by_value_or_reference!(@next [$($generics)* $name: ?Sized,] ($($argument,)* &mut $name,) $($rest)*);
    };
}

bare! {
    [] [A] [A, B] [A, B, C] [A, B, C, D] [A, B, C, D, E] [A, B, C, D, E, F] [A, B, C, D, E, F, G]
    [A, B, C, D, E, F, G, H]
}

by_value_or_reference! {
    [] [A] [A B] [A B C]
}

by_value! {
    [A, B, C, D] [A, B, C, D, E] [A, B, C, D, E, F] [A, B, C, D, E, F, G] [A, B, C, D, E, F, G, H]
}
