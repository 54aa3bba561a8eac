//! Any tokens into the derive: never a panic, always code that parses, and a mistake is reported
//! where it was made.
#![no_main]

#[path = "../../pool-derive/src/ast.rs"]
mod ast;
#[path = "../../pool-derive/src/attr.rs"]
mod attr;
#[path = "../../pool-derive/src/bounds.rs"]
mod bounds;
#[path = "../../pool-derive/src/checks.rs"]
mod checks;
#[path = "../../pool-derive/src/container.rs"]
mod container;
#[path = "../../pool-derive/src/entry.rs"]
mod entry;
#[path = "../../pool-derive/src/errors.rs"]
mod errors;
#[path = "../../pool-derive/src/expand.rs"]
mod expand;
#[path = "../../pool-derive/src/key.rs"]
mod key;
#[path = "../../pool-derive/src/spans.rs"]
mod spans;
#[path = "../../pool-derive/src/valid.rs"]
mod valid;
#[path = "../../pool-derive/src/variants.rs"]
mod variants;
#[path = "../../pool-derive/src/written.rs"]
mod written;
#[path = "../../pool-derive/src/zeroize.rs"]
mod zeroize;

use arbitrary::{Result, Unstructured};
use libfuzzer_sys::{Corpus, fuzz_target};
use proc_macro2::{TokenStream, TokenTree};

/// Pieces an item is put together from, so that most inputs get past the parser. The rest of a
/// piece may come from the input itself.
const ATTRIBUTES: &[&str] = &[
    "clear", "drop_ref", "default", "default = 3", "default = Vec::new()", "nested", "initial",
    "shrink_above = 64", "shrink_above = 8, shrink_to = 4", "clear, shrink_above = 1 << 4",
    "with = f", "with = a::b::<C>, bytes = g", "keep = \"why\"", "keep = \"\"", "keep",
    "keep = \"x\", bytes = h", "max_size = 128", "discard_if = Self::bad", "bound = \"T: Copy\"",
    "bound = \"T\"", "bound = \"\"", "crate = ::other", "crate = \"x\"", "claer", "shrink", "",
    "clear = 1", "nested(x)", "default = }", "with", "max_size", "initial = 2", "clear, clear",
];
const TYPES: &[&str] = &[
    "u32", "Vec<u8>", "Option<Arc<T>>", "T", "[u8; 300]", "&'a str", "Box<dyn Fn(&u8) -> T>",
    "<T as Iterator>::Item", "fn(u8)", "*const u8", "(u8, T)", "!", "_", "m!()", "Vec<Vec<T>>",
    "[T; N]", "impl Copy", "PhantomData<&'static T>", "Self", "Mutex<T>",
];
const GENERICS: &[&str] = &[
    "", "<T>", "<'a, T: 'a>", "<T: Copy = u8, const N: usize>", "<const N: usize = 3>", "<>",
    "<'a: 'b, 'b>", "<T: ?Sized>",
];

fn text(bytes: &mut Unstructured<'_>) -> Result<String> {
    if bytes.ratio(1, 3)? {
        return Ok(bytes.arbitrary::<&str>()?.to_owned());
    }
    let fields = |bytes: &mut Unstructured<'_>, named: bool| -> Result<String> {
        let mut fields = String::new();
        for number in 0..bytes.int_in_range(0..=4)? {
            for _ in 0..bytes.int_in_range(0..=2)? {
                fields += &format!("#[pool({})] ", attribute(bytes)?);
            }
            if named {
                fields += &format!("f{number}: ");
            }
            fields += bytes.choose(TYPES)?;
            fields += ", ";
        }
        Ok(fields)
    };
    let generics = *bytes.choose(GENERICS)?;
    let mut item = String::new();
    if bytes.ratio(1, 4)? {
        item += &format!("#[pool({})] ", attribute(bytes)?);
    }
    if bytes.ratio(1, 16)? {
        item += "#[repr(packed(2), C)] ";
    }
    match bytes.int_in_range(0..=5)? {
        0 => item += &format!("struct S{generics};"),
        1 => item += &format!("pub struct S{generics}({});", fields(bytes, false)?),
        2 | 3 => item += &format!("struct S{generics} where u8: Copy {{ {} }}", fields(bytes, true)?),
        4 => item += &format!("union S{generics} {{ {} }}", fields(bytes, true)?),
        _ => {
            item += &format!("enum r#enum{generics} {{ ");
            for number in 0..bytes.int_in_range(0..=3)? {
                if bytes.ratio(1, 2)? {
                    item += "#[pool(initial)] ";
                }
                item += &match bytes.int_in_range(0..=2)? {
                    0 => format!("V{number}, "),
                    1 => format!("V{number}({}), ", fields(bytes, false)?),
                    _ => format!("V{number} {{ {} }}, ", fields(bytes, true)?),
                };
            }
            item += "}";
        }
    }
    Ok(item)
}

fn attribute<'a>(bytes: &mut Unstructured<'a>) -> Result<&'a str> {
    if bytes.ratio(1, 8)? { bytes.arbitrary() } else { bytes.choose(ATTRIBUTES).copied() }
}

/// The messages of errors that stand nowhere in the input.
fn lost_errors(tokens: TokenStream) -> Vec<String> {
    let mut lost = Vec::new();
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(name) if name == "compile_error" => {
                if name.span().byte_range().is_empty() {
                    lost.push(tokens.by_ref().take(2).map(|token| token.to_string()).collect());
                }
            }
            TokenTree::Group(group) => lost.extend(lost_errors(group.stream())),
            _ => {}
        }
    }
    lost
}

fn check(input: &str) -> Corpus {
    let Ok(tokens) = input.parse::<TokenStream>() else { return Corpus::Reject };
    let is_item = syn::parse2::<syn::DeriveInput>(tokens.clone()).is_ok();
    let expansion = expand::expand(tokens);
    if let Err(error) = output::parse2::<output::File>(expansion.clone()) {
        panic!("{error} in the expansion of\n{input}\n\n{expansion}");
    }
    // What is no item at all may end too early, which has no place.
    let lost = lost_errors(expansion);
    assert!(!is_item || lost.is_empty(), "without a place: {lost:?}\n{input}");
    Corpus::Keep
}

fuzz_target!(|bytes: &[u8]| -> Corpus {
    // A file of the corpus that is an item is taken as it is.
    let corpus = match std::str::from_utf8(bytes) {
        Ok(item) if item.contains("struct") || item.contains("enum") => check(item),
        _ => text(&mut Unstructured::new(bytes)).map_or(Corpus::Reject, |item| check(&item)),
    };
    proc_macro2::extra::invalidate_current_thread_spans();
    corpus
});
