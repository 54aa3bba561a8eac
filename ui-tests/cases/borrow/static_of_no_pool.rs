//! `static_pool!` declares pools.

use pool_runtime::{Pool, static_pool};

static_pool! {
    static BUFFER: Vec<u8>;
}

static_pool! {
    static BUILT: Pool<Vec<u8>> = Pool::builder().build();
}

fn main() {}
