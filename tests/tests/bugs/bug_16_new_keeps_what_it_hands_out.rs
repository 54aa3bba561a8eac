//! What `init` returned is the pool's and its borrower's: nobody else has it, and nobody else gets it.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;

use pool_runtime::{Pool, Poolable};

#[test]
fn bug_16_objects_borrowed_at_once_are_different_objects() {
    const THREADS: usize = 8;
    const HELD: usize = 10;
    let pool: Pool<Box<u64>> = Pool::with_init(|| Box::new(0));
    let barrier = Barrier::new(THREADS);
    let addresses = Mutex::new(HashSet::new());
    let lent_twice = AtomicUsize::new(0);
    thread::scope(|threads| {
        for _ in 0..THREADS {
            threads.spawn(|| {
                for _ in 0..20 {
                    let mut held: Vec<_> = (0..HELD).map(|_| pool.get()).collect();
                    for object in &mut held {
                        let address: *const u64 = &raw const ***object;
                        let new = addresses.lock().unwrap().insert(address.addr());
                        // Not asserted here: the others would wait at the barrier.
                        if !new || ***object != 0 {
                            lent_twice.fetch_add(1, Ordering::Relaxed);
                        }
                        ***object = 1;
                    }
                    if barrier.wait().is_leader() {
                        addresses.lock().unwrap().clear();
                    }
                    barrier.wait();
                }
            });
        }
    });
    assert_eq!(lent_twice.into_inner(), 0);
    assert!(
        pool.stats().misses <= 400,
        "objects were used again: {:?}",
        pool.stats()
    );
}

#[test]
fn bug_16_what_init_shares_on_purpose_is_let_go_at_return() {
    #[derive(Poolable)]
    struct Query {
        #[pool(drop_ref)]
        defaults: Option<Arc<str>>,
    }
    let defaults: Arc<str> = Arc::from("shared");
    let kept = Arc::clone(&defaults);
    let pool = Pool::with_init(move || Query {
        defaults: Some(Arc::clone(&kept)),
    });
    for _ in 0..10 {
        drop((pool.get(), pool.get()));
    }
    assert_eq!(pool.stats().idle, 2);
    assert_eq!(
        Arc::strong_count(&defaults),
        2,
        "ours and `init`'s, and none in the pool"
    );
}
