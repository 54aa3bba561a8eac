//! Writes what overwrites: before a reset, and before a value is dropped without one.

use proc_macro2::TokenStream;

use crate::ast::{Field, Policy, Variant};
use crate::expand::Expansion;
use crate::spans::ours;
use crate::variants::open;

impl Expansion<'_> {
    /// Overwrites the fields of which that is said, whichever variant they are in.
    pub fn overwrite(&self) -> Option<TokenStream> {
        self.in_every_variant(|_, field, place| self.erase_field(field, place))
    }

    /// What is done before the value is dropped without a reset: the arm of a visit.
    pub fn before_drop(&self) -> TokenStream {
        let runtime = &self.runtime;
        let overwrite = self.in_every_variant(|variant, field, place| {
            let inner = match field.policy {
                // Dropped with its variant, and so free to be of any type.
                Policy::Undeclared if !variant.initial => None,
                Policy::Undeclared => Some(ours!(Undeclared)),
                Policy::Nested => Some(ours!(Nested)),
                _ => None,
            };
            self.erase_field(field, place).or_else(|| {
                let inner = self.field_trait(field, &inner?);
                Some(ours!(#inner::before_drop(#place);))
            })
        });
        match overwrite {
            None => ours!(#runtime::private::Visit::BeforeDrop(_) => 0,),
            Some(overwrite) => ours! {
                #runtime::private::Visit::BeforeDrop(__value) => {
                    #overwrite
                    0
                }
            },
        }
    }

    /// A field of a type all of which is overwritten can be overwritten in turn.
    pub fn erase(&self, where_clause: &TokenStream) -> Option<TokenStream> {
        let Expansion { item, runtime } = self;
        let name = item.ident;
        let (generics, arguments, _) = item.generics.split_for_impl();
        item.container.zeroize.then(|| {
            ours! {
                #[automatically_derived]
                impl #generics #runtime::field::Erase for #name #arguments #where_clause {
                    fn erase(&mut self) {
                        <Self as #runtime::Poolable>::reset(self);
                    }
                    fn retained_bytes(&self) -> ::core::primitive::usize {
                        <Self as #runtime::Poolable>::retained_bytes(self)
                    }
                    fn used_bytes(&self) -> ::core::primitive::usize {
                        <Self as #runtime::Poolable>::used_bytes(self)
                    }
                }
            }
        })
    }

    /// Overwrites one field, if that is said of it.
    fn erase_field(&self, field: &Field<'_>, place: &TokenStream) -> Option<TokenStream> {
        let erased = self.field_trait(field, &ours!(Erased));
        field.zeroize.then(|| ours!(#erased::erase(#place);))
    }

    /// A `match` on the value with an arm for each variant; nothing if none has anything to do.
    fn in_every_variant(
        &self,
        each: impl Fn(&Variant<'_>, &Field<'_>, &TokenStream) -> Option<TokenStream>,
    ) -> Option<TokenStream> {
        let variants: Vec<_> = self
            .item
            .variants
            .iter()
            .map(|variant| open(variant, |field, place| each(variant, field, place)))
            .collect();
        if variants.iter().all(|(_, statements)| statements.is_empty()) {
            return None;
        }
        let arms = variants
            .iter()
            .map(|(pattern, statements)| ours!(#pattern => { #(#statements)* }));
        Some(ours!(match &mut *__value { #(#arms)* }))
    }
}
