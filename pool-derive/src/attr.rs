//! Reads `#[pool(…)]`: tokens into entries, entries into what they say.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, ExprPath, Lit, LitStr, Meta, Path, Token, Variant, WherePredicate};

use crate::ast::{Container, Policy};
use crate::errors::Errors;
use crate::key::{Key, Place};

/// One `key` or `key = value`.
struct Entry {
    key: Key,
    name: Ident,
    value: Option<TokenStream>,
}

impl ToTokens for Entry {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        self.value.to_tokens(tokens);
    }
}

/// What the item's own attributes say.
pub fn container(attributes: &[Attribute], errors: &Errors) -> Container {
    let mut container = Container::default();
    for entry in entries(attributes, Place::Item, errors) {
        match entry.key {
            Key::MaxSize => container.max_size = entry.bytes(errors),
            Key::DiscardIf => container.discard_if = entry.function(errors),
            Key::Bound => container.bound = entry.bound(errors),
            Key::Crate => container.runtime = entry.module(errors),
            _ => {}
        }
    }
    container
}

/// Whether a variant is the initial one.
pub fn variant(attributes: &[Attribute], errors: &Errors) -> Option<Ident> {
    let mut initial = None;
    for entry in entries(attributes, Place::Variant, errors) {
        entry.nothing(errors);
        initial = Some(entry.name);
    }
    initial
}

/// What a field's attributes say happens to it.
pub fn field(attributes: &[Attribute], errors: &Errors) -> Policy {
    let before = errors.count();
    let entries = entries(attributes, Place::Field, errors);
    let policy = policy(&entries, errors);
    if errors.count() == before {
        policy
    } else {
        Policy::Mistaken
    }
}

/// The policy that the entries of one field add up to.
fn policy(entries: &[Entry], errors: &Errors) -> Policy {
    let find = |key| entries.iter().find(|entry| entry.key == key);
    let mut policies = entries.iter().filter(|entry| entry.key.is_policy());
    let Some(mut chosen) = policies.next() else {
        for option in entries {
            let owners = if option.key == Key::ShrinkTo {
                "`shrink_above`"
            } else {
                "`with` or `keep`"
            };
            errors.report(
                option,
                format!(
                    "`{}` belongs beside {owners}, and says nothing on its own: write `#[pool({})]`",
                    option.key.name(),
                    option.key.usage(),
                ),
            );
        }
        return Policy::Undeclared;
    };
    for other in policies {
        match (chosen.key, other.key) {
            // The same said twice: the one that says more counts.
            (Key::Clear, Key::ShrinkAbove) => chosen = other,
            (Key::ShrinkAbove, Key::Clear) => {}
            _ => errors.report(
                other,
                format!(
                    "`{}` and `{}` contradict each other: a field has one policy, so remove one of them",
                    chosen.key.name(),
                    other.key.name(),
                ),
            ),
        }
    }
    for option in entries.iter().filter(|entry| !entry.key.is_policy()) {
        let belongs = match option.key {
            Key::ShrinkTo => chosen.key == Key::ShrinkAbove,
            _ => matches!(chosen.key, Key::With | Key::Keep),
        };
        if !belongs {
            let reason = match option.key {
                Key::ShrinkTo => "it belongs beside `shrink_above`",
                _ => "the policy knows the size by itself; it belongs beside `with` or `keep`",
            };
            errors.report(
                option,
                format!(
                    "`{}` does not go with `{}`: {reason}",
                    option.key.name(),
                    chosen.key.name()
                ),
            );
        }
    }
    let bytes = || find(Key::Bytes).and_then(|entry| entry.function(errors));
    match chosen.key {
        Key::Clear => {
            chosen.nothing(errors);
            Policy::Clear
        }
        Key::ShrinkAbove => {
            if let Some(clear) = find(Key::Clear) {
                clear.nothing(errors);
            }
            let to = find(Key::ShrinkTo).and_then(|entry| entry.bytes(errors));
            match chosen.bytes(errors) {
                Some(above) => Policy::ShrinkAbove { above, to },
                None => Policy::Mistaken,
            }
        }
        Key::DropRef => {
            chosen.nothing(errors);
            Policy::DropRef
        }
        Key::Default if chosen.value.is_none() => Policy::Default,
        Key::Default => chosen
            .expression(errors)
            .map_or(Policy::Mistaken, Policy::DefaultValue),
        Key::Nested => {
            chosen.nothing(errors);
            Policy::Nested
        }
        Key::With => {
            let bytes = bytes();
            match chosen.function(errors) {
                Some(reset) => Policy::With { reset, bytes },
                None => Policy::Mistaken,
            }
        }
        _ => {
            chosen.reason(errors);
            Policy::Keep { bytes: bytes() }
        }
    }
}

impl Entry {
    /// Reports a value where there is none to give.
    fn nothing(&self, errors: &Errors) {
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
    fn expression(&self, errors: &Errors) -> Option<TokenStream> {
        let value = self.value.as_ref()?;
        if !is_expression(value) {
            errors.report(
                value,
                format!(
                    "not an expression: a value goes up to the next comma; write `#[pool({})]`",
                    self.key.usage(),
                ),
            );
            return None;
        }
        Some(value.clone())
    }

    /// A constant expression of `usize`. Whether it is one is the compiler's to say, but for literals.
    fn bytes(&self, errors: &Errors) -> Option<TokenStream> {
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
    fn function(&self, errors: &Errors) -> Option<ExprPath> {
        let path = self.value.clone().and_then(|value| syn::parse2(value).ok());
        if path.is_none() {
            self.unusable("the path of a function, without quotes", errors);
        }
        path
    }

    /// The path of a module.
    fn module(&self, errors: &Errors) -> Option<Path> {
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
    fn reason(&self, errors: &Errors) {
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
    fn bound(&self, errors: &Errors) -> Option<Vec<WherePredicate>> {
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

/// The entries of all `#[pool(…)]` in a place. Those that make no sense there are reported and left out.
fn entries(attributes: &[Attribute], place: Place, errors: &Errors) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("pool"))
    {
        let Meta::List(list) = &attribute.meta else {
            errors.report(
                attribute,
                format!("write `#[pool(…)]`, with one of {}", Key::list(place)),
            );
            continue;
        };
        if list.tokens.is_empty() {
            errors.report(
                attribute,
                format!(
                    "an empty `#[pool()]` says nothing: {place} takes {}",
                    Key::list(place)
                ),
            );
        }
        let mut rest = list.tokens.clone().into_iter().peekable();
        while rest.peek().is_some() {
            let written = Written::read(&mut rest);
            let Some(entry) = written.understand(place, errors) else {
                continue;
            };
            if entries.iter().any(|earlier| earlier.key == entry.key) {
                errors.report(
                    &entry,
                    format!("`{}` is repeated: once is enough", entry.key.name()),
                );
            } else {
                entries.push(entry);
            }
        }
    }
    entries
}

/// What stands between two commas.
#[derive(Default)]
struct Written {
    name: Vec<TokenTree>,
    /// What follows the `=`.
    value: Option<TokenStream>,
}

impl Written {
    /// Takes tokens up to the next comma that is not inside generic arguments.
    fn read(tokens: &mut impl Iterator<Item = TokenTree>) -> Written {
        let mut written = Written::default();
        let mut angles = 0_usize;
        let mut before: Option<char> = None;
        for token in tokens {
            let punctuation = match &token {
                TokenTree::Punct(punct) => Some(punct.as_char()),
                _ => None,
            };
            match punctuation {
                Some(',') if angles == 0 => break,
                Some('=') if written.value.is_none() => {
                    written.value = Some(TokenStream::new());
                    before = Some('=');
                    continue;
                }
                // After an operand it compares; anywhere else it opens generic arguments.
                Some('<') if angles > 0 || before.is_some() => angles += 1,
                // The end of `->` and `=>` closes nothing.
                Some('>') if !matches!(before, Some('-' | '=')) => {
                    angles = angles.saturating_sub(1);
                }
                _ => {}
            }
            before = punctuation;
            match &mut written.value {
                Some(value) => value.extend([token]),
                None => written.name.push(token),
            }
        }
        written
    }

    /// The entry, if the key is one of this place.
    fn understand(self, place: Place, errors: &Errors) -> Option<Entry> {
        let all = self.tokens();
        let mut name = self.name.into_iter();
        let Some(TokenTree::Ident(ident)) = name.next() else {
            errors.report(all, format!("expected one of {}", Key::list(place)));
            return None;
        };
        let word = ident.to_string();
        let Some(key) = Key::named(&word) else {
            let message = match Key::meant_by(&word, place) {
                Some(key) => {
                    let elsewhere = if key.place() == place {
                        String::new()
                    } else {
                        format!(" (which belongs on {})", key.place())
                    };
                    format!(
                        "unknown `{word}`: did you mean `{}`{elsewhere}?",
                        key.name()
                    )
                }
                None => format!("unknown `{word}`: {place} takes {}", Key::list(place)),
            };
            errors.report(ident, message);
            return None;
        };
        if key.place() != place {
            errors.report(
                all,
                format!(
                    "`{word}` belongs on {}, not on {place}, which takes {}",
                    key.place(),
                    Key::list(place),
                ),
            );
            return None;
        }
        match name.next() {
            None => {}
            Some(token @ TokenTree::Group(_)) => {
                let rule = if key.takes_value() {
                    "a value follows `=`"
                } else {
                    "no value is needed"
                };
                errors.report(token, format!("{rule}: write `#[pool({})]`", key.usage()));
                return None;
            }
            Some(token) => {
                errors.report(token, format!("expected `,` or `=` after `{word}`"));
                return None;
            }
        }
        if self.value.as_ref().is_some_and(TokenStream::is_empty) {
            errors.report(
                ident,
                format!(
                    "a value is missing after `{word} =`: write `#[pool({})]`",
                    key.usage()
                ),
            );
            return None;
        }
        Some(Entry {
            key,
            name: ident,
            value: self.value,
        })
    }

    /// Everything that was written.
    fn tokens(&self) -> TokenStream {
        let name = self.name.iter();
        let value = &self.value;
        quote!(#(#name)* #value)
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
    use proc_macro2::TokenStream;
    use quote::quote;

    use super::{Written, is_expression};

    /// The values of a list, as text.
    fn values(tokens: TokenStream) -> Vec<String> {
        let mut tokens = tokens.into_iter().peekable();
        let mut values = Vec::new();
        while tokens.peek().is_some() {
            let value = Written::read(&mut tokens).value;
            values.push(value.unwrap_or_default().to_string().replace(' ', ""));
        }
        values
    }

    #[test]
    fn commas_inside_generic_arguments_do_not_end_a_value() {
        for (tokens, expected) in [
            (quote!(a = 1, b = 2), vec!["1", "2"]),
            (quote!(a, b = 2,), vec!["", "2"]),
            (
                quote!(a = Map::<u8, Vec<u8>>::new(), b = 2),
                vec!["Map::<u8,Vec<u8>>::new()", "2"],
            ),
            (
                quote!(a = <Map<u8, u8> as Default>::default(), b = 2),
                vec!["<Map<u8,u8>asDefault>::default()", "2"],
            ),
            (
                quote!(a = &<[u8; 2]>::default(), b = 2),
                vec!["&<[u8;2]>::default()", "2"],
            ),
            (quote!(a = N < 3, b = 2), vec!["N<3", "2"]),
            (quote!(a = N > 3, b = 2), vec!["N>3", "2"]),
            (quote!(a = f(N) < 3, b = 2), vec!["f(N)<3", "2"]),
            (
                quote!(a = Kind::<fn(u8) -> u8, u8>::new(), b = 2),
                vec!["Kind::<fn(u8)->u8,u8>::new()", "2"],
            ),
            (
                quote!(a = f(1, 2), b = [1, 2], c = { 1 }),
                vec!["f(1,2)", "[1,2]", "{1}"],
            ),
            (quote!(a = x == y, b = 2), vec!["x==y", "2"]),
        ] {
            assert_eq!(values(tokens.clone()), expected, "{tokens}");
        }
    }

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
