//! `bumpalo`: an arena keeps its largest chunk.

use bumpalo::Bump;
use pool_runtime::field::Clear;
use pool_runtime::{Pool, Poolable};

use crate::{Slack, check, live, since};

#[derive(Default, Poolable)]
struct Request {
    #[pool(clear)]
    scratch: Bump,
    #[pool(shrink_above = 10_000)]
    large: Bump,
    #[pool(drop_ref)]
    once: Bump,
}

fn fill(arena: &mut Bump) {
    for number in 0..400_u64 {
        arena.alloc([number; 4]);
    }
}

#[test]
fn every_policy() {
    let before = live();
    let mut arena = Bump::new();
    fill(&mut arena);
    assert_eq!(Clear::retained_bytes(&arena), since(before));
    let used = Clear::used_bytes(&arena);
    assert!((400 * 32..Clear::retained_bytes(&arena)).contains(&used));
    Clear::clear(&mut arena);
    assert_eq!(Clear::retained_bytes(&arena), since(before));
    assert_eq!(Clear::used_bytes(&arena), 0);
    drop(arena);

    let one_chunk = |arena: &mut Bump| {
        arena.alloc_slice_fill_copy(20_000, 7_u8);
    };
    check::<Bump>(one_chunk, Slack::NONE);
    let mut request = Request::default();
    one_chunk(&mut request.scratch);
    one_chunk(&mut request.large);
    one_chunk(&mut request.once);
    request.large.set_allocation_limit(Some(1 << 20));
    request.reset();
    let large = Clear::retained_bytes(&request.large);
    assert!((4000..=10_000).contains(&large), "{large}");
    assert_eq!(request.large.allocation_limit(), Some(1 << 20));
    assert_eq!(Clear::retained_bytes(&request.once), 0);
    assert!(request.retained_bytes() >= 20_000 + large);
}

#[test]
fn an_arena_goes_to_other_threads() {
    let pool: Pool<Bump> = Pool::new();
    let arena = pool.get_owned();
    std::thread::spawn(move || assert_eq!(*arena.alloc(7), 7))
        .join()
        .unwrap();
    assert_eq!(pool.stats().returns, 1);
}
