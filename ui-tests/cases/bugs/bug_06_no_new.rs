//! A pool that could not make what it is asked for.

use pool_runtime::{Pool, Poolable};

#[derive(Poolable)]
struct Encoder {
    #[pool(keep = "every borrower encodes at the level its pool was made for")]
    level: i32,
    #[pool(clear)]
    output: Vec<u8>,
}

fn main() {
    let encoders: Pool<Encoder> = Pool::new();
    encoders.get().output.push(1);
}
