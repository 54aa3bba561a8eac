//! Decay leaves `min_idle` objects and no more than that beside the working set, on any number of
//! threads; trim frees them all the same. No test here sleeps: the clock is moved by hand.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use pool_runtime::{BuildError, Pool, testing};
use pool_tests::census::{Census, Citizen};

const DECAY: Duration = Duration::from_secs(15);
const FLOOR: usize = 40;

/// Lets one interval pass with traffic that holds `width` objects at once.
fn interval(pool: &Pool<Citizen>, width: usize) {
    testing::advance(pool, DECAY + Duration::from_millis(1));
    for _ in 0..300_usize.div_ceil(width) {
        drop((0..width).map(|_| pool.get()).collect::<Vec<_>>());
    }
}

#[test]
fn what_was_prewarmed_for_the_morning_is_there_in_the_morning() {
    for width in [1, 7] {
        let census = Census::new();
        let builder = census.builder().max_idle(1000).idle_decay(DECAY);
        let pool = builder.min_idle(FLOOR).build();
        pool.prewarm(500);
        let mut left = Vec::new();
        for _ in 0..40 {
            interval(&pool, width);
            left.push(census.alive());
        }
        println!("{width} at once: {left:?}");
        assert!(left.iter().all(|&left| left >= FLOOR), "{left:?}");
        // What was held when surplus was looked for was not idle.
        assert!(*left.last().unwrap() <= FLOOR + width, "{left:?}");
        let stats = pool.stats();
        assert_eq!(stats.idle, census.alive());
        assert_eq!(stats.misses, 0, "nothing was built again");
        assert_eq!(stats.discards.decayed, (500 - stats.idle) as u64);
        assert_eq!(stats.discards.trimmed, 0);
    }
}

#[test]
fn it_builds_nothing_and_trim_frees_it_all_the_same() {
    let census = Census::new();
    let pool = census.builder().min_idle(FLOOR).build();
    assert_eq!(census.made(), 0);
    drop(pool.get());
    interval(&pool, 1);
    assert_eq!(census.made(), 1);
    assert_eq!(pool.prewarm(100), 100);
    assert_eq!(pool.trim().objects, 101);
    assert_eq!(census.alive(), 0);
}

#[test]
fn what_lies_with_threads_that_sleep_counts_and_is_kept_within_reach() {
    let census = Census::new();
    let builder = census.builder().max_idle(1000).idle_decay(DECAY);
    let pool = builder.min_idle(FLOOR).build();
    let (filled, done) = (Barrier::new(4), Barrier::new(4));
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let held: Vec<_> = (0..50).map(|_| pool.get()).collect();
                // All at once, so that nobody gets what another returned.
                filled.wait();
                drop(held);
                filled.wait();
                done.wait();
            });
        }
        filled.wait();
        filled.wait();
        assert_eq!(census.alive(), 150);
        for _ in 0..40 {
            interval(&pool, 1);
            assert!(census.alive() >= FLOOR);
        }
        assert!(census.alive() <= FLOOR + 1, "{}", census.alive());
        // They are there for whoever comes.
        let made = census.made();
        let held: Vec<_> = (0..FLOOR).map(|_| pool.get()).collect();
        assert_eq!(census.made(), made);
        drop(held);
        done.wait();
    });
}

#[test]
fn decays_at_once_on_many_threads_leave_it() {
    const THREADS: usize = 4;
    const ROUNDS: usize = if cfg!(miri) { 3 } else { 200 };
    let census = Census::new();
    let builder = census.builder().max_idle(1000).idle_decay(DECAY);
    let pool = builder.min_idle(FLOOR).build();
    let (filled, looked) = (Barrier::new(THREADS), Barrier::new(THREADS));
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for _ in 0..ROUNDS {
                    let held: Vec<_> = (0..60).map(|_| pool.get()).collect();
                    filled.wait();
                    drop(held);
                    for _ in 0..3 {
                        filled.wait();
                        testing::advance(&pool, DECAY + Duration::from_millis(1));
                        for _ in 0..260 {
                            drop(pool.get());
                        }
                        looked.wait();
                        // Every thread holds none, and none is being freed.
                        assert!(census.alive() >= FLOOR, "{}", census.alive());
                    }
                }
            });
        }
    });
    assert!(pool.stats().discards.decayed > 0);
    assert_eq!(pool.stats().idle, census.alive());
}

#[test]
fn a_bounded_pool_keeps_it_as_well() {
    let census = Census::new();
    let builder = census.builder().idle_decay(DECAY).max_objects(60);
    let pool = builder.min_idle(FLOOR).build();
    assert_eq!(pool.prewarm(100), 60);
    for _ in 0..40 {
        interval(&pool, 1);
    }
    assert!((FLOOR..=FLOOR + 1).contains(&census.alive()));
    // What decayed may be made again.
    let left = census.alive();
    assert_eq!(pool.prewarm(100), 60 - left);
}

#[test]
fn contradictions_name_both_values() {
    let build = |idle: usize, objects: usize| {
        let builder = Pool::<String>::builder().min_idle(10).max_idle(idle);
        builder.max_objects(objects).try_build().err()
    };
    assert_eq!(
        build(9, 100),
        Some(BuildError::FloorAboveMaxIdle {
            min_idle: 10,
            max_idle: 9
        })
    );
    assert_eq!(
        build(10, 9),
        Some(BuildError::FloorAboveMaxObjects {
            min_idle: 10,
            max_objects: 9
        })
    );
    assert_eq!(build(10, 10), None);
}
