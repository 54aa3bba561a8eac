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

/// The answer for every type that has none of its own.
pub trait AnyFieldType {
    /// Compiles unless the field must say what happens to it.
    fn may_be_undeclared() {}

    /// Compiles unless a new value in the field's place is of no use to the next borrower.
    fn may_be_replaced() {}

    /// As [`may_be_replaced`](Self::may_be_replaced), of a field that is let go.
    fn may_be_released() {}
}

impl<F: ?Sized> AnyFieldType for FieldType<F> {}

/// The answer for what is no array.
pub trait ArrayBytes {
    /// How large the array is that a reset would write anew.
    const ARRAY_BYTES: usize = 0;
}

impl<F: ?Sized> ArrayBytes for FieldType<F> {}

impl<T, const N: usize> FieldType<[T; N]> {
    /// How large the array is.
    pub const ARRAY_BYTES: usize = size_of::<[T; N]>();
}

impl<T, const N: usize> FieldType<Cell<[T; N]>> {
    /// How large the array is.
    pub const ARRAY_BYTES: usize = size_of::<[T; N]>();
}

impl<T, const N: usize> FieldType<Option<[T; N]>> {
    /// How large the array is.
    pub const ARRAY_BYTES: usize = size_of::<[T; N]>();
}
