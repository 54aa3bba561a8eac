//! One call for each policy, whichever trait is behind it.

use crate::{AutoReset, Clear, DropRef, Poolable, Shrink};

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

/// A field under a policy.
///
/// Compile errors are the reason for this trait. Asked for `AutoReset` itself, the compiler adds that the trait
/// "is implemented for" the very type whose implementation says why it is refused.
pub trait Field<Policy> {
    /// What the policy does at return.
    fn reset(&mut self, policy: Policy);

    /// What the policy counts of the heap bytes the field owns.
    fn retained_bytes(&self) -> usize {
        0
    }

    /// Of the retained bytes, those in use.
    fn used_bytes(&self) -> usize {
        0
    }

    /// Whether the field may be used again.
    fn is_reusable(&self) -> bool {
        true
    }
}

impl<F: AutoReset> Field<policy::Undeclared> for F {
    fn reset(&mut self, _: policy::Undeclared) {
        self.auto_reset();
    }

    fn retained_bytes(&self) -> usize {
        AutoReset::retained_bytes(self)
    }

    fn used_bytes(&self) -> usize {
        AutoReset::used_bytes(self)
    }

    fn is_reusable(&self) -> bool {
        AutoReset::is_reusable(self)
    }
}

impl<F: Clear> Field<policy::Clear> for F {
    fn reset(&mut self, _: policy::Clear) {
        self.clear();
    }

    fn retained_bytes(&self) -> usize {
        Clear::retained_bytes(self)
    }

    fn used_bytes(&self) -> usize {
        Clear::used_bytes(self)
    }
}

impl<F: Shrink> Field<policy::ShrinkAbove> for F {
    fn reset(&mut self, limits: policy::ShrinkAbove) {
        self.clear();
        if Clear::retained_bytes(self) > limits.above {
            self.shrink_to_bytes(limits.to);
        }
    }

    fn retained_bytes(&self) -> usize {
        Clear::retained_bytes(self)
    }

    fn used_bytes(&self) -> usize {
        Clear::used_bytes(self)
    }
}

impl<F: DropRef> Field<policy::DropRef> for F {
    fn reset(&mut self, _: policy::DropRef) {
        self.drop_ref();
    }
}

impl<F: InitialValue> Field<policy::Default> for F {
    fn reset(&mut self, _: policy::Default) {
        *self = F::initial_value();
    }
}

impl<F: Poolable> Field<policy::Nested> for F {
    fn reset(&mut self, _: policy::Nested) {
        Poolable::reset(self);
    }

    fn retained_bytes(&self) -> usize {
        Poolable::retained_bytes(self)
    }

    fn used_bytes(&self) -> usize {
        Poolable::used_bytes(self)
    }

    fn is_reusable(&self) -> bool {
        Poolable::is_reusable(self)
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
