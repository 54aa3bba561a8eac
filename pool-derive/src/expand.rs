//! Writes the implementations of `Poolable` and `AutoReset`.
//!
//! Everything written here has mixed-site spans, so that no name of the user's can be taken for one of
//! ours, and is addressed by absolute paths. What the user wrote keeps its own spans, which is
//! where the compiler then reports what does not fit.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::DeriveInput;

use crate::ast::{Field, Item, Policy, Variant};
use crate::errors::Errors;
use crate::{bounds, valid};

/// `quote!` with the spans of this expansion.
macro_rules! ours {
    ($($tokens:tt)*) => { quote_spanned!(Span::mixed_site()=> $($tokens)*) };
}
pub(crate) use ours;

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
    fn implementations(&self) -> TokenStream {
        let Expansion { item, runtime } = self;
        let name = item.ident;
        let (generics, arguments, _) = item.generics.split_for_impl();
        let where_clause = bounds::where_clause(item, runtime);
        let (checks_outside, checks_inside) = self.checks();
        let overwrite = self.overwrite(|_, field, place| self.erase_field(field, place));
        let reset = self.reset();
        let retained_bytes = self.sum(&ours!(retained_bytes));
        let used_bytes = self.sum(&ours!(used_bytes));
        let is_reusable = self.is_reusable();
        let before_drop = self.before_drop();
        let auto_reset = self.auto_reset(&where_clause);
        let erase = self
            .item
            .container
            .zeroize
            .then(|| self.erase(&where_clause));
        ours! {
            #checks_outside
            #[automatically_derived]
            impl #generics #runtime::Poolable for #name #arguments #where_clause {
                fn reset(&mut self) {
                    #checks_inside
                    #overwrite
                    #reset
                }
                fn retained_bytes(&self) -> ::core::primitive::usize {
                    #retained_bytes
                }
                fn used_bytes(&self) -> ::core::primitive::usize {
                    #used_bytes
                }
                fn is_reusable(&self) -> ::core::primitive::bool {
                    #is_reusable
                }
                #before_drop
            }
            #auto_reset
            #erase
        }
    }

    /// A field of the type can be overwritten as a whole.
    fn erase(&self, where_clause: &TokenStream) -> TokenStream {
        let Expansion { item, runtime } = self;
        let name = item.ident;
        let (generics, arguments, _) = item.generics.split_for_impl();
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
    }

    /// Overwrites what is to be overwritten, whichever variant it is in; nothing if there is none of it.
    fn overwrite(
        &self,
        each: impl Fn(&Variant<'_>, &Field<'_>, &TokenStream) -> Option<TokenStream>,
    ) -> Option<TokenStream> {
        let mut is_empty = true;
        let variants: Vec<TokenStream> = self
            .item
            .variants
            .iter()
            .map(|variant| {
                let (pattern, statements) =
                    Self::open(variant, |field, place| each(variant, field, place));
                is_empty &= statements.is_empty();
                ours!(#pattern => { #(#statements)* })
            })
            .collect();
        (!is_empty).then(|| ours!(match self { #(#variants)* }))
    }

    /// Overwrites one field, if that is said of it.
    fn erase_field(&self, field: &Field<'_>, place: &TokenStream) -> Option<TokenStream> {
        let erased = self.field_trait(field, &ours!(Erased));
        field.zeroize.then(|| ours!(#erased::erase(#place);))
    }

    /// What is done before the value is dropped without a reset.
    fn before_drop(&self) -> Option<TokenStream> {
        let overwrite = self.overwrite(|variant, field, place| {
            let erase = self.erase_field(field, place);
            let inner = match field.policy {
                // Dropped with its variant, and so free to be of any type.
                Policy::Undeclared if !variant.initial => None,
                Policy::Undeclared => Some(ours!(Undeclared)),
                Policy::Nested => Some(ours!(Nested)),
                _ => None,
            };
            erase.or_else(|| {
                let inner = self.field_trait(field, &inner?);
                Some(ours!(#inner::before_drop(#place);))
            })
        })?;
        Some(ours! {
            fn before_drop(&mut self) {
                #overwrite
            }
        })
    }

    /// A field of the type needs no attribute: it is reset by the type's own rules.
    fn auto_reset(&self, where_clause: &TokenStream) -> TokenStream {
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

    /// The traits of all policies, from the one that a container implements.
    fn container(&self) -> TokenStream {
        let Expansion { item, runtime } = self;
        let name = item.ident;
        let (generics, arguments, _) = item.generics.split_for_impl();
        let where_clause = bounds::of_container(item, runtime);
        let (checks_outside, checks_inside) = self.checks();
        let is_reusable = self.unless_discarded(&ours!(true));
        let auto_reset = self.auto_reset(&where_clause);
        // Where the trait is missing, that is an error of the type: it stands under its name.
        let place = name.span().resolved_at(Span::mixed_site());
        let container = quote_spanned!(place=> <Self as #runtime::field::Container>);
        let bytes = ours! {
            fn retained_bytes(&self) -> ::core::primitive::usize {
                #container::retained_bytes(self)
            }
            fn used_bytes(&self) -> ::core::primitive::usize {
                #container::used_bytes(self)
            }
        };
        ours! {
            #checks_outside
            #[automatically_derived]
            impl #generics #runtime::Poolable for #name #arguments #where_clause {
                fn reset(&mut self) {
                    #checks_inside
                    #container::clear(self);
                }
                #bytes
                fn is_reusable(&self) -> ::core::primitive::bool {
                    #is_reusable
                }
            }
            #auto_reset
            #[automatically_derived]
            impl #generics #runtime::field::Clear for #name #arguments #where_clause {
                fn clear(&mut self) {
                    #container::clear(self);
                }
                #bytes
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
        }
    }

    /// Resets the initial variant in place, or puts it in the place of another.
    fn reset(&self) -> TokenStream {
        self.by_variant(
            |field, place| self.reset_field(field, place),
            |statements| ours!({ #(#statements)* }),
            |initial| {
                let path = path(initial);
                let members = initial.fields.iter().map(|field| &field.member);
                let values = initial.fields.iter().map(|field| self.initial_value(field));
                ours!(*self = #path { #(#members: #values),* })
            },
        )
    }

    /// The saturating sum of what the fields of the current variant answer.
    fn sum(&self, method: &TokenStream) -> TokenStream {
        let variants = self.item.variants.iter().map(|variant| {
            let (pattern, terms) = Self::open(variant, |field, place| {
                self.bytes_of(variant, field, place, method)
            });
            let sum = terms
                .into_iter()
                .reduce(|sum, term| ours!(::core::primitive::usize::saturating_add(#sum, #term)));
            let sum = sum.unwrap_or_else(|| ours!(0));
            ours!(#pattern => #sum,)
        });
        ours!(match self { #(#variants)* })
    }

    /// Whether every field of the initial variant, and the type itself, says so.
    fn is_reusable(&self) -> TokenStream {
        let fields = self.by_variant(
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
        self.unless_discarded(&fields)
    }

    /// What the fields say, unless `discard_if` says otherwise.
    fn unless_discarded(&self, fields: &TokenStream) -> TokenStream {
        match &self.item.container.discard_if {
            None => fields.clone(),
            Some(path) => ours!({
                let __discard: fn(&Self) -> ::core::primitive::bool = #path;
                !__discard(self) && #fields
            }),
        }
    }

    /// A `match` on `self` with an arm for the initial variant and one for the others, if there are any.
    fn by_variant(
        &self,
        each: impl Fn(&Field<'_>, &TokenStream) -> Option<TokenStream>,
        all: impl Fn(Vec<TokenStream>) -> TokenStream,
        others: impl Fn(&Variant<'_>) -> TokenStream,
    ) -> TokenStream {
        let initial = self
            .item
            .variants
            .iter()
            .filter(|variant| variant.initial)
            .map(|variant| {
                let (pattern, parts) = Self::open(variant, &each);
                let body = all(parts);
                // Any second initial variant has been reported.
                let rest = (self.item.variants.len() > 1).then(|| {
                    let body = others(variant);
                    ours!(_ => #body,)
                });
                ours!(match self { #pattern => #body, #rest })
            });
        initial.take(1).collect()
    }

    /// The pattern of a variant that binds the fields `each` has something to say about, and what it says.
    fn open(
        variant: &Variant<'_>,
        each: impl Fn(&Field<'_>, &TokenStream) -> Option<TokenStream>,
    ) -> (TokenStream, Vec<TokenStream>) {
        let path = path(variant);
        let mut members = Vec::new();
        let mut places = Vec::new();
        let mut parts = Vec::new();
        for (position, field) in variant.fields.iter().enumerate() {
            let place: Ident = format_ident!("__field_{position}", span = Span::mixed_site());
            if let Some(part) = each(field, &place.to_token_stream()) {
                members.push(&field.member);
                places.push(place);
                parts.push(part);
            }
        }
        (ours!(#path { #(#members: #places,)* .. }), parts)
    }

    /// Brings one field of the initial variant back.
    fn reset_field(&self, field: &Field<'_>, place: &TokenStream) -> Option<TokenStream> {
        let call = |name: TokenStream, limits: TokenStream| {
            let field_trait = self.field_trait(field, &name);
            ours!(#field_trait::reset(#place #limits);)
        };
        Some(match &field.policy {
            Policy::Undeclared => call(ours!(Undeclared), TokenStream::new()),
            Policy::Clear => call(ours!(Cleared), TokenStream::new()),
            Policy::DropRef => call(ours!(Released), TokenStream::new()),
            Policy::Nested => call(ours!(Nested), TokenStream::new()),
            Policy::ShrinkAbove { above, to } => {
                let to = to.as_ref().unwrap_or(above);
                call(ours!(Shrunk), ours!(, const { #above }, const { #to }))
            }
            Policy::Default => {
                let value = self.initial_value(field);
                ours!(*#place = #value;)
            }
            Policy::DefaultValue(value) => ours!(*#place = #value;),
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
            Policy::DefaultValue(value) => value.clone(),
            // Never run. Not `panic!`, after which the other fields would be called unreachable.
            Policy::Mistaken => ours!(::core::option::Option::<#ty>::None.unwrap()),
            _ => ours!(<#ty as #runtime::private::InitialValue>::initial_value()),
        }
    }

    /// `<F as Trait>`: fails to compile under the field's type.
    fn field_trait(&self, field: &Field<'_>, name: &TokenStream) -> TokenStream {
        let runtime = &self.runtime;
        let ty = field.ty;
        ours!(<#ty as #runtime::private::#name>)
    }
}

/// `Self`, or `Self::Variant`.
fn path(variant: &Variant<'_>) -> TokenStream {
    match variant.name {
        None => ours!(Self),
        Some(name) => ours!(Self::#name),
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
