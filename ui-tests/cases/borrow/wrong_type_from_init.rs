//! What `init` returns is what the pool is of.

use pool_runtime::{Pool, static_pool};

static_pool! {
    static LINES: Pool<String> = Pool::builder().init(|| Vec::<u8>::new());
}

fn main() {
    let pool: Pool<String> = Pool::with_init(|| Vec::<u8>::new());
    drop((pool, LINES.get()));
}
