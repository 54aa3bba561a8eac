//! A shared pointer that says nothing pins what it points to.

use std::rc::Rc;
use std::sync::Arc;

use pool_runtime::Poolable;

type Shared = Arc<[u8]>;

#[derive(Poolable)]
struct Request {
    session: Arc<String>,
    local: Rc<str>,
    shared: Shared,
    maybe: Option<Arc<String>>,
}

fn main() {}
