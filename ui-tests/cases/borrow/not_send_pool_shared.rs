//! A pool of objects that cannot change threads is of one thread.

use std::rc::Rc;
use std::thread;

use pool_runtime::{Pool, Poolable};

#[derive(Default, Poolable)]
struct Request {
    #[pool(drop_ref)]
    session: Option<Rc<String>>,
}

fn main() {
    let pool: Pool<Request> = Pool::new();
    thread::scope(|scope| {
        scope.spawn(|| drop(pool.get()));
    });
}
