//! Nor is a static one.

use pool_runtime::{Pool, Poolable, static_pool};

#[derive(Poolable)]
struct Zip {
    level: u8,
}

static_pool! {
    static ZIPS: Pool<Zip>;
    static LIMITED: Pool<Zip> = Pool::builder().max_idle(8);
}

fn main() {
    drop((ZIPS.get(), LIMITED.get()));
}
