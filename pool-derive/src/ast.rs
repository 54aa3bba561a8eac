//! The item as the derive sees it: variants, fields, and what each is to do at return.

use proc_macro2::{Ident, TokenStream};
use syn::{ExprPath, Generics, Member, Path, Type, WherePredicate};

/// A struct or enum that derives `Poolable`.
pub struct Item<'a> {
    pub ident: &'a Ident,
    pub generics: &'a Generics,
    pub container: Container,
    /// A struct is one variant without a name.
    pub variants: Vec<Variant<'a>>,
}

/// What `#[pool(…)]` on the item says.
#[derive(Default)]
pub struct Container {
    /// Emptied as the runtime's trait of that name says, whatever its fields are.
    pub emptied_as_one: bool,
    /// Every field is overwritten, but for those that are kept.
    pub zeroize: bool,
    pub max_size: Option<TokenStream>,
    pub discard_if: Option<ExprPath>,
    pub bound: Option<Vec<WherePredicate>>,
    pub runtime: Option<Path>,
}

/// A struct's fields, or those of one variant of an enum.
pub struct Variant<'a> {
    pub name: Option<&'a Ident>,
    /// Whether a reset ends here. Always so for a struct.
    pub initial: bool,
    pub fields: Vec<Field<'a>>,
}

/// One field.
pub struct Field<'a> {
    pub member: Member,
    pub ty: &'a Type,
    pub policy: Policy,
    /// Overwritten before its policy is followed, and before it is dropped without that.
    pub zeroize: bool,
}

/// What happens to a field at return.
pub enum Policy {
    /// Nothing was written.
    Undeclared,
    Clear,
    ShrinkAbove {
        above: TokenStream,
        to: Option<TokenStream>,
    },
    DropRef,
    Default,
    DefaultValue(TokenStream),
    Nested,
    /// `zeroize` alone: overwritten, which leaves it empty.
    Zeroize,
    With {
        reset: ExprPath,
        bytes: Option<ExprPath>,
    },
    Keep {
        bytes: Option<ExprPath>,
    },
    /// What was written is wrong and has been reported: nothing more is to be said about the field.
    Mistaken,
}
