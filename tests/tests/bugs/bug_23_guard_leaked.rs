//! A guard that is never dropped costs its object, and shows; it costs the pool nothing.

use std::mem;

use pool_runtime::{Pool, Poolable};

#[test]
fn bug_23_leaks_show_and_the_pool_goes_on() {
    const LEAKS: usize = 1000;
    let pool: Pool<Box<u64>> = Pool::builder().max_idle(4).build();
    for _ in 0..LEAKS {
        let mut leaked = pool.get();
        **leaked = 7;
        mem::forget(leaked);
    }
    let stats = pool.stats();
    assert_eq!(stats.live, LEAKS, "they are in the figures");
    assert_eq!(
        (stats.idle, stats.returns, stats.discards.total()),
        (0, 0, 0)
    );

    // They hold none of the room: as many are kept as ever.
    let held: Vec<_> = (0..10).map(|_| pool.get()).collect();
    assert!(held.iter().all(|object| ***object == 0));
    drop(held);
    let stats = pool.stats();
    assert_eq!(
        (stats.idle, stats.live, stats.discards.over_budget),
        (4, LEAKS, 6)
    );
}

#[test]
fn bug_23_detach_is_the_way_to_keep_an_object() {
    #[derive(Default, Poolable)]
    struct Reply {
        #[pool(clear)]
        body: Vec<u8>,
    }
    let pool: Pool<Reply> = Pool::new();
    let mut reply = pool.get();
    reply.body.push(7);
    let reply = pool_runtime::Pooled::detach(reply);
    assert_eq!(reply.body, [7], "as it was, not reset");
    assert_eq!((pool.stats().live, pool.stats().discards.detached), (0, 1));
}
