//! What a pool takes for itself, beside its objects: bytes for the pool, for each thread in it, for
//! each object; and nothing for threads that are gone.

use pool_runtime::Pool;
use pool_tests::allocator::{CountingAllocator, measure, process};
use std::sync::Mutex;
use std::thread;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// The tests look at the process as a whole.
static ALONE: Mutex<()> = Mutex::new(());

#[test]
fn of_a_pool_and_each_thread_in_it() {
    let _alone = ALONE.lock();
    let use_once = |pool: &Pool<u64>| drop(pool.get());
    // All pools share a thread's table of them.
    let other = Pool::new();
    use_once(&other);

    let (pool, unused) = measure(Pool::<u64>::new);
    let ((), first) = measure(|| use_once(&pool));
    let second = thread::scope(|scope| {
        scope
            .spawn(|| {
                use_once(&other);
                measure(|| use_once(&pool)).1
            })
            .join()
            .expect("the thread ends")
    });
    let held: Vec<_> = (0..10).map(|_| pool.get()).collect();
    let (another, object) = measure(|| pool.get());
    drop((held, another));
    println!(
        "bytes: a pool {} and {}, its first thread {}, another {}, an object of 8 bytes {}",
        size_of::<Pool<u64>>(),
        unused.live,
        first.live,
        second.live,
        object.live,
    );
    // Two shards on the smallest machine, eight on the largest.
    assert!(unused.live <= 1024 + 8 * 512, "{unused:?}");
    // Each with an object. The registry grows by doubling, from four.
    assert!(first.live <= 1024, "{first:?}");
    assert!(second.live <= 1024, "{second:?}");
    assert!(object.live <= 8 + 24, "{object:?}");
}

#[test]
fn nothing_of_threads_that_are_gone() {
    let _alone = ALONE.lock();
    let pool = Pool::<Vec<u8>>::new();
    let live_for_a_hundred_uses = |threads| {
        for _ in 0..threads {
            thread::scope(|scope| {
                let thread = scope.spawn(|| (0..100).for_each(|_| pool.get().push(1)));
                // Only this waits for what the thread does on exit.
                thread.join().expect("the thread ends");
            });
        }
    };
    live_for_a_hundred_uses(100);
    let before = process().live;
    live_for_a_hundred_uses(10_000);
    let grown = process().live - before;
    // A cache left behind by each would be megabytes.
    assert!(grown < 4096, "{grown} bytes more");
    let stats = pool.stats();
    assert_eq!((stats.hits + stats.misses, stats.misses), (1_010_000, 1));
}
