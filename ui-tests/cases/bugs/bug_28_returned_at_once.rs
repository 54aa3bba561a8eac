//! A guard that nobody holds goes back in the same line.

#![deny(unused_must_use)]

use pool_runtime::{Pool, static_pool};

static_pool! {
    static BUFFERS: Pool<Vec<u8>>;
}

fn main() {
    BUFFERS.get();
}
