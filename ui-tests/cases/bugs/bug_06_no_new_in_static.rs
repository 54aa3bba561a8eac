//! The same in a static.

use pool_runtime::{Pool, Poolable, static_pool};

#[derive(Poolable)]
struct Encoder {
    #[pool(keep = "every borrower encodes at the level its pool was made for")]
    level: i32,
    #[pool(clear)]
    output: Vec<u8>,
}

static_pool! {
    static ENCODERS: Pool<Encoder>;
}

fn main() {
    ENCODERS.get().output.push(1);
}
