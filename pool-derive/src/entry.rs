//! One entry of `#[pool(…)]`, and what its value can be.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{ExprPath, Lit, LitStr, Path, Token, Variant, WherePredicate};

use crate::errors::Errors;
use crate::key::Key;

/// One `key` or `key = value`.
pub struct Entry {
    pub key: Key,
    pub name: Ident,
    pub value: Option<TokenStream>,
}

impl ToTokens for Entry {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        self.value.to_tokens(tokens);
    }
}

impl Entry {
    /// Reports a value where there is none to give.
    pub fn nothing(&self, errors: &Errors) {
        if let Some(value) = &self.value {
            errors.report(
                value,
                format!(
                    "`{0}` takes no value: write `#[pool({0})]`",
                    self.key.name()
                ),
            );
        }
    }

    /// Reports that the value is missing, or is not `expected`.
    fn unusable(&self, expected: &str, errors: &Errors) {
        let usage = self.key.usage();
        match &self.value {
            None => errors.report(
                &self.name,
                format!(
                    "`{}` needs {expected}: write `#[pool({usage})]`",
                    self.key.name()
                ),
            ),
            Some(value) => errors.report(
                value,
                format!(
                    "`{}` needs {expected}, not this: write `#[pool({usage})]`",
                    self.key.name()
                ),
            ),
        }
    }

    /// The value, if it is one whole literal.
    fn literal(&self) -> Option<Lit> {
        syn::parse2(self.value.clone()?).ok()
    }

    /// Any expression.
    pub fn expression(&self, errors: &Errors) -> Option<TokenStream> {
        let value = self.value.as_ref()?;
        if !is_expression(value) {
            errors.report(
                value,
                format!(
                    "not an expression (a value ends at the next comma): write `#[pool({})]`",
                    self.key.usage(),
                ),
            );
            return None;
        }
        Some(value.clone())
    }

    /// A constant expression of `usize`. Whether it is one is the compiler's to say, but for literals.
    pub fn bytes(&self, errors: &Errors) -> Option<TokenStream> {
        let expected = "a number of bytes, such as `64 * 1024` or a constant of `usize`";
        let is_number = match self.literal() {
            Some(Lit::Int(number)) => matches!(number.suffix(), "" | "usize"),
            Some(_) => false,
            None => self.value.is_some(),
        };
        if !is_number {
            self.unusable(expected, errors);
            return None;
        }
        self.expression(errors)
    }

    /// The path of a function.
    pub fn function(&self, errors: &Errors) -> Option<ExprPath> {
        let path = self.value.clone().and_then(|value| syn::parse2(value).ok());
        if path.is_none() {
            self.unusable("the path of a function, without quotes", errors);
        }
        path
    }

    /// The path of a module.
    pub fn module(&self, errors: &Errors) -> Option<Path> {
        let path = self
            .value
            .clone()
            .and_then(|value| Path::parse_mod_style.parse2(value).ok());
        if path.is_none() {
            self.unusable("the path of the runtime crate, without quotes", errors);
        }
        path
    }

    /// A text.
    fn text(&self, expected: &str, errors: &Errors) -> Option<LitStr> {
        if let Some(Lit::Str(text)) = self.literal() {
            return Some(text);
        }
        self.unusable(expected, errors);
        None
    }

    /// Why a field may keep its value.
    pub fn reason(&self, errors: &Errors) {
        let expected = "a reason, in words, why the next borrower may see this value";
        let Some(reason) = self.text(expected, errors) else {
            return;
        };
        if !reason.value().contains(char::is_alphabetic) {
            errors.report(
                &reason,
                "an empty reason: say in words why the next borrower may see what this one left, \
                 as in `#[pool(keep = \"the same table for every request\")]`",
            );
        }
    }

    /// Where-predicates, written as a text.
    pub fn bound(&self, errors: &Errors) -> Option<Vec<WherePredicate>> {
        let text = self.text("where-predicates in quotes", errors)?;
        // Not the user's own place, or the compiler would suggest changes inside the quotes.
        let place = text.span().resolved_at(Span::mixed_site());
        let predicates = LitStr::new(&text.value(), place)
            .parse_with(Punctuated::<WherePredicate, Token![,]>::parse_terminated);
        match predicates {
            Ok(predicates) => Some(predicates.into_iter().collect()),
            Err(error) => {
                errors.report(&text, format!("not a list of where-predicates: {error}"));
                None
            }
        }
    }
}

/// Whether the tokens are one whole expression, so that the expansion always parses.
fn is_expression(tokens: &TokenStream) -> bool {
    // `syn` without its `full` feature parses every expression in one place: a discriminant.
    let discriminant = quote!(Value = #tokens);
    let parse = |input: ParseStream| {
        Variant::parse(input)?;
        // A range ends a discriminant, and not an expression.
        if input.peek(Token![..]) {
            input.parse::<TokenStream>()?;
        }
        Ok(())
    };
    parse.parse2(discriminant).is_ok()
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::is_expression;

    #[test]
    fn expressions_of_every_kind_are_expressions() {
        for tokens in [
            quote!(1),
            quote!(64 * 1024),
            quote!(LIMIT),
            quote!(size_of::<[u8; 4]>() + 1),
            quote!(Vec::with_capacity(10)),
            quote!([0; 4]),
            quote!((1, 2)),
            quote!(Point { x: 1, y: 2 }),
            quote!(Point {
                x: 1,
                ..Point::ORIGIN
            }),
            quote!(if A { 1 } else { 2 }),
            quote!(match A {
                true => 1,
                false => 2,
            }),
            quote!({
                let a = 1;
                a + 1
            }),
            quote!(unsafe { f() }),
            quote!(|a, b| a + b),
            quote!(vec![1, 2]),
            quote!(&"text"),
            quote!(-1.5),
            quote!(!A),
            quote!(a.b().c[1]),
            quote!(x as usize),
            quote!(0..3),
            quote!(0..=LIMIT),
            quote!(a < b),
        ] {
            assert!(is_expression(&tokens), "{tokens}");
        }
        for tokens in [
            quote!(64 KiB),
            quote!(1 +),
            quote!(a b),
            quote!(=),
            quote!(: u8),
        ] {
            assert!(!is_expression(&tokens), "{tokens}");
        }
    }
}
