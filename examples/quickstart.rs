//! The shortest program that pools something: declare a struct, declare a pool, borrow from it.
//!
//! ```console
//! $ cargo run --example quickstart
//! ```

use std::sync::Arc;

use pool_runtime::{Pool, Poolable, static_pool};

/// What a client and a server remember about each other; shared, and not this request's own.
struct Session {
    user: &'static str,
}

/// One request's scratch space. Each field that owns something says what becomes of it at return; leave
/// one of the attributes out, and the compiler tells you what to write.
#[derive(Default, Poolable)]
struct Request {
    id: u64, // a plain value: back to 0, nothing to say
    #[pool(clear)]
    headers: Vec<(String, String)>, // emptied, its capacity kept
    #[pool(shrink_above = 65536)]
    body: Vec<u8>, // emptied, at most 64 KiB kept
    #[pool(drop_ref)]
    session: Option<Arc<Session>>, // released: an idle request keeps no session alive
}

static_pool! {
    /// Requests between uses. Any thread may borrow from it; there is nothing to set up.
    static REQUESTS: Pool<Request>;
}

/// Fills a request from the pool. There is no "put": it is reset and returned where it is dropped, here
/// at the end, and just so after `?`, `return` or a panic (which drops it for good instead).
fn handle(id: u64, session: &Arc<Session>) -> usize {
    let mut request = REQUESTS.get();
    println!(
        "request {id}: id {}, {} headers, {} bytes of body, room for {}, {}",
        request.id,
        request.headers.len(),
        request.body.len(),
        request.body.capacity(),
        if request.session.is_none() {
            "no session"
        } else {
            "a session"
        },
    );

    request.id = id;
    request.headers.push(("Host".into(), "example.org".into()));
    request.body.extend_from_slice(&[b'x'; 1000]);
    request.session = Some(Arc::clone(session));
    request.body.len()
}

fn main() {
    let session = Arc::new(Session { user: "ada" });

    // Every request arrives as good as new; from the second on, with room for the body.
    let bytes: usize = (1..=3).map(|id| handle(id, &session)).sum();
    println!("{} sent {bytes} bytes", session.user);

    // The idle request let go of the session.
    assert_eq!(Arc::strong_count(&session), 1);

    let stats = REQUESTS.stats();
    println!(
        "{} hits, {} miss, {} idle with {} bytes",
        stats.hits, stats.misses, stats.idle, stats.idle_bytes,
    );
}
