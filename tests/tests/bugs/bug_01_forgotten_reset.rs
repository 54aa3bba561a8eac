//! Nobody calls a reset here, and nobody finds what another borrower left.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread;

use pool_runtime::{Pool, Poolable, static_pool};

#[derive(Debug, Default, PartialEq, Poolable)]
struct Request {
    id: u64,
    is_admin: bool,
    position: Option<(u32, u32)>,
    #[pool(clear)]
    user: String,
    #[pool(clear)]
    cookies: HashMap<String, String>,
    #[pool(shrink_above = 4096)]
    body: Vec<u8>,
    #[pool(drop_ref)]
    session: Option<Arc<str>>,
}

static_pool! {
    static REQUESTS: Pool<Request>;
}

/// Leaves every field changed; which way it ends is the caller's luck.
fn handle(id: u64) -> Result<u64, std::num::ParseIntError> {
    let mut request = REQUESTS.get();
    assert_eq!(
        *request,
        Request::default(),
        "request {id} finds another's contents"
    );
    request.id = id;
    request.is_admin = true;
    request.position = Some((1, 2));
    request.user.push_str("ada");
    request.cookies.insert("token".into(), id.to_string());
    request
        .body
        .resize(usize::try_from(id % 10_000).unwrap_or(0), b'x');
    request.session = Some(Arc::from("session"));
    let token = if id.is_multiple_of(3) {
        "not a number"
    } else {
        &request.cookies["token"]
    };
    token.parse()
}

#[test]
fn bug_01_every_borrower_finds_a_fresh_object() {
    thread::scope(|threads| {
        for thread in 1..=4 {
            threads.spawn(move || {
                (0..3000)
                    .filter_map(|use_| handle(thread * 3000 + use_).ok())
                    .count()
            });
        }
    });
    let stats = REQUESTS.stats();
    assert_eq!(stats.hits + stats.misses, 12_000);
    assert!(
        stats.misses < 50,
        "objects were used again, or there was nothing to find: {stats:?}"
    );
}
