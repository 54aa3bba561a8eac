//! Writes the implementations of `Poolable` and `AutoReset`.
//!
//! Everything written here has mixed-site spans, so that no name of the user's can be taken for one of
//! ours, and is addressed by absolute paths. What the user wrote keeps its own spans, which is
//! where the compiler then reports what does not fit.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{DeriveInput, ExprPath};

use crate::ast::{Field, Item, Policy, Variant};
use crate::errors::Errors;
use crate::{bounds, valid};

/// The largest a type may be inline, unless it says so itself.
const MAX_SIZE: usize = 64 * 1024;

/// The largest an array may be inline without a policy. The runtime knows it too, for its message.
const MAX_ARRAY: usize = 256;

/// `quote!` with the spans of this expansion.
macro_rules! ours {
    ($($tokens:tt)*) => { quote_spanned!(Span::mixed_site()=> $($tokens)*) };
}

/// The whole derive, from the item's tokens to the implementations or the errors.
pub fn expand(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let errors = Errors::new();
    let item = valid::item(&input, &errors);
    let expansion = Expansion::new(&item);
    let expansion = if item.variants.iter().any(|variant| variant.initial) {
        expansion.implementations()
    } else {
        expansion.stub()
    };
    let errors = errors.finish();
    ours!(#errors #expansion)
}

/// An item on its way to code.
struct Expansion<'a> {
    item: &'a Item<'a>,
    runtime: TokenStream,
}

impl<'a> Expansion<'a> {
    fn new(item: &'a Item<'a>) -> Self {
        let runtime = match &item.container.runtime {
            Some(path) => path.to_token_stream(),
            None => ours!(::pool_runtime),
        };
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
        let reset = self.reset();
        let retained_bytes = self.sum(&ours!(retained_bytes));
        let used_bytes = self.sum(&ours!(used_bytes));
        let is_reusable = self.is_reusable();
        ours! {
            #checks_outside
            #[automatically_derived]
            impl #generics #runtime::Poolable for #name #arguments #where_clause {
                fn reset(&mut self) {
                    #checks_inside
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
            }
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
            let (pattern, terms) = self.open(variant, |field, place| {
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
        match &self.item.container.discard_if {
            None => fields,
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
                let (pattern, parts) = self.open(variant, &each);
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
        &self,
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
        let ty = field.ty;
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
            Policy::With { reset, .. } => ours!({
                let __reset: fn(&mut #ty) = #reset;
                __reset(#place);
            }),
            Policy::Keep { .. } | Policy::Mistaken => return None,
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
            Policy::With { bytes, .. } | Policy::Keep { bytes } => {
                return self.call_bytes(bytes.as_ref()?, field, place);
            }
            Policy::DropRef | Policy::Default | Policy::DefaultValue(_) | Policy::Mistaken => {
                return None;
            }
        };
        let field_trait = self.field_trait(field, &name);
        Some(ours!(#field_trait::#method(#place)))
    }

    /// Asks the user's own function for the size of a field.
    fn call_bytes(
        &self,
        bytes: &ExprPath,
        field: &Field<'_>,
        place: &TokenStream,
    ) -> Option<TokenStream> {
        let ty = field.ty;
        Some(ours!({
            let __bytes: fn(&#ty) -> ::core::primitive::usize = #bytes;
            __bytes(#place)
        }))
    }

    /// The value a field has in a new initial variant.
    fn initial_value(&self, field: &Field<'_>) -> TokenStream {
        let runtime = &self.runtime;
        let ty = field.ty;
        match &field.policy {
            Policy::DefaultValue(value) => value.clone(),
            Policy::Mistaken => ours!(::core::panic!("this field has a compile error")),
            _ => ours!(<#ty as #runtime::private::InitialValue>::initial_value()),
        }
    }

    /// `<F as Trait>`: fails to compile under the field's type.
    fn field_trait(&self, field: &Field<'_>, name: &TokenStream) -> TokenStream {
        let runtime = &self.runtime;
        let ty = field.ty;
        ours!(<#ty as #runtime::private::#name>)
    }

    /// `FieldType<F>`, standing where `F` does: what the compiler has to say about it, it says there.
    fn field_type(&self, field: &Field<'_>) -> TokenStream {
        let ty = field.ty;
        let (first, last) = ends(&ty.to_token_stream());
        let runtime = moved(self.runtime.clone(), first);
        let open = quote_spanned!(first=> #runtime::private::FieldType<);
        let close = quote_spanned!(last=> >);
        quote!(#open #ty #close)
    }

    /// What is checked at compile time: as items, which `cargo check` evaluates, or, where that depends on
    /// the item's parameters, as inline constants of the reset, evaluated for each use of the type.
    fn checks(&self) -> (TokenStream, TokenStream) {
        let mut checks = vec![self.check_size()];
        for variant in self.item.variants.iter().filter(|variant| variant.initial) {
            checks.extend(
                variant
                    .fields
                    .iter()
                    .filter_map(|field| self.check_field(field)),
            );
        }
        let types = self.check_types();
        if self.item.generics.params.is_empty() {
            (ours!(#(const _: () = #checks;)*), types)
        } else {
            (TokenStream::new(), ours!(#types #(const #checks)*))
        }
    }

    /// That the type itself is not too large to be held inline by every idle slot.
    fn check_size(&self) -> TokenStream {
        let Expansion { item, runtime } = self;
        let name = item.ident;
        let (_, arguments, _) = item.generics.split_for_impl();
        let text = name.to_string();
        let message = ours!(#runtime::private::Message::too_large(#text, __size, __max_size));
        // The panic stands where the limit does, or else where the type is named.
        let (limit, span) = match &item.container.max_size {
            Some(limit) => (limit.clone(), limit.clone()),
            None => (MAX_SIZE.to_token_stream(), name.to_token_stream()),
        };
        let panic = self.panic(&span, &message);
        ours!({
            let __max_size: ::core::primitive::usize = #limit;
            let __size = ::core::mem::size_of::<#name #arguments>();
            if __size > __max_size {
                #panic
            }
        })
    }

    /// What can be said about one field by its size and its limits.
    fn check_field(&self, field: &Field<'_>) -> Option<TokenStream> {
        let runtime = &self.runtime;
        let ty = field.ty;
        match &field.policy {
            Policy::Undeclared => {
                let field_type = self.field_type(field);
                let message = ours!(#runtime::private::Message::large_array(__bytes));
                let panic = self.panic(&ty.to_token_stream(), &message);
                Some(ours!({
                    #[allow(unused_imports)]
                    use #runtime::private::ArrayBytes as _;
                    let __bytes = <#field_type>::ARRAY_BYTES;
                    if __bytes > #MAX_ARRAY {
                        #panic
                    }
                }))
            }
            Policy::ShrinkAbove {
                above,
                to: Some(to),
            } => {
                let message = ours!(#runtime::private::Message::shrinks_to_more(__above, __to));
                let panic = self.panic(to, &message);
                Some(ours!({
                    let __above: ::core::primitive::usize = #above;
                    let __to: ::core::primitive::usize = #to;
                    if __to > __above {
                        #panic
                    }
                }))
            }
            _ => None,
        }
    }

    /// A panic that the compiler reports under `place`.
    fn panic(&self, place: &TokenStream, message: &TokenStream) -> TokenStream {
        let (first, last) = ends(place);
        let runtime = moved(self.runtime.clone(), first);
        let function = quote_spanned!(first=> #runtime::private::fail);
        let arguments = quote_spanned!(last=> (&#message));
        quote!(#function #arguments)
    }

    /// Calls that compile unless a field is of a type that no trait can refuse under its policy.
    fn check_types(&self) -> TokenStream {
        let Expansion { item, runtime } = self;
        let fields = item
            .variants
            .iter()
            .filter(|variant| variant.initial)
            .flat_map(|variant| &variant.fields);
        let calls: Vec<TokenStream> = fields
            .filter_map(|field| {
                // The where-clause grants a generic field its trait, so that the reset itself refuses nothing.
                let is_generic = bounds::is_generic(field.ty, item);
                let question = match field.policy {
                    Policy::Undeclared if is_generic => "may_be_undeclared",
                    Policy::Clear
                    | Policy::ShrinkAbove { .. }
                    | Policy::DropRef
                    | Policy::Nested
                        if is_generic =>
                    {
                        "may_be_replaced"
                    }
                    Policy::DropRef => "may_be_released",
                    Policy::Default | Policy::DefaultValue(_) => "may_be_replaced",
                    _ => return None,
                };
                let field_type = self.field_type(field);
                let (first, last) = ends(&field.ty.to_token_stream());
                let question = Ident::new(question, last);
                let runtime = moved(runtime.clone(), first);
                // The compiler puts its error under the type of `accept`: a name for `_` that is as long.
                let answer_type = quote_spanned!(first=> #runtime::private::Inferred<);
                let answer_type = quote_spanned!(last=> #answer_type _>);
                let answer = quote_spanned!(last=> <#field_type>::#question());
                Some(quote_spanned!(last=> <#answer_type as #runtime::private::Accepted>::accept(#answer);))
            })
            .collect();
        if calls.is_empty() {
            return TokenStream::new();
        }
        ours!({
            #[allow(unused_imports)]
            use #runtime::private::AnyFieldType as _;
            #(#calls)*
        })
    }
}

/// `Self`, or `Self::Variant`.
fn path(variant: &Variant<'_>) -> TokenStream {
    match variant.name {
        None => ours!(Self),
        Some(name) => ours!(Self::#name),
    }
}

/// The spans of the first and the last token: between them, all of it is underlined.
fn ends(tokens: &TokenStream) -> (Span, Span) {
    let mut spans = tokens.clone().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::mixed_site);
    (first, spans.last().unwrap_or(first))
}

/// The same tokens in another place.
fn moved(tokens: TokenStream, span: Span) -> TokenStream {
    let moved = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    tokens.into_iter().map(moved).collect()
}
