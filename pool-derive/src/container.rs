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
        // Where the trait is missing, that is an error of the type: it stands under its name, and once, since
        // all calls stand in one function.
        let place = name.span().resolved_at(Span::mixed_site());
        let container = quote_spanned!(place=> <Self as #runtime::field::Container>);
        let visit = ours!(#runtime::private::VisitContainer);
        let ask = ours!(<Self as #runtime::private::ContainerFields>::visit);
        let bytes = ours! {
            fn retained_bytes(&self) -> ::core::primitive::usize {
                #ask(#visit::RetainedBytes(self))
            }
            fn used_bytes(&self) -> ::core::primitive::usize {
                #ask(#visit::UsedBytes(self))
            }
        };
        ours! {
            #checks_outside
            #[automatically_derived]
            impl #generics #runtime::private::ContainerFields for #name #arguments #where_clause {
                #[inline]
                fn visit(__visit: #visit<'_, Self>) -> ::core::primitive::usize {
                    match __visit {
                        #visit::RetainedBytes(__value) => return #container::retained_bytes(__value),
                        #visit::UsedBytes(__value) => return #container::used_bytes(__value),
                        #visit::Clear(__value) => #container::clear(__value),
                        #visit::ShrinkToBytes(__value, __bytes) => {
                            #container::shrink_to_bytes(__value, __bytes)
                        }
                    }
                    0
                }
            }
            #[automatically_derived]
            impl #generics #runtime::field::Clear for #name #arguments #where_clause {
                fn clear(&mut self) {
                    #ask(#visit::Clear(self));
                }
                #bytes
            }
            #[automatically_derived]
            impl #generics #runtime::field::Shrink for #name #arguments #where_clause {
                fn shrink_to_bytes(&mut self, bytes: ::core::primitive::usize) {
                    #ask(#visit::ShrinkToBytes(self, bytes));
                }
            }
            #[automatically_derived]
            impl #generics #runtime::field::DropRef for #name #arguments #where_clause {
                fn drop_ref(&mut self) {
                    #ask(#visit::Clear(self));
                    #ask(#visit::ShrinkToBytes(self, 0));
                }
            }
            #[automatically_derived]
            impl #generics #runtime::Poolable for #name #arguments #where_clause {
                fn reset(&mut self) {
                    #checks_inside
                    #ask(#visit::Clear(self));
                }
                #bytes
                fn is_reusable(&self) -> ::core::primitive::bool {
                    #is_reusable
                }
            }
            #auto_reset
        }
    }
}
