//! Fields that hold on to something: released at return.

/// `#[pool(drop_ref)]`: a field with an empty state that holds on to nothing.
pub trait DropRef {
    /// Releases what the field refers to.
    fn drop_ref(&mut self);
}
