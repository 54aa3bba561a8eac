//! A builder's options: their defaults, their extremes, and what they say when they contradict each
//! other.

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use pool_runtime::{BuildError, Builder, Pool, testing};
use pool_tests::figures;

/// What a pooled `Vec` counts beside its capacity, in bytes.
const INLINE: usize = size_of::<Vec<u8>>();

fn builder() -> Builder<Vec<u8>> {
    Pool::builder()
}

/// A way to get an error, the error, and what its message must mention.
type Contradiction = (
    fn() -> Builder<Vec<u8>>,
    BuildError,
    &'static [&'static str],
);

fn contradictions() -> [Contradiction; 3] {
    [
        (
            || builder().max_object_bytes(2000).max_idle_bytes(1000),
            BuildError::ObjectLargerThanPool {
                max_object_bytes: 2000,
                max_idle_bytes: 1000,
            },
            &[
                "max_object_bytes (2000)",
                "max_idle_bytes (1000)",
                "raise max_idle_bytes to at least 2000",
                "lower max_object_bytes to at most 1000",
            ],
        ),
        (
            // Larger than the default of what it is to fit in.
            || builder().max_object_bytes(1 << 30),
            BuildError::ObjectLargerThanPool {
                max_object_bytes: 1 << 30,
                max_idle_bytes: 64 << 20,
            },
            &["raise max_idle_bytes to at least 1073741824"],
        ),
        (
            || builder().idle_decay(Duration::ZERO),
            BuildError::ZeroDecay,
            &["idle_decay is zero", "max_idle(0)"],
        ),
    ]
}

#[test]
fn options_that_contradict_each_other_are_an_error_that_says_what_to_change() {
    for (builder, expected, mentions) in contradictions() {
        let error = builder().try_build().expect_err("a contradiction");
        assert_eq!(error, expected);
        let message = error.to_string();
        for mention in mentions {
            assert!(message.contains(mention), "{message}");
        }
        let as_any: &dyn Error = &error;
        assert!(as_any.source().is_none());
    }
}

#[test]
fn build_panics_with_the_same_message() {
    for (builder, expected, _) in contradictions() {
        let result = catch_unwind(AssertUnwindSafe(|| drop(builder().build())));
        let payload = result.expect_err("a contradiction");
        assert_eq!(payload.downcast_ref(), Some(&expected.to_string()));
    }
}

#[test]
fn what_the_message_says_to_change_helps() {
    let bounds = [(2000, 2000), (1000, 1000)];
    for (object, idle) in bounds {
        let built = builder()
            .max_object_bytes(object)
            .max_idle_bytes(idle)
            .try_build();
        assert!(built.is_ok());
    }
    assert!(
        builder()
            .idle_decay(Duration::from_nanos(1))
            .try_build()
            .is_ok()
    );
}

#[test]
fn the_defaults_are_as_documented() {
    let pool = builder().build();
    // 1024 objects.
    assert_eq!(pool.prewarm(2000), 1024);
    pool.trim();
    // 64 MiB in all, 1 MiB in one, the object itself and what it retains.
    let large = Pool::with_init(|| Vec::<u8>::with_capacity((1 << 20) - INLINE));
    assert_eq!(large.prewarm(100), 64);
    assert_eq!(large.stats().idle_bytes, 64 << 20);
    let too_large = Pool::with_init(|| Vec::<u8>::with_capacity((1 << 20) - INLINE + 1));
    assert_eq!(too_large.prewarm(1), 0);
    // 15 seconds.
    let uses = |pool: &Pool<Vec<u8>>| (0..300).for_each(|_| pool.get().push(1));
    for (seconds, decays) in [(14, false), (16, true)] {
        let pool = builder().build();
        pool.prewarm(500);
        let intervals = if decays { 3 } else { 1 };
        for _ in 0..intervals {
            testing::advance(&pool, Duration::from_secs(seconds));
            uses(&pool);
        }
        assert_eq!(
            pool.stats().discards.decayed > 0,
            decays,
            "after {seconds} seconds"
        );
    }
}

#[test]
fn one_objects_limit_follows_the_pools_if_that_is_less() {
    let pool = builder().max_idle_bytes(1000).build();
    pool.get().reserve_exact(1000 - INLINE);
    assert_eq!((pool.stats().idle, pool.stats().idle_bytes), (1, 1000));
    pool.get().reserve_exact(1001 - INLINE);
    assert_eq!((pool.stats().idle, pool.stats().discards.oversized), (0, 1));
}

#[test]
fn the_largest_of_all_values_will_do() {
    let pool = builder()
        .max_idle(usize::MAX)
        .max_idle_bytes(usize::MAX)
        .max_object_bytes(usize::MAX)
        .idle_decay(Duration::MAX)
        .build();
    for _ in 0..100 {
        let held: Vec<_> = (0..200).map(|_| pool.get()).collect();
        drop(held);
    }
    // A century, which is less than for ever.
    testing::advance(&pool, Duration::from_secs(100 * 365 * 24 * 3600));
    for _ in 0..1000 {
        pool.get().push(1);
    }
    assert_eq!((pool.stats().idle, pool.prewarm(100)), (200, 100));
    figures::add_up(&pool.stats(), 21_000);
    assert_eq!(pool.trim().objects, 300);
}

#[test]
fn an_unnamed_pool_has_its_types_name() {
    assert_eq!(builder().build().name(), "alloc::vec::Vec<u8>");
    assert_eq!(Pool::<u64>::new().name(), "u64");
    assert_eq!(builder().name("requests").build().name(), "requests");
    let number = 7;
    assert_eq!(
        builder().name(format!("shard {number}")).build().name(),
        "shard 7"
    );
    assert!(format!("{:?}", builder().name("requests").build()).contains("requests"));
}

#[test]
fn init_makes_the_objects_and_the_last_one_counts() {
    let pool = builder()
        .init(|| vec![1])
        .init(|| vec![1, 2])
        .max_idle(1)
        .build();
    assert_eq!(*pool.get(), [1, 2]);
    // What was made once is reset, not made again.
    assert!(pool.get().is_empty());
    assert_eq!(Pool::with_init(|| 7_u64).get().to_string(), "7");
    assert_eq!(*Pool::<u64>::default().get(), 0);
}

#[test]
fn a_builder_shows_what_it_was_told() {
    let shown = format!("{:?}", builder().max_idle(12).name("requests"));
    assert!(
        shown.contains("12") && shown.contains("requests"),
        "{shown}"
    );
}
