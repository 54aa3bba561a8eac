//! A pool's objects outlive what they are lent, so they cannot hold it.

use pool_runtime::Pool;

fn fill<'text>(pool: &Pool<Vec<&'text str>>, text: &'text str) {
    pool.get().push(text);
}

fn main() {
    let pool = Pool::new();
    {
        let text = String::from("short-lived");
        fill(&pool, &text);
    }
    drop(pool.get());
}
