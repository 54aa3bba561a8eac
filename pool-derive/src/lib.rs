//! `#[derive(Poolable)]`. Use it through `pool-runtime`, which re-exports it.

mod ast;
mod attr;
mod bounds;
mod checks;
mod errors;
mod expand;
mod key;
mod valid;

use proc_macro::TokenStream;

/// Derives `Poolable`: see `pool-runtime`.
#[proc_macro_derive(Poolable, attributes(pool))]
pub fn derive_poolable(input: TokenStream) -> TokenStream {
    expand::expand(input.into()).into()
}
