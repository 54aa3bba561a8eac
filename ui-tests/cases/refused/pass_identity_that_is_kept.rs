//! `keep` and `with` accept what no other policy does, and shared locks are released.

use std::sync::atomic::{AtomicU32, AtomicU64};
use std::sync::{Arc, Mutex};

use pool_runtime::Poolable;

#[derive(Default, Poolable)]
struct Request {
    #[pool(keep = "taken by the worker thread of this object alone")]
    lock: Mutex<u64>,
    #[pool(with = unlock)]
    counter: Mutex<u64>,
    #[pool(drop_ref)]
    shared: Option<Arc<Mutex<u64>>>,
    #[pool(clear)]
    many: Vec<Mutex<u64>>,
    #[pool(keep = "generic")]
    hits: AtomicU32,
    plain: AtomicU64,
}

fn unlock(lock: &mut Mutex<u64>) {
    *lock = Mutex::new(0);
}

fn main() {
    let shared = Arc::new(Mutex::new(1));
    let mut request = Request {
        lock: Mutex::new(1),
        counter: Mutex::new(2),
        shared: Some(Arc::clone(&shared)),
        many: vec![Mutex::new(3)],
        hits: AtomicU32::new(4),
        plain: AtomicU64::new(5),
    };
    request.reset();
    assert_eq!(*request.lock.get_mut().unwrap(), 1);
    assert_eq!(*request.counter.get_mut().unwrap(), 0);
    assert_eq!(Arc::strong_count(&shared), 1);
    assert!(request.many.is_empty());
    assert_eq!(request.hits.into_inner(), 4);
    assert_eq!(request.plain.into_inner(), 0);
}
