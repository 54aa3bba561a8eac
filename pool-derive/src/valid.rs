//! Turns what syn parsed into an [`Item`], and reports what no trait could.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Data, DeriveInput, Fields, Index, Member, Type};

use crate::ast::{Container, Field, Item, Policy, Variant};
use crate::attr;
use crate::errors::Errors;

/// The item, without variants if its shape is refused. What is wrong with single fields leaves them
/// [`Policy::Mistaken`], so that the others are still checked.
pub fn item<'a>(input: &'a DeriveInput, errors: &Errors) -> Item<'a> {
    let container = attr::container(&input.attrs, errors);
    if container.emptied_as_one {
        refuse_policies(input, &container, errors);
        return Item {
            ident: &input.ident,
            generics: &input.generics,
            container,
            variants: Vec::new(),
        };
    }
    let variants = match &input.data {
        Data::Struct(data) => vec![Variant {
            name: None,
            initial: true,
            fields: fields(&data.fields, errors),
        }],
        Data::Enum(data) => variants(input, data, errors),
        Data::Union(data) => {
            errors.report(
                data.union_token,
                "a union cannot derive `Poolable`: which of its fields is alive is not known when it is \
                 returned, so none can be reset; use an enum, or implement `Poolable` by hand",
            );
            Vec::new()
        }
    };
    let mut item = Item {
        ident: &input.ident,
        generics: &input.generics,
        container,
        variants,
    };
    if item.container.zeroize {
        for field in item
            .variants
            .iter_mut()
            .flat_map(|variant| &mut variant.fields)
        {
            field.zeroize = !matches!(field.policy, Policy::Keep { .. } | Policy::Mistaken);
        }
    }
    refuse_borrows(&mut item, errors);
    if refuse_packed(&input.attrs, errors) {
        item.variants.clear();
    }
    item
}

/// Refuses what is said of the fields of a container.
fn refuse_policies(input: &DeriveInput, container: &Container, errors: &Errors) {
    if container.zeroize {
        errors.report(
            &input.ident,
            "`zeroize` does not go with `container`: it is the `Container` that would have to overwrite its \
             memory; put it into a struct, as a field with `#[pool(zeroize)]`",
        );
    }
    let fields: Vec<&syn::Field> = match &input.data {
        Data::Struct(data) => data.fields.iter().collect(),
        Data::Enum(data) => data
            .variants
            .iter()
            .flat_map(|variant| &variant.fields)
            .collect(),
        Data::Union(_) => Vec::new(),
    };
    for attribute in fields.into_iter().flat_map(|field| &field.attrs) {
        if attribute.path().is_ident("pool") {
            errors.report(
                attribute,
                "a field of a container has no policy: the type is emptied as its `Container` says; remove \
                 this, or `container` from the type",
            );
        }
    }
}

/// The variants of an enum, the initial one marked.
fn variants<'a>(
    input: &'a DeriveInput,
    data: &'a syn::DataEnum,
    errors: &Errors,
) -> Vec<Variant<'a>> {
    let before = errors.count();
    let mut initial: Option<&Ident> = None;
    let mut variants = Vec::new();
    for variant in &data.variants {
        let mark = attr::variant(&variant.attrs, errors);
        if let Some(mark) = &mark {
            match initial {
                None => initial = Some(&variant.ident),
                Some(first) => errors.report(
                    mark,
                    format!("a second `initial`: an enum is reset to one variant, and that is already `{first}`"),
                ),
            }
        }
        variants.push(Variant {
            name: Some(&variant.ident),
            initial: mark.is_some(),
            fields: fields(&variant.fields, errors),
        });
    }
    if initial.is_none() && errors.count() == before {
        let message = match data.variants.first() {
            None => "an enum without variants has no values to pool".to_owned(),
            Some(first) => format!(
                "an enum must say which variant it is reset to: write `#[pool(initial)]` above that variant, such as `{}`",
                first.ident,
            ),
        };
        errors.report(&input.ident, message);
    }
    for variant in variants.iter_mut().filter(|variant| !variant.initial) {
        for field in &mut variant.fields {
            if let Some(promise) = promise(&field.policy) {
                if initial.is_some() {
                    errors.report(
                        field.ty,
                        format!(
                            "`{promise}` has no effect here: a reset leaves this variant and drops its fields; \
                             remove the attribute, or mark this variant `#[pool(initial)]`",
                        ),
                    );
                }
                field.policy = Policy::Mistaken;
                field.zeroize = false;
            }
        }
    }
    variants
}

/// The name of a policy that says what the field will hold after the reset.
fn promise(policy: &Policy) -> Option<&'static str> {
    match policy {
        Policy::Keep { .. } => Some("keep"),
        Policy::With { .. } => Some("with"),
        Policy::DefaultValue(_) => Some("default"),
        _ => None,
    }
}

/// Fields with their policies.
fn fields<'a>(fields: &'a Fields, errors: &Errors) -> Vec<Field<'a>> {
    let members = fields
        .iter()
        .enumerate()
        .map(|(position, field)| match &field.ident {
            Some(name) => Member::Named(name.clone()),
            None => Member::Unnamed(Index::from(position)),
        });
    fields
        .iter()
        .zip(members)
        .map(|(field, member)| {
            let (policy, zeroize) = attr::field(&field.attrs, errors);
            Field {
                member,
                ty: &field.ty,
                policy,
                zeroize,
            }
        })
        .collect()
}

/// Refuses `#[repr(packed)]`, whose fields cannot be borrowed.
fn refuse_packed(attributes: &[Attribute], errors: &Errors) -> bool {
    let packed = attributes.iter().find(|attribute| {
        let words = attribute
            .meta
            .require_list()
            .map(|list| list.tokens.clone());
        let is_packed = |token| matches!(&token, TokenTree::Ident(word) if word == "packed");
        attribute.path().is_ident("repr")
            && words.is_ok_and(|words| words.into_iter().any(is_packed))
    });
    if let Some(attribute) = packed {
        errors.report(
            attribute,
            "a packed struct cannot derive `Poolable`: its fields may be unaligned, so no reset can borrow \
             them; drop `packed`, or implement `Poolable` by hand",
        );
    }
    packed.is_some()
}

/// Refuses fields that mention a lifetime of the item.
fn refuse_borrows(item: &mut Item<'_>, errors: &Errors) {
    let declared: Vec<String> = item
        .generics
        .lifetimes()
        .map(|parameter| parameter.lifetime.ident.to_string())
        .collect();
    if declared.is_empty() {
        return;
    }
    for field in item
        .variants
        .iter_mut()
        .flat_map(|variant| &mut variant.fields)
    {
        if let Some(lifetime) = lifetime_in(field.ty.to_token_stream(), &declared) {
            refuse_borrow(field.ty, &lifetime, errors);
            field.policy = Policy::Mistaken;
            field.zeroize = false;
        }
    }
}

/// Says why a borrow cannot be pooled.
fn refuse_borrow(ty: &Type, lifetime: &str, errors: &Errors) {
    errors.report(
        ty,
        format!(
            "this field borrows (`'{lifetime}`): a pool outlives every request, so what it borrows would have to \
             live as long as the pool; own the data instead (`String`, `Vec<u8>`, `Option<Arc<_>>` with \
             `#[pool(drop_ref)]`), or store positions into it; for a list of what each request borrows, \
             `fields: pool_runtime::collections::Scratch` keeps the memory, and `request.fields.vec::<&str>()` is \
             the list",
        ),
    );
}

/// The first of the declared lifetimes that the tokens mention.
fn lifetime_in(tokens: TokenStream, declared: &[String]) -> Option<String> {
    let mut quote = false;
    for token in tokens {
        match token {
            TokenTree::Punct(punct) => quote = punct.as_char() == '\'',
            TokenTree::Ident(name) => {
                let name = name.to_string();
                if quote && declared.contains(&name) {
                    return Some(name);
                }
                quote = false;
            }
            TokenTree::Group(group) => {
                if let Some(found) = lifetime_in(group.stream(), declared) {
                    return Some(found);
                }
                quote = false;
            }
            TokenTree::Literal(_) => quote = false,
        }
    }
    None
}
