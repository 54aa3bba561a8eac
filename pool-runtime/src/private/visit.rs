//! All that a derived type does with its fields, asked of one function.
//!
//! The compiler reports a mistake once for each function that it finds it in, so a field that is refused
//! is named in one only: [`AutoReset::visit`](crate::field::AutoReset::visit).

/// One of the four methods of [`Poolable`](crate::Poolable), and the value it is called on.
#[derive(Debug)]
pub enum Visit<'a, T: ?Sized> {
    /// Makes it as good as new.
    Reset(&'a mut T),
    /// Adds up what is owned.
    RetainedBytes(&'a T),
    /// Adds up what is in use.
    UsedBytes(&'a T),
    /// Asks whether it may be used again: 1 for yes, and 0.
    IsReusable(&'a T),
}
