//! The where-clause of the expansion: what the item asks of its type parameters.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Type, WhereClause, WherePredicate};

use crate::ast::{Field, Item, Policy};

/// The item's own where-clause, and either what `bound` says or what the fields need.
pub fn where_clause(item: &Item<'_>, runtime: &TokenStream) -> TokenStream {
    let own = item
        .generics
        .where_clause
        .iter()
        .flat_map(|WhereClause { predicates, .. }| predicates);
    let added: Vec<TokenStream> = match &item.container.bound {
        Some(predicates) => predicates
            .iter()
            .map(WherePredicate::to_token_stream)
            .collect(),
        None => inferred(item, runtime),
    };
    quote!(where #(#own,)* #(#added),*)
}

/// The item's own where-clause, what `bound` says, and, where that depends on parameters, that it is a
/// container.
pub fn of_container(item: &Item<'_>, runtime: &TokenStream) -> TokenStream {
    let own = item
        .generics
        .where_clause
        .iter()
        .flat_map(|WhereClause { predicates, .. }| predicates);
    let added = item.container.bound.iter().flatten();
    let name = item.ident;
    let (_, arguments, _) = item.generics.split_for_impl();
    let is_generic = item.generics.type_params().next().is_some();
    let container = is_generic.then(|| quote!(#name #arguments: #runtime::field::Container));
    quote!(where #(#own,)* #(#added,)* #container)
}

/// Whether the type mentions a type parameter of the item, so that what it can do depends on who uses it.
pub fn is_generic(ty: &Type, item: &Item<'_>) -> bool {
    any_name(ty.to_token_stream(), &mut |name, qualified| {
        !qualified
            && item
                .generics
                .type_params()
                .any(|parameter| parameter.ident == *name)
    })
}

/// Whether the tokens mention `Self`, which only an implementation knows.
pub fn mentions_self(tokens: &TokenStream) -> bool {
    any_name(tokens.clone(), &mut |name, _| name == "Self")
}

/// `FieldType: Trait` for the fields that mention a type parameter.
fn inferred(item: &Item<'_>, runtime: &TokenStream) -> Vec<TokenStream> {
    let alone = item.variants.len() == 1;
    let mut predicates = Vec::new();
    for variant in &item.variants {
        for Field {
            ty,
            policy,
            zeroize,
            ..
        } in &variant.fields
        {
            // A type that contains itself would ask for what it is about to provide.
            if !is_generic(ty, item) || is_recursive(ty, item) {
                continue;
            }
            let needed = match policy {
                Policy::Undeclared if !variant.initial => None,
                Policy::Undeclared => Some(quote!(#runtime::field::AutoReset)),
                Policy::Clear => Some(quote!(#runtime::field::Clear)),
                Policy::ShrinkAbove { .. } => Some(quote!(#runtime::field::Shrink)),
                Policy::DropRef if variant.initial => Some(quote!(#runtime::field::DropRef)),
                Policy::Nested => Some(quote!(#runtime::Poolable)),
                Policy::Zeroize => Some(quote!(#runtime::field::Erase)),
                Policy::Default
                | Policy::DropRef
                | Policy::DefaultValue(_)
                | Policy::With { .. }
                | Policy::Keep { .. }
                | Policy::Mistaken => None,
            };
            predicates.extend(needed.map(|needed| quote!(#ty: #needed)));
            if *zeroize && !matches!(policy, Policy::Zeroize) {
                predicates.push(quote!(#ty: #runtime::field::Erase));
            }
            // Coming from another variant, the initial one is built anew.
            let built = variant.initial
                && !alone
                && !matches!(policy, Policy::DefaultValue(_) | Policy::Mistaken);
            if built || (variant.initial && matches!(policy, Policy::Default)) {
                predicates.push(quote!(#ty: ::core::default::Default));
            }
        }
    }
    predicates
}

/// Whether the type contains the item itself.
fn is_recursive(ty: &Type, item: &Item<'_>) -> bool {
    any_name(ty.to_token_stream(), &mut |name, _| {
        name == item.ident || name == "Self"
    })
}

/// Whether `found` holds for a name in the tokens, told whether the name stands behind `::`.
fn any_name(tokens: TokenStream, found: &mut impl FnMut(&Ident, bool) -> bool) -> bool {
    let mut before = [' '; 2];
    for token in tokens {
        let mut next = ' ';
        match token {
            TokenTree::Punct(punct) => next = punct.as_char(),
            TokenTree::Ident(name) => {
                let is_lifetime = before[1] == '\'';
                if !is_lifetime && found(&name, before == [':', ':']) {
                    return true;
                }
            }
            TokenTree::Group(group) => {
                if any_name(group.stream(), found) {
                    return true;
                }
            }
            TokenTree::Literal(_) => {}
        }
        before = [before[1], next];
    }
    false
}
