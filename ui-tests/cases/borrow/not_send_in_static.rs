//! A static pool is shared by threads, so its objects move between them.

use std::rc::Rc;

use pool_runtime::{Pool, Poolable, static_pool};

#[derive(Default, Poolable)]
struct Request {
    #[pool(drop_ref)]
    session: Option<Rc<String>>,
}

static_pool! {
    static REQUESTS: Pool<Request>;
}

fn main() {
    drop(REQUESTS.get());
}
