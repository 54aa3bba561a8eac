//! A guard that nobody holds returns its object at once.
#![deny(unused_must_use)]

use std::sync::Arc;

use pool_runtime::Pool;

fn main() {
    let pool: Arc<Pool<Vec<u8>>> = Arc::new(Pool::new());
    pool.get();
    pool.get_owned();
    Pool::<Vec<u8>>::builder().max_idle(8);
}
