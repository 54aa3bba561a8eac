//! Questions about a field's type that no bound can ask.
//!
//! An inherent item of `FieldType<Mutex<T>>` goes before one of the same name that a trait gives to every
//! `FieldType<T>`. That is how a type is recognised whatever it is called, and even while its
//! parameters are unknown.

use std::marker::PhantomData;

use crate::field::AutoReset;

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

/// The answer for what is refused anyway.
pub trait ArrayBytes {
    /// What the type has in arrays that a reset would write anew.
    const ARRAY_BYTES: usize = 0;
}

impl<F: ?Sized> ArrayBytes for FieldType<F> {}

impl<F: AutoReset> FieldType<F> {
    /// What the type has in arrays.
    pub const ARRAY_BYTES: usize = <F as AutoReset>::ARRAY_BYTES;
}
