//! Statics that several threads use for the first time at once: each is built once, and all find it.

use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use pool_runtime::{Pool, StaticPool, static_pool};
use pool_tests::figures;

const THREADS: usize = 4;

static BUILT: AtomicUsize = AtomicUsize::new(0);

/// Statics of these names, and all of them.
macro_rules! fresh {
    ($($name:ident)*) => {
        static_pool! {
            $(static $name: Pool<u64> = {
                BUILT.fetch_add(1, Ordering::Relaxed);
                // The others come in the meantime.
                thread::yield_now();
                Pool::builder()
            };)*
        }
        const FRESH: &[&StaticPool<Pool<u64>>] = &[$(&$name),*];
    };
}

fresh! {
    A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 AA AB AC AD AE AF
    B0 B1 B2 B3 B4 B5 B6 B7 B8 B9 BA BB BC BD BE BF
    C0 C1 C2 C3 C4 C5 C6 C7 C8 C9 CA CB CC CD CE CF
    D0 D1 D2 D3 D4 D5 D6 D7 D8 D9 DA DB DC DD DE DF
}

#[test]
fn first_uses_at_once_build_one_pool() {
    assert_eq!(BUILT.load(Ordering::Relaxed), 0);
    let start = Barrier::new(THREADS);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for pool in FRESH {
                    start.wait();
                    *pool.get() += 1;
                }
            });
        }
    });
    assert_eq!(BUILT.load(Ordering::Relaxed), FRESH.len());
    for pool in FRESH {
        figures::add_up(&pool.stats(), THREADS);
        assert!(pool.stats().idle > 0);
    }
}
