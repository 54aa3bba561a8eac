//! Two hundred thousand uses, half of them ending in an error or a panic, and none of them costs the pool anything it should not.

use std::panic::{self, AssertUnwindSafe};
use std::thread;

use pool_runtime::Pool;
use pool_tests::allocator;

/// How a use may end.
const ENDINGS: usize = 4;

/// Returns by `?`, early or at its end, or not at all.
fn use_it(pool: &Pool<Vec<u8>>, number: usize) -> Result<usize, std::num::ParseIntError> {
    let mut buffer = pool.get();
    buffer.extend_from_slice(b"some bytes");
    if number.is_multiple_of(ENDINGS) {
        return Ok(0);
    }
    if number % ENDINGS == 1 {
        "not a number".parse::<usize>()?;
    }
    if number % ENDINGS == 2 {
        // As `panic!`, without a line on the terminal for each.
        panic::resume_unwind(Box::new("a panic while borrowed"));
    }
    Ok(buffer.len())
}

#[test]
fn bug_11_errors_return_and_panics_discard() {
    const THREADS: usize = 4;
    const USES: usize = 50_000;
    let pool: Pool<Vec<u8>> = Pool::new();
    thread::scope(|threads| {
        for _ in 0..THREADS {
            let pool = &pool;
            threads.spawn(move || {
                let (panics, usage) = allocator::measure(|| {
                    (0..USES)
                        .filter(|number| {
                            panic::catch_unwind(AssertUnwindSafe(|| use_it(pool, *number))).is_err()
                        })
                        .count()
                });
                assert_eq!(panics, USES / ENDINGS);
                assert!(usage.live < 65_536, "{} bytes leaked", usage.live);
            });
        }
    });

    let uses = (THREADS * USES) as u64;
    let panics = uses / ENDINGS as u64;
    let stats = pool.stats();
    assert_eq!(stats.live, 0, "every object came back or was let go");
    assert_eq!(stats.hits + stats.misses, uses);
    assert_eq!(
        stats.discards.panicked, panics,
        "each panic costs one object"
    );
    assert_eq!(
        stats.discards.at_return(),
        panics,
        "and nothing else costs any"
    );
    assert_eq!(
        stats.returns,
        uses - panics,
        "errors and early returns bring it back"
    );
    assert!(
        (panics..=panics + THREADS as u64).contains(&stats.misses),
        "an object is built at first and after each panic: {stats:?}"
    );
    assert!(
        (0.749..=0.75).contains(&stats.hit_rate()),
        "{}",
        stats.hit_rate()
    );
}

#[test]
fn bug_11_what_lived_through_a_panic_is_not_used_again() {
    let pool: Pool<Vec<u8>> = Pool::new();
    let result = panic::catch_unwind(AssertUnwindSafe(|| {
        let mut buffer = pool.get();
        buffer.reserve_exact(12_345);
        panic::resume_unwind(Box::new("half done"))
    }));
    assert!(result.is_err());
    assert_eq!(pool.get().capacity(), 0, "a new one");
}
