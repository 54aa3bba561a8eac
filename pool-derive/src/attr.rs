//! Reads `#[pool(…)]`: what its entries say.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Attribute, ExprPath, Lit, LitStr, Meta, Path, Token, WherePredicate};

use crate::ast::{Container, Policy};
use crate::errors::Errors;
use crate::key::{Key, Place};
use crate::written::{Written, is_expression};

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

/// What the item's own attributes say.
pub fn container(attributes: &[Attribute], errors: &Errors) -> Container {
    let mut container = Container::default();
    for entry in entries(attributes, Place::Item, errors) {
        match entry.key {
            Key::Container => {
                entry.nothing(errors);
                container.emptied_as_one = true;
            }
            Key::Zeroize => {
                entry.nothing(errors);
                container.zeroize = true;
            }
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

/// What a field's attributes say happens to it, and whether it is overwritten first.
pub fn field(attributes: &[Attribute], errors: &Errors) -> (Policy, bool) {
    let before = errors.count();
    let entries = entries(attributes, Place::Field, errors);
    let policy = policy(&entries, errors);
    if errors.count() == before {
        let zeroize = entries.iter().any(|entry| entry.key == Key::Zeroize);
        (policy, zeroize)
    } else {
        (Policy::Mistaken, false)
    }
}

/// The policy that the entries of one field add up to.
fn policy(entries: &[Entry], errors: &Errors) -> Policy {
    let find = |key| entries.iter().find(|entry| entry.key == key);
    let zeroize = find(Key::Zeroize);
    if let Some(zeroize) = zeroize {
        zeroize.nothing(errors);
    }
    let mut policies = entries.iter().filter(|entry| entry.key.is_policy());
    let Some(mut chosen) = policies.next() else {
        for option in entries.iter().filter(|entry| entry.key != Key::Zeroize) {
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
        return zeroize.map_or(Policy::Undeclared, |_| Policy::Zeroize);
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
            Key::Zeroize => chosen.key != Key::Keep,
            _ => matches!(chosen.key, Key::With | Key::Keep),
        };
        if !belongs {
            let reason = match option.key {
                Key::ShrinkTo => "it belongs beside `shrink_above`",
                Key::Zeroize => "it would overwrite what is to be kept",
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
