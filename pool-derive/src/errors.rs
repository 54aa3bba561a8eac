//! Collects every mistake of an item, so that one compilation reports them all.

use std::cell::RefCell;
use std::fmt::Display;
use std::thread;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Error;

/// The mistakes found so far. Must be ended with [`finish`](Self::finish): to drop it is to lose them.
pub struct Errors {
    /// `None` once finished.
    found: RefCell<Option<Vec<Error>>>,
}

impl Errors {
    /// No mistakes yet.
    pub fn new() -> Self {
        Errors {
            found: RefCell::new(Some(Vec::new())),
        }
    }

    /// Reports `message`, underlining all of `tokens`.
    pub fn report(&self, tokens: impl ToTokens, message: impl Display) {
        self.push(Error::new_spanned(tokens, message));
    }

    /// Reports an error that already knows its place.
    pub fn push(&self, error: Error) {
        if let Some(found) = self.found.borrow_mut().as_mut() {
            found.push(error);
        }
    }

    /// How many have been reported.
    pub fn count(&self) -> usize {
        self.found.borrow().as_ref().map_or(0, Vec::len)
    }

    /// All of them as `compile_error!`s; empty when there are none.
    pub fn finish(self) -> TokenStream {
        let found = self.found.borrow_mut().take().unwrap_or_default();
        found.iter().map(Error::to_compile_error).collect()
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        assert!(
            thread::panicking() || self.found.borrow().is_none(),
            "errors were collected and never finished"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::Errors;
    use proc_macro2::TokenStream;

    #[test]
    fn keeps_every_error() {
        let errors = Errors::new();
        errors.report(TokenStream::new(), "first");
        errors.report(TokenStream::new(), "second");
        assert_eq!(errors.count(), 2);
        let tokens = errors.finish().to_string();
        assert!(
            tokens.contains("first") && tokens.contains("second"),
            "{tokens}"
        );
    }

    #[test]
    #[should_panic(expected = "never finished")]
    fn panics_when_dropped_unfinished() {
        drop(Errors::new());
    }
}
