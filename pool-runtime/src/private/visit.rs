//! All that a derived type does with its fields, asked of one function.
//!
//! The compiler reports a mistake once for each function that it finds it in, so a field that is refused
//! is named in one only: [`AutoReset::visit`](crate::field::AutoReset::visit).

/// One of the methods of [`Poolable`](crate::Poolable), and the value it is called on.
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
    /// Overwrites what is to be overwritten, before it is dropped without a reset.
    BeforeDrop(&'a mut T),
}

/// What a derived container does, in one function as well.
pub trait ContainerFields {
    /// Does what `visit` asks for. The answer is in bytes where bytes are asked for, else 0.
    fn visit(visit: VisitContainer<'_, Self>) -> usize;
}

/// One of the methods of [`Container`](crate::field::Container), and the value it is called on.
#[derive(Debug)]
pub enum VisitContainer<'a, T: ?Sized> {
    /// Empties it.
    Clear(&'a mut T),
    /// Asks what is owned.
    RetainedBytes(&'a T),
    /// Asks what is in use.
    UsedBytes(&'a T),
    /// Brings it under a limit.
    ShrinkToBytes(&'a mut T, usize),
}
