//! Bytes of a pooled buffer end with its guard.

use pool_runtime::Pool;

fn encode(pool: &Pool<Vec<u8>>) -> &[u8] {
    let mut buffer = pool.get();
    buffer.extend_from_slice(b"encoded");
    &buffer[..]
}

fn main() {
    let pool: Pool<Vec<u8>> = Pool::new();
    let bytes = {
        let buffer = pool.get();
        &buffer[..]
    };
    assert_eq!(bytes, encode(&pool));
}
