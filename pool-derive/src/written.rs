//! The tokens inside `#[pool(…)]`: where an entry ends, and which key it starts with.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use crate::entry::Entry;
use crate::errors::Errors;
use crate::key::{Key, Place};

/// What stands between two commas.
#[derive(Default)]
pub struct Written {
    name: Vec<TokenTree>,
    /// What follows the `=`.
    value: Option<TokenStream>,
    /// The `=` or comma that nothing stands before: the place of that mistake.
    nameless: Option<TokenTree>,
}

impl Written {
    /// Takes tokens up to the next comma that is not inside generic arguments.
    pub fn read(tokens: &mut impl Iterator<Item = TokenTree>) -> Written {
        let mut written = Written::default();
        let mut angles = 0_usize;
        let mut before: Option<char> = None;
        for token in tokens {
            let punctuation = match &token {
                TokenTree::Punct(punct) => Some(punct.as_char()),
                _ => None,
            };
            match punctuation {
                Some(',') if angles == 0 => {
                    written.note_if_nameless(token);
                    break;
                }
                Some('=') if written.value.is_none() => {
                    written.note_if_nameless(token);
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
    pub fn understand(self, place: Place, errors: &Errors) -> Option<Entry> {
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
                    let elsewhere = if key.stands_on(place) {
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
        if !key.stands_on(place) {
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

    /// Notes where a key is missing.
    fn note_if_nameless(&mut self, token: TokenTree) {
        if self.name.is_empty() && self.nameless.is_none() {
            self.nameless = Some(token);
        }
    }

    /// Everything that was written.
    fn tokens(&self) -> TokenStream {
        let Written {
            name,
            value,
            nameless,
        } = self;
        quote!(#(#name)* #nameless #value)
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::quote;

    use super::Written;

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
}
