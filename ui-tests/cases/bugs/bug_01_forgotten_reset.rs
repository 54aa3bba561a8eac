//! The reset that Go's author has to remember is written by the derive, which must be told what it is.

use pool_runtime::{Pool, Poolable};

#[derive(Default, Poolable)]
struct Request {
    id: u64,
    user: String,
    headers: Vec<(String, String)>,
}

fn main() {
    let requests: Pool<Request> = Pool::new();
    let mut request = requests.get();
    request.user.push_str("ada");
}
