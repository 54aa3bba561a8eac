//! One call for each policy, whichever trait is behind it.

use super::FieldType;
use crate::Poolable;
use crate::field::{AutoReset, Clear, DropRef, Shrink};

/// The policies, as types.
pub mod policy {
    /// No attribute.
    #[derive(Debug)]
    pub struct Undeclared;
    /// `clear`
    #[derive(Debug)]
    pub struct Clear;
    /// `shrink_above = BYTES, shrink_to = BYTES`
    #[derive(Debug)]
    pub struct ShrinkAbove {
        /// What may be kept as it is.
        pub above: usize,
        /// What is kept of what lies above it.
        pub to: usize,
    }
    /// `drop_ref`
    #[derive(Debug)]
    pub struct DropRef;
    /// `default`
    #[derive(Debug)]
    pub struct Default;
    /// `nested`
    #[derive(Debug)]
    pub struct Nested;
}

/// A field under a policy: implemented for its [`FieldType`].
///
/// Compile errors are the reason for this trait. Asked for `AutoReset` itself, the compiler adds that the trait
/// "is implemented for" the very type whose implementation says why it is refused. And asked for anything
/// of the field itself, it would say that, and not what the policy's own trait has to say.
pub trait Field<Policy> {
    /// The field.
    type Type;

    /// What the policy does at return.
    fn reset(field: &mut Self::Type, policy: Policy);

    /// What the policy counts of the heap bytes the field owns.
    fn retained_bytes(_: &Self::Type) -> usize {
        0
    }

    /// Of the retained bytes, those in use.
    fn used_bytes(_: &Self::Type) -> usize {
        0
    }

    /// Whether the field may be used again.
    fn is_reusable(_: &Self::Type) -> bool {
        true
    }
}

impl<F: AutoReset> Field<policy::Undeclared> for FieldType<F> {
    type Type = F;

    fn reset(field: &mut F, _: policy::Undeclared) {
        field.auto_reset();
    }

    fn retained_bytes(field: &F) -> usize {
        AutoReset::retained_bytes(field)
    }

    fn used_bytes(field: &F) -> usize {
        AutoReset::used_bytes(field)
    }

    fn is_reusable(field: &F) -> bool {
        AutoReset::is_reusable(field)
    }
}

impl<F: Clear> Field<policy::Clear> for FieldType<F> {
    type Type = F;

    fn reset(field: &mut F, _: policy::Clear) {
        field.clear();
    }

    fn retained_bytes(field: &F) -> usize {
        Clear::retained_bytes(field)
    }

    fn used_bytes(field: &F) -> usize {
        Clear::used_bytes(field)
    }
}

impl<F: Shrink> Field<policy::ShrinkAbove> for FieldType<F> {
    type Type = F;

    fn reset(field: &mut F, limits: policy::ShrinkAbove) {
        field.clear();
        if Clear::retained_bytes(field) > limits.above {
            field.shrink_to_bytes(limits.to);
        }
    }

    fn retained_bytes(field: &F) -> usize {
        Clear::retained_bytes(field)
    }

    fn used_bytes(field: &F) -> usize {
        Clear::used_bytes(field)
    }
}

impl<F: DropRef> Field<policy::DropRef> for FieldType<F> {
    type Type = F;

    fn reset(field: &mut F, _: policy::DropRef) {
        field.drop_ref();
    }
}

impl<F: InitialValue> Field<policy::Default> for FieldType<F> {
    type Type = F;

    fn reset(field: &mut F, _: policy::Default) {
        *field = F::initial_value();
    }
}

impl<F: Poolable> Field<policy::Nested> for FieldType<F> {
    type Type = F;

    fn reset(field: &mut F, _: policy::Nested) {
        Poolable::reset(field);
    }

    fn retained_bytes(field: &F) -> usize {
        Poolable::retained_bytes(field)
    }

    fn used_bytes(field: &F) -> usize {
        Poolable::used_bytes(field)
    }

    fn is_reusable(field: &F) -> bool {
        Poolable::is_reusable(field)
    }
}

/// A value of its own to start from: `Default`, with a message that knows what else can be written.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `Default`, so there is no value to put in its place",
    label = "needs `Default`, or an expression",
    note = "write `#[pool(default = EXPR)]` with the value the next borrower is to find, or implement `Default` for `{Self}`"
)]
pub trait InitialValue {
    /// That value.
    fn initial_value() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Default> InitialValue for T {
    fn initial_value() -> T {
        T::default()
    }
}
