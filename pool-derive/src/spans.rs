//! Spans: whose names generated code uses, and where the compiler reports what does not fit in it.

use proc_macro2::{Span, TokenStream, TokenTree};

/// `quote!` with the spans of this expansion.
macro_rules! ours {
    ($($tokens:tt)*) => { ::quote::quote_spanned!(::proc_macro2::Span::mixed_site()=> $($tokens)*) };
}
pub(crate) use ours;

/// The spans of the first and the last token: between them, all of it is underlined.
pub fn ends(tokens: &TokenStream) -> (Span, Span) {
    let mut spans = tokens.clone().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::mixed_site);
    (first, spans.last().unwrap_or(first))
}

/// The same tokens in another place.
pub fn moved(tokens: TokenStream, span: Span) -> TokenStream {
    let moved = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    tokens.into_iter().map(moved).collect()
}
