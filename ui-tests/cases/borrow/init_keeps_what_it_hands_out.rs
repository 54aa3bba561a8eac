//! `init` cannot keep a reference to what it hands out.

use std::sync::Mutex;

use pool_runtime::Pool;

fn main() {
    let made: &'static Mutex<Vec<&'static Vec<u8>>> = Box::leak(Box::default());
    let pool: Pool<Vec<u8>> = Pool::with_init(|| {
        let buffer = Vec::new();
        made.lock().unwrap().push(&buffer);
        buffer
    });
    drop(pool.get());
}
