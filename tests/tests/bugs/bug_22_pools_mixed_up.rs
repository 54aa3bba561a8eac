//! A guard knows its pool. What can be swapped are the contents, and those are measured at return.

use std::mem;

use pool_runtime::Pool;

const SMALL: usize = 4096;
const LARGE: usize = 1 << 20;

fn pools() -> (Pool<Vec<u8>>, Pool<Vec<u8>>) {
    let small = Pool::builder()
        .name("small")
        .max_object_bytes(SMALL)
        .build();
    let large = Pool::builder()
        .name("large")
        .init(|| Vec::with_capacity(LARGE))
        .max_object_bytes(size_of::<Vec<u8>>() + LARGE)
        .build();
    (small, large)
}

#[test]
fn bug_22_guards_return_each_to_its_own_pool() {
    let (small, large) = pools();
    let mut one = small.get();
    let mut other = large.get();
    mem::swap(&mut one, &mut other);
    drop(one);
    assert_eq!(
        (small.stats().idle, large.stats().idle),
        (0, 1),
        "`one` was the large one"
    );
    drop(other);
    assert_eq!((small.stats().idle, large.stats().idle), (1, 1));
    assert_eq!((small.get().capacity(), large.get().capacity()), (0, LARGE));
}

#[test]
fn bug_22_swapped_contents_meet_the_limits_of_the_pool_they_end_in() {
    let (small, large) = pools();
    let mut one = small.get();
    let mut other = large.get();
    mem::swap(&mut *one, &mut *other);
    drop((one, other));
    let stats = small.stats();
    assert_eq!(
        (stats.discards.oversized, stats.idle, stats.idle_bytes),
        (1, 0, 0)
    );
    assert_eq!(large.stats().idle, 1);
    assert!(small.get().is_empty() && large.get().is_empty());
}
