//! `trim` frees every idle object there is, those in the caches of threads that sleep included, says
//! how much that was, and stops nobody.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;

use pool_runtime::{Pool, Pooled, Trimmed};
use pool_tests::allocator::{self, CountingAllocator};
use pool_tests::census::Census;
use pool_tests::figures;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

fn figures_of(trimmed: Trimmed) -> (usize, usize) {
    (trimmed.objects, trimmed.bytes)
}

#[test]
fn trim_says_exactly_what_it_freed() {
    let pool: Pool<Vec<u8>> = Pool::builder().max_idle(200).build();
    assert_eq!(figures_of(pool.trim()), (0, 0));
    let mut held: Vec<_> = (0..150).map(|_| pool.get()).collect();
    for (index, buffer) in held.iter_mut().enumerate() {
        buffer.reserve_exact(1000 + index);
    }
    let cost = |buffer: &Pooled<'_, Vec<u8>>| size_of::<Vec<u8>>() + buffer.capacity();
    let bytes: usize = held.iter().map(cost).sum();
    let kept = held.split_off(140);
    drop(held);
    let bytes_kept: usize = kept.iter().map(cost).sum();
    let live = allocator::thread().live;
    assert_eq!(figures_of(pool.trim()), (140, bytes - bytes_kept));
    let freed = usize::try_from(live - allocator::thread().live).expect("memory is freed");
    assert!(freed >= bytes - bytes_kept, "{freed} bytes freed");
    assert_eq!(figures_of(pool.trim()), (0, 0));
    let stats = pool.stats();
    assert_eq!(
        (stats.discards.trimmed, stats.idle, stats.idle_bytes),
        (140, 0, 0)
    );
    assert_eq!(stats.live, 10, "what is borrowed is left alone");
    drop(kept);
    assert_eq!(figures_of(pool.trim()), (10, bytes_kept));
    figures::add_up(&pool.stats(), 150);
    // All credit is back.
    assert_eq!(pool.prewarm(1000), 200);
}

#[test]
fn trim_reaches_the_caches_of_threads_that_sleep() {
    const THREADS: usize = 6;
    let census = Census::new();
    let pool = census.builder().build();
    let (filled, trimmed) = (Barrier::new(THREADS + 1), Barrier::new(THREADS + 1));
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let held: Vec<_> = (0..20).map(|_| census.get(&pool)).collect();
                filled.wait();
                drop(held);
                filled.wait();
                // Asleep until all is over, without another look at the pool.
                trimmed.wait();
                drop(census.get(&pool));
            });
        }
        filled.wait();
        filled.wait();
        let idle = census.alive();
        let freed = pool.trim().objects;
        let left = census.alive();
        // First of all: a test that fails must not leave them waiting.
        trimmed.wait();
        assert_eq!((idle, freed, left), (THREADS * 20, THREADS * 20, 0));
    });
    census.audit(&pool, THREADS * 21);
}

#[test]
fn trim_runs_beside_owners_at_work() {
    const THREADS: usize = 4;
    const ROUNDS: usize = 3000;
    let census = Census::new();
    let pool = census.builder().max_idle(100).build();
    let done = AtomicBool::new(false);
    let trimmed = AtomicUsize::new(0);
    let mut rounds = 0;
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    trimmed.fetch_add(pool.trim().objects, Ordering::Relaxed);
                }
            });
        }
        let workers: Vec<_> = (0..THREADS)
            .map(|_| {
                scope.spawn(|| {
                    // On a machine that is busy with other things the trimming threads may come late.
                    let is_enough = |round| round >= ROUNDS && trimmed.load(Ordering::Relaxed) > 0;
                    let rounds = (0..100 * ROUNDS).take_while(|round| !is_enough(*round));
                    rounds
                        .inspect(|round| {
                            let mut held = [census.get(&pool), census.get(&pool)];
                            held[round % 2].bytes.push(1);
                        })
                        .count()
                })
            })
            .collect();
        for worker in workers {
            rounds += worker.join().expect("one object never is in two hands");
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(trimmed.load(Ordering::Relaxed) > 0);
    assert_eq!(
        pool.stats().discards.trimmed,
        trimmed.load(Ordering::Relaxed) as u64
    );
    census.audit(&pool, rounds * 2);
    assert!(census.peak_idle() <= 100);
    pool.trim();
    assert_eq!(census.alive(), 0);
}

#[test]
fn trims_on_many_threads_free_each_object_once() {
    let census = Census::new();
    let pool = census.builder().build();
    for _ in 0..50 {
        drop((0..200).map(|_| census.get(&pool)).collect::<Vec<_>>());
        let freed: usize = thread::scope(|scope| {
            let trims: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| pool.trim().objects))
                .collect();
            trims
                .into_iter()
                .map(|trim| trim.join().expect("no panic"))
                .sum()
        });
        assert_eq!(freed, 200);
    }
    assert_eq!(census.alive(), 0);
    census.audit(&pool, 50 * 200);
}

#[test]
fn a_trim_from_a_timer_frees_a_pool_that_sees_no_traffic() {
    let pool = Arc::new(Pool::<Vec<u8>>::new());
    drop((0..100).map(|_| pool.get()).collect::<Vec<_>>());
    let theirs = Arc::clone(&pool);
    let timer = thread::spawn(move || theirs.trim().objects);
    assert_eq!(timer.join().expect("no panic"), 100);
    assert_eq!(pool.stats().idle, 0);
}
