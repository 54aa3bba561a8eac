//! Only what says how it is reset is pooled.

use pool_runtime::{Pool, static_pool};

#[derive(Default)]
struct Request {
    id: u64,
}

static_pool! {
    static REQUESTS: Pool<Request>;
}

fn main() {}
