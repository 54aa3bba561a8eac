//! `init` may run whenever the pool is empty, so what it uses must live as long.

use pool_runtime::Pool;

fn pool() -> Pool<Vec<u8>> {
    let capacity = 4096;
    Pool::with_init(|| Vec::with_capacity(capacity))
}

fn main() {
    drop(pool().get());
}
