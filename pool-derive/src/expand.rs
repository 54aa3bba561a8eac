//! Writes the implementations of `Poolable` and `AutoReset`.
//!
//! Everything written here has mixed-site spans, so that no name of the user's can be taken for one of
//! ours, and is addressed by absolute paths. What the user wrote keeps its own spans, which is
//! where the compiler then reports what does not fit.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident};
use syn::{DeriveInput, Member};

use crate::ast::{Field, Item, Policy, Variant};
use crate::errors::Errors;
use crate::spans::ours;
use crate::variants::{by_variant, open, path};
use crate::{bounds, valid};

/// The whole derive, from the item's tokens to the implementations or the errors.
pub fn expand(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let errors = Errors::new();
    let item = valid::item(&input, &errors);
    let expansion = Expansion::new(&item);
    let expansion = if item.container.emptied_as_one {
        expansion.container()
    } else if item.variants.iter().any(|variant| variant.initial) {
        expansion.implementations()
    } else {
        expansion.stub()
    };
    let errors = errors.finish();
    ours!(#errors #expansion)
}

/// An item on its way to code.
pub struct Expansion<'a> {
    pub item: &'a Item<'a>,
    pub runtime: TokenStream,
}

impl<'a> Expansion<'a> {
    fn new(item: &'a Item<'a>) -> Self {
        let runtime = item
            .container
            .runtime
            .as_ref()
            .map(ToTokens::to_token_stream);
        let runtime = runtime.unwrap_or_else(|| ours!(::pool_runtime));
        Expansion { item, runtime }
    }

    /// Implementations that do nothing, beside an error: they keep uses of the type from failing too.
    fn stub(&self) -> TokenStream {
        let Expansion { item, runtime } = self;
        let name = item.ident;
        let (generics, arguments, where_clause) = item.generics.split_for_impl();
        ours! {
            #[automatically_derived]
            impl #generics #runtime::Poolable for #name #arguments #where_clause {
                fn reset(&mut self) {}
            }
            #[automatically_derived]
            impl #generics #runtime::field::AutoReset for #name #arguments #where_clause {
                fn auto_reset(&mut self) {}
            }
        }
    }

    /// Both implementations, and the constants that are checked at compile time.
    ///
    /// What concerns the fields stands in one function, `visit`: the compiler reports a mistake once for
    /// each function that it finds it in.
    fn implementations(&self) -> TokenStream {
        let Expansion { item, runtime } = self;
        let name = item.ident;
        let (generics, arguments, _) = item.generics.split_for_impl();
        let where_clause = bounds::where_clause(item, runtime);
        let (checks_outside, checks_inside) = self.checks();
        let check_types = self.check_types();
        let overwrite = self.overwrite();
        let reset = self.reset();
        let retained_bytes = self.sum(&ours!(retained_bytes));
        let used_bytes = self.sum(&ours!(used_bytes));
        let is_reusable = self.is_reusable();
        let before_drop = self.before_drop();
        let erase = self.erase(&where_clause);
        let fields = ours!(<Self as #runtime::field::AutoReset>::visit);
        let visit = ours!(#runtime::private::Visit);
        let usize = ours!(::core::primitive::usize);
        let bool = ours!(::core::primitive::bool);
        ours! {
            #checks_outside
            #[automatically_derived]
            impl #generics #runtime::field::AutoReset for #name #arguments #where_clause {
                #[inline]
                fn auto_reset(&mut self) {
                    <Self as #runtime::Poolable>::reset(self);
                }
                #[inline]
                fn visit(__visit: #visit<'_, Self>) -> #usize {
                    match __visit {
                        #visit::Reset(__value) => {
                            #check_types
                            #overwrite
                            #reset
                            0
                        }
                        #visit::RetainedBytes(__value) => #retained_bytes,
                        #visit::UsedBytes(__value) => #used_bytes,
                        #visit::IsReusable(__value) => if #is_reusable { 1 } else { 0 },
                        #before_drop
                    }
                }
            }
            #[automatically_derived]
            impl #generics #runtime::Poolable for #name #arguments #where_clause {
                #[inline]
                fn reset(&mut self) {
                    #checks_inside
                    #fields(#visit::Reset(self));
                }
                #[inline]
                fn retained_bytes(&self) -> #usize {
                    #fields(#visit::RetainedBytes(self))
                }
                #[inline]
                fn used_bytes(&self) -> #usize {
                    #fields(#visit::UsedBytes(self))
                }
                #[inline]
                fn is_reusable(&self) -> #bool {
                    #fields(#visit::IsReusable(self)) != 0
                }
                fn before_drop(&mut self) {
                    #fields(#visit::BeforeDrop(self));
                }
            }
            #erase
        }
    }

    /// A field of a derived container needs no attribute: it is reset by the container's own rules.
    pub fn auto_reset(&self, where_clause: &TokenStream) -> TokenStream {
        let Expansion { item, runtime } = self;
        let name = item.ident;
        let (generics, arguments, _) = item.generics.split_for_impl();
        ours! {
            #[automatically_derived]
            impl #generics #runtime::field::AutoReset for #name #arguments #where_clause {
                fn auto_reset(&mut self) {
                    <Self as #runtime::Poolable>::reset(self);
                }
                fn retained_bytes(&self) -> ::core::primitive::usize {
                    <Self as #runtime::Poolable>::retained_bytes(self)
                }
                fn used_bytes(&self) -> ::core::primitive::usize {
                    <Self as #runtime::Poolable>::used_bytes(self)
                }
                fn is_reusable(&self) -> ::core::primitive::bool {
                    <Self as #runtime::Poolable>::is_reusable(self)
                }
                fn before_drop(&mut self) {
                    <Self as #runtime::Poolable>::before_drop(self);
                }
            }
        }
    }

    /// Resets the initial variant in place, or puts it in the place of another.
    fn reset(&self) -> TokenStream {
        let values = self.values();
        let reset = by_variant(
            &self.item.variants,
            |field, place| self.reset_field(field, place),
            |statements| ours!({ #(#statements)* }),
            |initial| {
                let path = path(initial);
                let members = initial.fields.iter().map(|field| &field.member);
                let values = initial.fields.iter().map(|field| self.initial_value(field));
                ours!(*__value = #path { #(#members: #values),* })
            },
        );
        ours!(#values #reset)
    }

    /// The values that users wrote and that two arms of a reset need, which are written once: what the
    /// compiler has to say about them it says once.
    fn values(&self) -> TokenStream {
        if !self.builds_anew() {
            return TokenStream::new();
        }
        let initial = self.item.variants.iter().filter(|variant| variant.initial);
        let fields = initial.take(1).flat_map(|variant| &variant.fields);
        fields
            .filter_map(|field| {
                let Policy::DefaultValue(value) = &field.policy else {
                    return None;
                };
                let (ty, name) = (field.ty, value_name(field));
                // In an array, or the compiler would point at the derive as well.
                Some(ours!(let [#name]: [#ty; 1] = [#value];))
            })
            .collect()
    }

    /// Whether a reset can start from a variant in which none ends.
    fn builds_anew(&self) -> bool {
        self.item.variants.len() > 1
    }

    /// The saturating sum of what the fields of the current variant answer.
    fn sum(&self, method: &TokenStream) -> TokenStream {
        let variants = self.item.variants.iter().map(|variant| {
            let (pattern, terms) = open(variant, |field, place| {
                self.bytes_of(variant, field, place, method)
            });
            let sum = terms
                .into_iter()
                .reduce(|sum, term| ours!(::core::primitive::usize::saturating_add(#sum, #term)));
            let sum = sum.unwrap_or_else(|| ours!(0));
            ours!(#pattern => #sum,)
        });
        ours!(match __value { #(#variants)* })
    }

    /// Whether every field of the initial variant, and the type itself, says so.
    fn is_reusable(&self) -> TokenStream {
        let fields = by_variant(
            &self.item.variants,
            |field, place| {
                let name = match field.policy {
                    Policy::Undeclared => ours!(Undeclared),
                    Policy::Nested => ours!(Nested),
                    _ => return None,
                };
                let field_trait = self.field_trait(field, &name);
                Some(ours!(#field_trait::is_reusable(#place)))
            },
            |terms| {
                terms
                    .into_iter()
                    .reduce(|all, term| ours!(#all && #term))
                    .unwrap_or_else(|| ours!(true))
            },
            |_| ours!(true),
        );
        self.unless_discarded(&fields, &ours!(__value))
    }

    /// What the fields say, unless `discard_if` says otherwise of the value.
    pub fn unless_discarded(&self, fields: &TokenStream, value: &TokenStream) -> TokenStream {
        match &self.item.container.discard_if {
            None => fields.clone(),
            Some(path) => ours!({
                let __discard: fn(&Self) -> ::core::primitive::bool = #path;
                !__discard(#value) && #fields
            }),
        }
    }

    /// Brings one field of the initial variant back.
    fn reset_field(&self, field: &Field<'_>, place: &TokenStream) -> Option<TokenStream> {
        let call = |name: TokenStream| {
            let field_trait = self.field_trait(field, &name);
            ours!(#field_trait::reset(#place);)
        };
        Some(match &field.policy {
            Policy::Undeclared => call(ours!(Undeclared)),
            Policy::Clear => call(ours!(Cleared)),
            Policy::DropRef => call(ours!(Released)),
            Policy::Nested => call(ours!(Nested)),
            Policy::ShrinkAbove { above, to } => {
                let field_trait = self.field_trait(field, &ours!(Shrunk));
                match to {
                    None => ours!(#field_trait::reset(#place, const { #above });),
                    Some(to) => {
                        let limits = self.limits(above, to);
                        ours!(#field_trait::reset_to(#place, #limits);)
                    }
                }
            }
            Policy::Default | Policy::DefaultValue(_) => {
                let value = self.initial_value(field);
                ours!(*#place = #value;)
            }
            Policy::With { reset, .. } => {
                let ty = field.ty;
                ours!({
                    let __reset: fn(&mut #ty) = #reset;
                    __reset(#place);
                })
            }
            Policy::Zeroize | Policy::Keep { .. } | Policy::Mistaken => return None,
        })
    }

    /// What a field owns, as far as its policy counts it.
    fn bytes_of(
        &self,
        variant: &Variant<'_>,
        field: &Field<'_>,
        place: &TokenStream,
        method: &TokenStream,
    ) -> Option<TokenStream> {
        let name = match &field.policy {
            // Dropped with its variant, and so free to be of any type.
            Policy::Undeclared if !variant.initial => return None,
            Policy::Undeclared => ours!(Undeclared),
            Policy::Clear => ours!(Cleared),
            Policy::ShrinkAbove { .. } => ours!(Shrunk),
            Policy::Nested => ours!(Nested),
            Policy::Zeroize => ours!(Erased),
            Policy::With { bytes, .. } | Policy::Keep { bytes } => {
                let (ty, bytes) = (field.ty, bytes.as_ref()?);
                return Some(ours!({
                    let __bytes: fn(&#ty) -> ::core::primitive::usize = #bytes;
                    __bytes(#place)
                }));
            }
            Policy::DropRef | Policy::Default | Policy::DefaultValue(_) | Policy::Mistaken => {
                return None;
            }
        };
        let field_trait = self.field_trait(field, &name);
        Some(ours!(#field_trait::#method(#place)))
    }

    /// The value a field has in a new initial variant.
    fn initial_value(&self, field: &Field<'_>) -> TokenStream {
        let runtime = &self.runtime;
        let ty = field.ty;
        match &field.policy {
            Policy::DefaultValue(_) if self.builds_anew() => value_name(field).to_token_stream(),
            Policy::DefaultValue(value) => value.clone(),
            // Never run. Not `panic!`, after which the other fields would be called unreachable.
            Policy::Mistaken => ours!(::core::option::Option::<#ty>::None.unwrap()),
            _ => ours!(<#ty as #runtime::private::InitialValue>::initial_value()),
        }
    }

    /// `<F as Trait>`: fails to compile under the field's type.
    pub fn field_trait(&self, field: &Field<'_>, name: &TokenStream) -> TokenStream {
        let runtime = &self.runtime;
        let ty = field.ty;
        ours!(<#ty as #runtime::private::#name>)
    }
}

/// What a value is called that [`Expansion::values`] wrote.
fn value_name(field: &Field<'_>) -> Ident {
    let span = Span::mixed_site();
    match &field.member {
        Member::Named(name) => format_ident!("__value_of_{name}", span = span),
        Member::Unnamed(index) => format_ident!("__value_of_{}", index.index, span = span),
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::expand;

    #[test]
    fn expands_outside_a_compiler() {
        let expansion = expand(quote! {
            struct Request {
                #[pool(shrink_above = 1024)]
                body: Vec<u8>,
            }
        });
        let expansion = expansion.to_string();
        assert!(
            expansion.contains("Shrunk") && expansion.contains("1024"),
            "{expansion}"
        );
        assert!(!expansion.contains("compile_error"), "{expansion}");
    }

    #[test]
    fn mistakes_end_in_errors_and_never_in_a_panic() {
        for item in [
            quote!(),
            quote!(
                fn main() {}
            ),
            quote!(union Both { a: u8, b: i8 }),
            quote!(
                enum Never {}
            ),
            quote!(
                enum Two {
                    #[pool(initial)]
                    A,
                    #[pool(initial, initial)]
                    B,
                }
            ),
            quote!(
                struct Odd {
                    #[pool(=)]
                    a: u8,
                    #[pool(,)]
                    b: u8,
                    #[pool(a = = b)]
                    c: u8,
                }
            ),
            quote!(struct Odd(#[pool(default = >)] u8, #[pool(default = <)] u8, #[pool(with = ::)] u8)),
            quote!(
                #[pool(crate = 1)]
                #[pool(bound = "+")]
                #[repr(packed)]
                struct Odd<'a>(&'a u8);
            ),
        ] {
            let text = item.to_string();
            assert!(expand(item).to_string().contains("compile_error"), "{text}");
        }
    }
}
