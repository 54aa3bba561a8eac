//! Writes the traits of all policies for a type that implements the runtime's `Container`.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use crate::bounds;
use crate::expand::Expansion;
use crate::spans::ours;

impl Expansion<'_> {
    /// The implementations, and the constants that are checked at compile time.
    pub fn container(&self) -> TokenStream {
        let Expansion { item, runtime } = self;
        let name = item.ident;
        let (generics, arguments, _) = item.generics.split_for_impl();
        let where_clause = bounds::of_container(item, runtime);
        let (checks_outside, checks_inside) = self.checks();
        let is_reusable = self.unless_discarded(&ours!(true), &ours!(self));
        let auto_reset = self.auto_reset(&where_clause);
        // Where the trait is missing, that is an error of the type: it stands under its name.
        let place = name.span().resolved_at(Span::mixed_site());
        let container = quote_spanned!(place=> <Self as #runtime::field::Container>);
        ours! {
            #checks_outside
            #[automatically_derived]
            impl #generics #runtime::field::Clear for #name #arguments #where_clause {
                fn clear(&mut self) {
                    #container::clear(self);
                }
                fn retained_bytes(&self) -> ::core::primitive::usize {
                    #container::retained_bytes(self)
                }
                fn used_bytes(&self) -> ::core::primitive::usize {
                    #container::used_bytes(self)
                }
            }
            #[automatically_derived]
            impl #generics #runtime::field::Shrink for #name #arguments #where_clause {
                fn shrink_to_bytes(&mut self, bytes: ::core::primitive::usize) {
                    #container::shrink_to_bytes(self, bytes);
                }
            }
            #[automatically_derived]
            impl #generics #runtime::field::DropRef for #name #arguments #where_clause {
                fn drop_ref(&mut self) {
                    #container::clear(self);
                    #container::shrink_to_bytes(self, 0);
                }
            }
            #[automatically_derived]
            impl #generics #runtime::Poolable for #name #arguments #where_clause {
                fn reset(&mut self) {
                    #checks_inside
                    <Self as #runtime::field::Clear>::clear(self);
                }
                fn retained_bytes(&self) -> ::core::primitive::usize {
                    <Self as #runtime::field::Clear>::retained_bytes(self)
                }
                fn used_bytes(&self) -> ::core::primitive::usize {
                    <Self as #runtime::field::Clear>::used_bytes(self)
                }
                fn is_reusable(&self) -> ::core::primitive::bool {
                    #is_reusable
                }
            }
            #auto_reset
        }
    }
}
