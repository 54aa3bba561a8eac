//! A guard goes where its object may go.

use std::rc::Rc;
use std::sync::Arc;
use std::thread;

use pool_runtime::{Pool, Poolable};

#[derive(Default, Poolable)]
struct Request {
    #[pool(drop_ref)]
    session: Option<Rc<String>>,
}

fn main() {
    let pool: Arc<Pool<Request>> = Arc::new(Pool::new());
    let request = pool.get_owned();
    thread::spawn(move || drop(request));
}
