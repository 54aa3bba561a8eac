//! A guard returns to the pool it came from, wherever it is dropped.

use pool_runtime::{Pool, Pooled, static_pool};

/// A buffer itself counts, too, in bytes.
const VEC: usize = size_of::<Vec<u8>>();

static_pool! {
    static SMALL: Pool<Vec<u8>> = Pool::builder().max_object_bytes(VEC + 4096);
    static LARGE: Pool<Vec<u8>> = Pool::builder().max_object_bytes(1 << 20);
}

fn buffer_for(bytes: usize) -> Pooled<'static, Vec<u8>> {
    let pool = if bytes <= 4096 { &SMALL } else { &LARGE };
    let mut buffer = pool.get();
    buffer.reserve_exact(bytes);
    buffer
}

pub fn run() {
    let buffers: Vec<_> = [100, 100_000, 200].into_iter().map(buffer_for).collect();
    drop(buffers);
    let (small, large) = (SMALL.stats(), LARGE.stats());
    assert_eq!((small.idle, small.idle_bytes), (2, 2 * VEC + 300));
    assert_eq!((large.idle, large.idle_bytes), (1, VEC + 100_000));
    println!(
        "  {} small and {} large, each back in its own pool",
        small.idle, large.idle
    );
}
