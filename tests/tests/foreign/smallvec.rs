//! `smallvec`: in place up to a length, on the heap above.

use pool_runtime::Poolable;
use pool_runtime::field::{Clear, Shrink};
use smallvec::SmallVec;

use crate::{Slack, check};

#[derive(Default, Poolable)]
struct Path {
    #[pool(clear)]
    segments: SmallVec<[u64; 4]>,
    #[pool(shrink_above = 400)]
    marks: SmallVec<[u64; 4]>,
    #[pool(drop_ref)]
    names: SmallVec<[String; 2]>,
}

#[test]
fn every_policy() {
    check::<SmallVec<[u64; 4]>>(|numbers| numbers.extend(0..100), Slack::NONE);
    check::<SmallVec<[u8; 36]>>(|bytes| bytes.extend(0..200), Slack::NONE);
    let mut path = Path::default();
    path.segments.extend(0..4);
    path.marks.extend(0..500);
    path.names.push("name".repeat(10));
    assert_eq!(path.used_bytes(), 500 * 8);
    path.reset();
    assert!(path.segments.is_empty() && path.marks.is_empty() && path.names.is_empty());
    assert_eq!(path.retained_bytes(), 400);
}

#[test]
fn in_place_is_no_heap_memory() {
    let mut numbers: SmallVec<[u64; 4]> = (0..4).collect();
    assert_eq!(
        (Clear::retained_bytes(&numbers), Clear::used_bytes(&numbers)),
        (0, 0)
    );
    numbers.push(4);
    assert!(Clear::retained_bytes(&numbers) >= 40);
    // What is in use stays.
    numbers.shrink_to_bytes(0);
    assert_eq!(numbers.as_slice(), [0, 1, 2, 3, 4]);
    let nothing: SmallVec<[(); 4]> = (0..1000).map(|_| ()).collect();
    assert_eq!(Clear::retained_bytes(&nothing), 0);
}
