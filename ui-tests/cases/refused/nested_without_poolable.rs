//! There is no reset to call.

use pool_runtime::Poolable;

struct Session;

type Inner = Session;

#[derive(Poolable)]
struct Request {
    #[pool(nested)]
    session: Session,
    #[pool(nested)]
    boxed: Box<Session>,
    #[pool(nested)]
    alias: Inner,
}

fn main() {}
