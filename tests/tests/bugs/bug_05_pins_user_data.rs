//! What a request pointed to is freed when it ends, though the object that pointed to it lives on.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use pool_runtime::{Pool, Poolable};
use pool_tests::allocator;

const PAYLOAD: usize = 10_000_000;
const USES: usize = 10_000;

/// Not touched, and so not paid for by the machine; the allocator counts it all the same.
fn payload() -> Arc<Vec<u8>> {
    Arc::new(Vec::with_capacity(PAYLOAD))
}

/// Uses a pool ten thousand times with a new payload each, checks that the payload is freed at
/// return, and that the heap is as flat as that says.
fn frees_its_payload<T: Poolable + Default>(pin: impl Fn(&mut T, Arc<Vec<u8>>)) {
    let pool: Pool<T> = Pool::new();
    let (live, usage) = allocator::measure(|| {
        (0..USES)
            .map(|use_| {
                let payload = payload();
                let alive = Arc::downgrade(&payload);
                let mut object = pool.get();
                pin(&mut object, payload);
                assert!(alive.upgrade().is_some(), "use {use_} pinned nothing");
                drop(object);
                assert!(
                    alive.upgrade().is_none(),
                    "use {use_} is over, and its payload alive"
                );
                allocator::thread().live
            })
            .fold((i64::MAX, i64::MIN), |(least, most), live| {
                (least.min(live), most.max(live))
            })
    });
    let (least, most) = live;
    assert!(
        most - least < 65_536,
        "between uses the heap moved by {} bytes",
        most - least
    );
    assert!(
        usage.live < 65_536,
        "{} bytes are left after {USES} uses",
        usage.live
    );
    let peak = usize::try_from(usage.peak).expect("something was allocated");
    assert!(
        (PAYLOAD..PAYLOAD + 65_536).contains(&peak),
        "the peak is {peak}, and one payload {PAYLOAD}"
    );
    assert_eq!(pool.stats().misses, 1, "one object served all");
}

#[test]
fn bug_05_an_optional_arc_is_released() {
    #[derive(Default, Poolable)]
    struct Scratch {
        #[pool(drop_ref)]
        payload: Option<Arc<Vec<u8>>>,
    }
    frees_its_payload(|scratch: &mut Scratch, payload| scratch.payload = Some(payload));
}

#[test]
fn bug_05_a_weak_does_not_keep_the_allocation() {
    #[derive(Default, Poolable)]
    struct Scratch {
        #[pool(drop_ref)]
        observed: Weak<Vec<u8>>,
        #[pool(drop_ref)]
        payload: Option<Arc<Vec<u8>>>,
    }
    frees_its_payload(|scratch: &mut Scratch, payload| {
        scratch.observed = Arc::downgrade(&payload);
        scratch.payload = Some(payload);
    });
}

#[test]
fn bug_05_containers_let_go_of_what_they_hold() {
    #[derive(Default, Poolable)]
    struct Scratch {
        #[pool(clear)]
        parts: Vec<Arc<Vec<u8>>>,
        #[pool(shrink_above = 1024)]
        by_name: HashMap<String, Arc<Vec<u8>>>,
    }
    frees_its_payload(|scratch: &mut Scratch, payload| {
        scratch.parts.push(Arc::clone(&payload));
        scratch.by_name.insert("payload".into(), payload);
    });
    frees_its_payload(|parts: &mut Vec<Arc<Vec<u8>>>, payload| parts.push(payload));
}
