//! Reads `#[pool(…)]`: what its entries say together.

use proc_macro2::Ident;
use syn::{Attribute, Meta};

use crate::ast::{Container, Policy};
use crate::entry::Entry;
use crate::errors::Errors;
use crate::key::{Key, Place};
use crate::written::Written;

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
                    "`{}` belongs beside {owners}, and has no effect on its own: write `#[pool({})]`",
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
