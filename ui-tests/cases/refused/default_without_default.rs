//! There is no value to put in place.

use std::time::Instant;

use pool_runtime::Poolable;

struct Session;

type Moment = Instant;

#[derive(Poolable)]
struct Request {
    #[pool(default)]
    started: Instant,
    #[pool(default)]
    session: Session,
    #[pool(default)]
    alias: Moment,
}

fn main() {}
