//! Helpers shared by the tests of this package.

pub mod allocator;
pub mod census;
pub mod figures;
pub mod process;
pub mod program;
pub mod random;
pub mod recycling;
