//! Writes what is checked at compile time and does nothing at run time.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use crate::ast::{Field, Policy};
use crate::bounds;
use crate::expand::Expansion;
use crate::spans::{ends, moved, ours};

/// The largest a type may be inline, unless it says so itself.
const MAX_SIZE: usize = 64 * 1024;

/// The largest an array may be inline without a policy. The runtime knows it too, for its message.
const MAX_ARRAY: usize = 256;

impl Expansion<'_> {
    /// What is checked at compile time: as items, which `cargo check` evaluates, or, where that depends on
    /// the item's parameters, as inline constants of the reset, evaluated for each use of the type.
    pub fn checks(&self) -> (TokenStream, TokenStream) {
        let mut checks = vec![self.check_size()];
        for variant in self.item.variants.iter().filter(|variant| variant.initial) {
            checks.extend(
                variant
                    .fields
                    .iter()
                    .filter_map(|field| self.check_field(field)),
            );
        }
        let (inside, outside): (Vec<_>, Vec<_>) = checks
            .into_iter()
            .partition(|check| self.depends_on_item(check));
        (ours!(#(const _: () = #outside;)*), ours!(#(const #inside)*))
    }

    /// Whether a constant is one of the item's implementations: another item knows neither its parameters
    /// nor `Self`.
    fn depends_on_item(&self, constant: &TokenStream) -> bool {
        !self.item.generics.params.is_empty() || bounds::mentions_self(constant)
    }

    /// The two limits of `shrink_above`, if they are two, checked. Each stands once, so that what the
    /// compiler has to say about it is said once.
    pub fn limits(&self, above: &TokenStream, to: &TokenStream) -> TokenStream {
        let runtime = &self.runtime;
        let limits = ours!([::core::primitive::usize; 2]);
        let message = ours!(#runtime::private::Message::shrinks_to_more(__above, __to));
        let panic = self.panic(to, &message);
        let check = ours!(if __to > __above { #panic });
        if self.depends_on_item(&ours!(#above #to)) {
            ours!(const {
                let [__above, __to]: #limits = [#above, #to];
                #check
                [__above, __to]
            })
        } else {
            // The check is a constant that nobody uses: uses of one that fails are reported as well.
            ours!({
                const __LIMITS: #limits = [#above, #to];
                const _: () = {
                    let [__above, __to] = __LIMITS;
                    #check
                };
                __LIMITS
            })
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

    /// What can be said about one field by its size.
    fn check_field(&self, field: &Field<'_>) -> Option<TokenStream> {
        if !matches!(field.policy, Policy::Undeclared) {
            return None;
        }
        let runtime = &self.runtime;
        let field_type = self.field_type(field);
        let message = ours!(#runtime::private::Message::large_array(__bytes));
        let panic = self.panic(&field.ty.to_token_stream(), &message);
        Some(ours!({
            #[allow(unused_imports)]
            use #runtime::private::ArrayBytes as _;
            let __bytes = <#field_type>::ARRAY_BYTES;
            if __bytes > #MAX_ARRAY {
                #panic
            }
        }))
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
    pub fn check_types(&self) -> TokenStream {
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

    /// `FieldType<F>`, standing where `F` does: what the compiler has to say about it, it says there.
    fn field_type(&self, field: &Field<'_>) -> TokenStream {
        let ty = field.ty;
        let (first, last) = ends(&ty.to_token_stream());
        let runtime = moved(self.runtime.clone(), first);
        let open = quote_spanned!(first=> #runtime::private::FieldType<);
        let close = quote_spanned!(last=> >);
        quote!(#open #ty #close)
    }
}
