//! What the files beside this one implement, and the macros that do it for std's types.

pub(super) use super::container;
pub(super) use crate::Poolable;
pub(super) use crate::field::auto_reset::{kept, plain};
pub(super) use crate::field::clear::hash_tables;
pub(super) use crate::field::drop_ref::{by_emptying, by_new_value};
pub(super) use crate::field::layout::{hash_capacity_within, hash_table_bytes};
pub(super) use crate::field::refuse::{
    ChannelEnd, Growable, OpenHandle, PooledLock, SharedPointer, TaskHandle, always, as_objects,
    kind, never, refuse, undeclared,
};
pub(super) use crate::field::without_default::{WithoutDefault, in_an_option, without_default};
pub(super) use crate::field::{AutoReset, Clear, DropRef, Shrink};
pub(super) use crate::poolable::by_clearing;
pub(super) use crate::private::{FieldType, Refused};
