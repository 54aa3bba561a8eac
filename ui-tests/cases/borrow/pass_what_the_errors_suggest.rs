//! What the errors in this folder tell a user to write.

use std::sync::Arc;
use std::thread;

use pool_runtime::{OwnedPooled, Pool, Poolable, Pooled, static_pool};

#[derive(Poolable)]
struct Zip {
    level: u8,
}

static_pool! {
    static BUFFERS: Pool<Vec<u8>>;
    static ZIPS: Pool<Zip> = Pool::builder().init(|| Zip { level: 1 }).max_idle(8);
}

fn encode(pool: &Pool<Vec<u8>>) -> Pooled<'_, Vec<u8>> {
    let mut buffer = pool.get();
    buffer.extend_from_slice(b"encoded");
    buffer
}

fn main() {
    let mut buffer = BUFFERS.get();
    thread::spawn(move || buffer.push(1)).join().unwrap();

    let pool = Arc::new(Pool::<Vec<u8>>::new());
    let mut owned = pool.get_owned();
    thread::spawn(move || owned.push(1)).join().unwrap();
    let shared = Arc::clone(&pool);
    assert_eq!(*encode(&shared), b"encoded");

    let capacity = 4096;
    let sized: Pool<Vec<u8>> = Pool::with_init(move || Vec::with_capacity(capacity));
    assert!(Pooled::detach(sized.get()).capacity() >= capacity);
    OwnedPooled::discard(pool.get_owned());
    assert_eq!(ZIPS.get().level, 1);
}
