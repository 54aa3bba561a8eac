//! The ways objects take between threads, in few steps each and with nothing but the pool to order
//! them: for Miri, which looks at every access of every run and is slow (`scripts/miri`).

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use pool_runtime::{OwnedPooled, Pool, Pooled, static_pool, testing};
use pool_tests::figures;

/// Writes to an object that must be as new.
fn write(bytes: &mut Vec<u8>) {
    assert!(bytes.is_empty(), "not as new");
    bytes.extend_from_slice(b"written");
}

/// So many borrowed at once, written to and returned.
fn borrow(pool: &Pool<Vec<u8>>, count: usize) {
    let mut held: Vec<_> = (0..count).map(|_| pool.get()).collect();
    for bytes in &mut held {
        write(bytes);
    }
}

#[test]
fn threads_get_and_return_while_others_trim_and_read() {
    let pool: Pool<Vec<u8>> = Pool::builder().max_idle(8).build();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| (1..4).for_each(|count| borrow(&pool, count)));
        }
        scope.spawn(|| {
            for _ in 0..3 {
                pool.trim();
                assert!(pool.stats().idle <= 8);
            }
        });
    });
    figures::add_up(&pool.stats(), 12);
    assert_eq!(pool.stats().live, 0);
}

#[test]
fn objects_go_from_hand_to_hand() {
    let pool = Arc::new(Pool::<Vec<u8>>::builder().max_idle(4).build());
    let (sender, receiver) = channel::<OwnedPooled<Vec<u8>>>();
    let other = Arc::clone(&pool);
    let receiving = thread::spawn(move || {
        for bytes in receiver {
            assert_eq!(*bytes, b"written");
            drop(bytes);
            borrow(&other, 2);
        }
    });
    for _ in 0..6 {
        let mut bytes = pool.get_owned();
        write(&mut bytes);
        sender.send(bytes).expect("received");
        borrow(&pool, 1);
    }
    drop(sender);
    receiving.join().expect("no panic");
    figures::add_up(&pool.stats(), 6 * 4);
}

#[test]
fn threads_come_and_go_over_a_full_pool() {
    let pool: Pool<Vec<u8>> = Pool::builder().max_idle(3).build();
    for _ in 0..3 {
        thread::scope(|scope| {
            scope.spawn(|| borrow(&pool, 3));
            scope.spawn(|| borrow(&pool, 2));
        });
        assert!(pool.stats().idle <= 3);
    }
    figures::add_up(&pool.stats(), 15);
    pool.trim();
    assert_eq!(pool.prewarm(10), 3, "the limit is whole");
}

#[test]
fn a_pool_ends_on_any_thread() {
    for _ in 0..3 {
        let pool = Arc::new(Pool::<Vec<u8>>::new());
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let pool = Arc::clone(&pool);
                thread::spawn(move || {
                    borrow(&pool, 2);
                    let mut last = pool.get_owned();
                    drop(pool);
                    write(&mut last);
                })
            })
            .collect();
        borrow(&pool, 1);
        drop(pool);
        for thread in threads {
            thread.join().expect("no panic");
        }
    }
}

#[test]
fn a_sleeper_is_emptied_as_it_wakes() {
    let pool: Pool<Vec<u8>> = Pool::builder().max_idle(8).build();
    borrow(&pool, 3);
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..3 {
                testing::advance(&pool, Duration::from_secs(3600));
                borrow(&pool, 1);
            }
        });
        borrow(&pool, 3);
    });
    figures::add_up(&pool.stats(), 9);
}

#[test]
fn magazines_go_by_the_depot() {
    let pool: Pool<Vec<u8>> = Pool::new();
    borrow(&pool, 70);
    thread::scope(|scope| {
        scope.spawn(|| borrow(&pool, 40));
        borrow(&pool, 40);
    });
    figures::add_up(&pool.stats(), 150);
    assert_eq!(pool.trim().objects as u64, pool.stats().misses);
}

#[test]
fn guards_end_in_every_way() {
    let pool: Pool<Vec<u8>> = Pool::new();
    write(&mut Pooled::detach(pool.get()));
    Pooled::discard(pool.get());
    let panicking = thread::scope(|scope| {
        let thread = scope.spawn(|| {
            let mut held = pool.get();
            write(&mut held);
            std::panic::resume_unwind(Box::new("in the middle"));
        });
        thread.join()
    });
    assert!(panicking.is_err());
    assert_eq!(pool.stats().discards.at_return(), 3);
    figures::add_up(&pool.stats(), 3);
}

#[test]
fn a_static_is_used_for_the_first_time_by_two() {
    static_pool! {
        static LINES: Pool<Vec<u8>>;
    }
    thread::scope(|scope| {
        scope.spawn(|| borrow(&LINES, 2));
        borrow(&LINES, 2);
    });
    figures::add_up(&LINES.stats(), 4);
    // Nothing ends a static: what is idle in it is no leak, but let it be gone.
    LINES.trim();
}
