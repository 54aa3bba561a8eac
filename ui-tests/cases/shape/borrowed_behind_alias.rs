//! The lifetime is found inside any type, and in an enum.

use std::marker::PhantomData;

use pool_runtime::Poolable;

type Token<'source> = Option<&'source str>;

#[derive(Poolable)]
enum Scanner<'source> {
    #[pool(initial)]
    Start,
    At(Token<'source>),
    Ended(PhantomData<&'source ()>),
}

fn main() {}
