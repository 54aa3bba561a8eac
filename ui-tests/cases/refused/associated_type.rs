//! What a type turns out to be counts, not how it is reached.

use pool_runtime::Poolable;

trait Protocol {
    type Body;
}

struct Http;

impl Protocol for Http {
    type Body = Vec<u8>;
}

#[derive(Poolable)]
struct Request {
    body: <Http as Protocol>::Body,
}

fn main() {}
