//! Types of other crates, behind a feature each: what every policy does to them, as fields and as pooled
//! objects, with the bytes that the allocator says.

use pool_runtime::field::{Clear, DropRef, Shrink};
use pool_runtime::{Pool, Poolable};
use pool_tests::allocator::{self, CountingAllocator};

mod arrayvec;
mod bstr;
mod bumpalo;
mod bytes;
mod compact_str;
mod hash_tables;
mod http;
mod identity;
mod smallvec;
mod values;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// What this thread has allocated and not freed, in bytes, less what it freed of other threads'.
fn live() -> i64 {
    allocator::thread().live
}

/// Bytes that this thread has allocated and not freed since then.
fn since(before: i64) -> usize {
    (live() - before)
        .try_into()
        .expect("what was there before is there")
}

/// What `check` is to find of each container: its heap bytes, by the allocator, within this many.
#[derive(Clone, Copy)]
struct Slack {
    over: usize,
    under: usize,
}

impl Slack {
    const NONE: Slack = Slack { over: 0, under: 0 };
}

/// Fills a container, and goes through all that can become of it.
#[track_caller]
fn check<C: Shrink + DropRef + Poolable + Default>(fill: impl Fn(&mut C), slack: Slack) {
    let exact = |container: &C, before: i64| {
        let (said, actual) = (Clear::retained_bytes(container), since(before));
        assert!(
            said <= actual + slack.over && actual <= said + slack.under,
            "said {said} bytes, the allocator {actual}"
        );
        said
    };

    let before = live();
    let mut container = C::default();
    fill(&mut container);
    assert!(Clear::used_bytes(&container) > 0);
    container.clear();
    let kept = exact(&container, before);
    assert!(kept > 0);
    assert_eq!(Poolable::retained_bytes(&container), kept);

    // A second round allocates nothing.
    let ((), usage) = allocator::measure(|| {
        fill(&mut container);
        container.clear();
    });
    assert_eq!(exact(&container, before), kept);
    assert_eq!(usage.live, 0);

    for limit in [kept, kept - 1, kept / 2, kept / 3, 100, 40, 1, 0] {
        container.shrink_to_bytes(limit);
        assert!(exact(&container, before) <= limit, "{limit}");
    }
    assert_eq!(since(before), 0);

    fill(&mut container);
    container.drop_ref();
    assert_eq!(since(before), 0);

    fill(&mut container);
    Poolable::reset(&mut container);
    assert_eq!(exact(&container, before), kept);
    drop(container);

    let pool: Pool<C> = Pool::new();
    fill(&mut pool.get());
    assert_eq!(pool.stats().idle_bytes, size_of::<C>() + kept);
    fill(&mut pool.get());
    assert_eq!((pool.stats().hits, pool.stats().misses), (1, 1));
}
