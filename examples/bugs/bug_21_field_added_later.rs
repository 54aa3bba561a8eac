//! The new field says what becomes of it, as the compiler asked.

use pool_runtime::{Poolable, testing};

#[derive(Debug, Default, PartialEq, Poolable)]
struct Request {
    id: u64,
    #[pool(shrink_above = 65536)]
    body: Vec<u8>,
    #[pool(clear)]
    trailers: Vec<String>,
}

pub fn run() {
    // What a unit test would do; for resets written by hand it is the only one who asks.
    testing::assert_reset::<Request>(|request| {
        request.id = 1;
        request.body.push(1);
        request.trailers.push("Expires: never".into());
    });
    println!("  a dirty request is reset to what a new one is");
}
