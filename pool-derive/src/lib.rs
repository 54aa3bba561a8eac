//! `#[derive(Poolable)]`. Use it through `pool-runtime`, which re-exports it.

use proc_macro::TokenStream;

/// Derives `Poolable`: see `pool-runtime`.
#[proc_macro_derive(Poolable, attributes(pool))]
pub fn derive_poolable(_input: TokenStream) -> TokenStream {
    TokenStream::new()
}
