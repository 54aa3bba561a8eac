//! What each policy calls, as a trait of its own.
//!
//! Compile errors are the reason for these. Asked for `AutoReset` itself, the compiler adds that the trait
//! "is implemented for" the very type whose implementation says why it is refused. Asked for a trait
//! that stands on every type with `AutoReset`, it has nothing to add.

use crate::Poolable;
use crate::field::{AutoReset, Clear, DropRef, Erase, Shrink};

/// A field without an attribute.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no reset of its own, and no policy says what happens to it",
    label = "would reach the next borrower as the last one left it",
    note = "if `{Self}` is a type of yours, `#[derive(Poolable)]` on it is enough",
    note = "if it is one of another crate, turn on the feature of `pool-runtime` that has the name of the crate (`bytes`, `uuid`, …)",
    note = "else say what happens at return: `#[pool(default)]` or `#[pool(default = EXPR)]` assigns, `#[pool(with = PATH)]` calls a function, `#[pool(keep = \"reason\")]` leaves it as it is; an `Option` takes `#[pool(drop_ref)]`, which goes back to `None`"
)]
pub trait Undeclared {
    /// Back to the initial value.
    fn reset(&mut self);
    /// Heap bytes owned.
    fn retained_bytes(&self) -> usize;
    /// Of these, those in use.
    fn used_bytes(&self) -> usize;
    /// Whether it may be used again.
    fn is_reusable(&self) -> bool;
    /// Overwritten where it says so, before it is dropped as it is.
    fn before_drop(&mut self);
}

impl<F: AutoReset> Undeclared for F {
    fn reset(&mut self) {
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

    fn before_drop(&mut self) {
        AutoReset::before_drop(self);
    }
}

/// A field with `clear`.
#[diagnostic::on_unimplemented(
    message = "`clear` does not know how to empty `{Self}`",
    label = "not a container that keeps its capacity",
    note = "a plain value, or a type that derives `Poolable`, needs no attribute; an `Option` or a `Weak` takes `#[pool(drop_ref)]`",
    note = "for a container of another crate, turn on the feature of `pool-runtime` that has its name (`bytes`, `indexmap`, …), or name a function: `#[pool(with = PATH, bytes = PATH)]`"
)]
pub trait Cleared {
    /// Emptied, its capacity kept.
    fn reset(&mut self);
    /// Heap bytes owned.
    fn retained_bytes(&self) -> usize;
    /// Of these, those in use.
    fn used_bytes(&self) -> usize;
}

impl<F: Clear> Cleared for F {
    fn reset(&mut self) {
        self.clear();
    }

    fn retained_bytes(&self) -> usize {
        Clear::retained_bytes(self)
    }

    fn used_bytes(&self) -> usize {
        Clear::used_bytes(self)
    }
}

/// A field with `shrink_above`.
#[diagnostic::on_unimplemented(
    message = "`shrink_above` does not know how to shrink `{Self}`",
    label = "not a container whose capacity can be brought under a limit",
    note = "a container without a capacity of its own, such as a `BTreeMap`, takes `#[pool(clear)]`; a plain value, or a type that derives `Poolable`, needs no attribute",
    note = "for a container of another crate, turn on the feature of `pool-runtime` that has its name (`bytes`, `indexmap`, …), or name a function: `#[pool(with = PATH, bytes = PATH)]`"
)]
pub trait Shrunk {
    /// Emptied, and brought to `above` bytes if above that.
    fn reset(&mut self, above: usize);
    /// Emptied, and brought to the second number of bytes if above the first.
    fn reset_to(&mut self, limits: [usize; 2]);
    /// Heap bytes owned.
    fn retained_bytes(&self) -> usize;
    /// Of these, those in use.
    fn used_bytes(&self) -> usize;
}

impl<F: Shrink> Shrunk for F {
    fn reset(&mut self, above: usize) {
        self.reset_to([above, above]);
    }

    fn reset_to(&mut self, [above, to]: [usize; 2]) {
        self.clear();
        if Clear::retained_bytes(self) > above {
            self.shrink_to_bytes(to);
        }
    }

    fn retained_bytes(&self) -> usize {
        Clear::retained_bytes(self)
    }

    fn used_bytes(&self) -> usize {
        Clear::used_bytes(self)
    }
}

/// A field with `drop_ref`.
#[diagnostic::on_unimplemented(
    message = "`drop_ref` cannot release `{Self}`: it has no empty state to be left in",
    label = "always refers to something",
    note = "write `Option<{Self}>`, which goes back to `None`; or `#[pool(default = EXPR)]`, with a value that pins nothing"
)]
pub trait Released {
    /// Released.
    fn reset(&mut self);
}

impl<F: DropRef> Released for F {
    fn reset(&mut self) {
        self.drop_ref();
    }
}

/// A field with `nested`.
#[diagnostic::on_unimplemented(
    message = "`nested` has no reset to call: `{Self}` is not `Poolable`",
    label = "does not say how it is made as good as new",
    note = "if `{Self}` is a type of yours, `#[derive(Poolable)]` on it is enough, and the field then needs no attribute; for a type of another crate, turn on the feature of `pool-runtime` that has its name (`bytes`, `indexmap`, …), or name a function: `#[pool(with = PATH)]`"
)]
pub trait Nested {
    /// Reset by its own rules.
    fn reset(&mut self);
    /// Heap bytes owned.
    fn retained_bytes(&self) -> usize;
    /// Of these, those in use.
    fn used_bytes(&self) -> usize;
    /// Whether it may be used again.
    fn is_reusable(&self) -> bool;
    /// Overwritten where it says so, before it is dropped as it is.
    fn before_drop(&mut self);
}

impl<F: Poolable> Nested for F {
    fn reset(&mut self) {
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

    fn before_drop(&mut self) {
        Poolable::before_drop(self);
    }
}

/// A field with `zeroize`.
#[cfg_attr(
    feature = "zeroize",
    diagnostic::on_unimplemented(
        message = "`zeroize` cannot overwrite `{Self}`",
        label = "not known to be overwritten without leaving copies behind",
        note = "it overwrites numbers, `Vec`, `String`, boxes, and arrays, tuples and `Option`s of such; and types of yours with `#[pool(zeroize)]` on them",
        note = "on a type, `zeroize` is for all fields but those under `keep`: write it only on the fields that hold secrets"
    )
)]
#[cfg_attr(
    not(feature = "zeroize"),
    diagnostic::on_unimplemented(
        message = "`zeroize` needs the feature `zeroize` of `pool-runtime`, which is off",
        label = "would not be overwritten",
        note = "in Cargo.toml: `pool-runtime = {{ version = \"…\", features = [\"zeroize\"] }}`"
    )
)]
pub trait Erased {
    /// Overwritten, and left empty.
    fn erase(&mut self);
    /// Heap bytes owned.
    fn retained_bytes(&self) -> usize;
    /// Of these, those in use.
    fn used_bytes(&self) -> usize;
}

impl<F: Erase> Erased for F {
    fn erase(&mut self) {
        Erase::erase(self);
    }

    fn retained_bytes(&self) -> usize {
        Erase::retained_bytes(self)
    }

    fn used_bytes(&self) -> usize {
        Erase::used_bytes(self)
    }
}

/// A field with `default`, or one of an enum's initial variant that is built anew.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `Default`, so there is no value to put in its place",
    label = "needs `Default`, or an expression",
    note = "write `#[pool(default = EXPR)]` with the value the next borrower is to find, or implement `Default` for `{Self}`"
)]
pub trait InitialValue {
    /// The value to start from.
    fn initial_value() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Default> InitialValue for T {
    fn initial_value() -> T {
        T::default()
    }
}
