//! What the expansion of `#[derive(Poolable)]` refers to; not public API.
