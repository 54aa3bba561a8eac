//! Takes a value apart by its variant.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident};

use crate::ast::{Field, Variant};
use crate::spans::ours;

/// A `match` on the value with an arm for the initial variant and one for the others, if there are any.
pub fn by_variant(
    variants: &[Variant<'_>],
    each: impl Fn(&Field<'_>, &TokenStream) -> Option<TokenStream>,
    all: impl Fn(Vec<TokenStream>) -> TokenStream,
    others: impl Fn(&Variant<'_>) -> TokenStream,
) -> TokenStream {
    let initial = variants
        .iter()
        .filter(|variant| variant.initial)
        .map(|variant| {
            let (pattern, parts) = open(variant, &each);
            let body = all(parts);
            // Any second initial variant has been reported.
            let rest = (variants.len() > 1).then(|| {
                let body = others(variant);
                ours!(_ => #body,)
            });
            ours!(match __value { #pattern => #body, #rest })
        });
    initial.take(1).collect()
}

/// The pattern of a variant that binds the fields `each` has something to say about, and what it says.
pub fn open(
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

/// `Self`, or `Self::Variant`.
pub fn path(variant: &Variant<'_>) -> TokenStream {
    match variant.name {
        None => ours!(Self),
        Some(name) => ours!(Self::#name),
    }
}
