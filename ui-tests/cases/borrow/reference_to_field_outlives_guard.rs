//! A reference into the object is a borrow of its guard.

use pool_runtime::{Pool, Poolable};

#[derive(Default, Poolable)]
struct Request {
    #[pool(clear)]
    path: String,
}

fn main() {
    let pool: Pool<Request> = Pool::new();
    let mut request = pool.get();
    request.path.push_str("/index.html");
    let path = &request.path;
    drop(request);
    println!("{path}");
}
