//! Each field says what becomes of it; nobody calls a reset, and nobody can forget it.

use pool_runtime::{Pool, Poolable, static_pool};

#[derive(Default, Poolable)]
struct Request {
    id: u64,
    #[pool(clear)]
    user: String,
    #[pool(clear)]
    headers: Vec<(String, String)>,
}

static_pool! {
    static REQUESTS: Pool<Request>;
}

fn handle(id: u64, user: &str) {
    let mut request = REQUESTS.get();
    assert!(request.id == 0 && request.user.is_empty() && request.headers.is_empty());
    request.id = id;
    request.user.push_str(user);
    request.headers.push(("Host".into(), "example.org".into()));
    let (user, headers) = (&request.user, request.headers.len());
    println!("  request {id}: user `{user}`, {headers} header");
}

pub fn run() {
    handle(1, "ada");
    handle(2, "");
    assert_eq!(REQUESTS.stats().hits, 1);
}
