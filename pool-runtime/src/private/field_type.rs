//! Questions about a field's type that no bound can ask.
//!
//! An inherent item of `FieldType<Mutex<T>>` goes before one of the same name that a trait gives to every
//! `FieldType<T>`. That is how a type is recognised whatever it is called, and even while its
//! parameters are unknown.

use std::cell::Cell;
use std::marker::PhantomData;

/// The type of a field, to be asked about.
#[derive(Debug)]
pub struct FieldType<F: ?Sized>(PhantomData<F>);

/// An answer: a use of the type is fine.
#[derive(Debug)]
pub struct Fine;

/// An answer: it is not, and `Kind` says why.
#[derive(Debug)]
pub struct Refused<F: ?Sized, Kind>(PhantomData<F>, PhantomData<Kind>);

impl<F: ?Sized, Kind> Refused<F, Kind> {
    pub(crate) fn new() -> Self {
        Refused(PhantomData, PhantomData)
    }
}

/// An answer, which compiles or does not.
pub trait Answer {}

impl Answer for Fine {}

/// An answer that compiles. As with the traits of the policies, there is nothing to add to its refusal.
pub trait Accepted: Sized {
    /// Takes the answer.
    fn accept(self) {}
}

impl<A: Answer> Accepted for A {}

/// Whatever type it is.
pub type Inferred<A> = A;

/// The answers for every type that has none of its own.
pub trait AnyFieldType {
    /// Whether the field need not say what happens to it.
    fn may_be_undeclared() -> Fine {
        Fine
    }

    /// Whether a new value in the field's place is of use to the next borrower.
    fn may_be_replaced() -> Fine {
        Fine
    }

    /// As [`may_be_replaced`](Self::may_be_replaced), of a field that is let go.
    fn may_be_released() -> Fine {
        Fine
    }
}

impl<F: ?Sized> AnyFieldType for FieldType<F> {}

/// The answer for what is no array.
pub trait ArrayBytes {
    /// How large the array is that a reset would write anew.
    const ARRAY_BYTES: usize = 0;
}

impl<F: ?Sized> ArrayBytes for FieldType<F> {}

/// Arrays, and what holds one in place.
macro_rules! arrays {
    ($($array:ty)+) => {$(
        impl<T, const N: usize> FieldType<$array> {
            /// How large the array is.
            pub const ARRAY_BYTES: usize = size_of::<[T; N]>();
        }
    )+};
}

arrays! { [T; N] Cell<[T; N]> Option<[T; N]> }
