//! Nor for being let go.

use std::sync::Mutex;

use pool_runtime::Poolable;

type Lock = Box<Mutex<u8>>;

#[derive(Poolable)]
struct Request {
    #[pool(drop_ref)]
    lock: Mutex<u64>,
    #[pool(drop_ref)]
    maybe: Option<Mutex<u64>>,
    #[pool(drop_ref)]
    boxed: Option<Lock>,
}

fn main() {}
