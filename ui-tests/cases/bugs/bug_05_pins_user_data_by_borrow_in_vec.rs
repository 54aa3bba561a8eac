//! No derive, and the borrow is caught all the same: a pool outlives the request.

use pool_runtime::{Pool, static_pool};

static_pool! {
    static WORDS: Pool<Vec<&'static str>>;
}

fn longest(request: &str) -> usize {
    let mut words = WORDS.get();
    words.extend(request.split(' '));
    words.iter().map(|word| word.len()).max().unwrap_or(0)
}

fn main() {
    longest("a request");
}
