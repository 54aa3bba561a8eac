//! A pool that cannot make an object is none.

use pool_runtime::{Pool, Poolable};

#[derive(Poolable)]
struct Zip {
    level: u8,
}

fn main() {
    let new: Pool<Zip> = Pool::new();
    let built: Pool<Zip> = Pool::builder().max_idle(8).build();
    let tried = Pool::<Zip>::builder().try_build();
    drop((new, built, tried));
}
