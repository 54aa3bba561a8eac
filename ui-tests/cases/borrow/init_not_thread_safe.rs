//! `init` may run on any thread, on several at once.

use std::cell::Cell;

use pool_runtime::Pool;

fn main() {
    let count = Cell::new(0);
    let pool: Pool<Vec<u8>> = Pool::with_init(move || {
        count.set(count.get() + 1);
        Vec::new()
    });
    drop(pool.get());
}
