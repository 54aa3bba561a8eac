//! A type that says nothing about itself.

use std::time::Instant;

use pool_runtime::Poolable;

struct Session;

#[derive(Poolable)]
struct Request {
    session: Session,
    started: Instant,
    maybe: Option<Session>,
    callback: fn(u8) -> u8,
}

fn main() {}
