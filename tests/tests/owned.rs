//! Owned guards: they borrow nothing and count nothing, find their pool by a key that no other pool ever
//! has, and may outlive it. An object whose pool is gone is dropped, once, on the thread that drops its
//! guard.

use std::collections::HashMap;
use std::mem;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier, Mutex, PoisonError};
use std::thread::{self, ThreadId};

use pool_runtime::{OwnedPooled, Pool, Poolable, static_pool};
use pool_tests::census::Census;
use pool_tests::figures;
use pool_tests::random::Random;

/// Where each object ended, by its number.
type Ends = Arc<Mutex<HashMap<usize, Vec<ThreadId>>>>;

/// An object that notes where it is dropped, and the pool it was made for.
struct Noted {
    number: usize,
    pool: usize,
    ends: Ends,
}

impl Poolable for Noted {
    fn reset(&mut self) {}
}

impl Drop for Noted {
    fn drop(&mut self) {
        let mut ends = self.ends.lock().unwrap_or_else(PoisonError::into_inner);
        let here = thread::current().id();
        ends.entry(self.number).or_default().push(here);
    }
}

/// A pool of objects that note where they end.
fn noting(pool: usize, ends: &Ends) -> Pool<Noted> {
    let (made, ends) = (AtomicUsize::new(0), Arc::clone(ends));
    Pool::with_init(move || Noted {
        number: made.fetch_add(1, Ordering::SeqCst),
        pool,
        ends: Arc::clone(&ends),
    })
}

/// What ended so far, each with where.
fn ended(ends: &Ends) -> Vec<(usize, Vec<ThreadId>)> {
    let ends = ends.lock().unwrap_or_else(PoisonError::into_inner);
    let mut ended: Vec<_> = ends.iter().map(|(n, at)| (*n, at.clone())).collect();
    ended.sort_unstable_by_key(|(number, _)| *number);
    ended
}

#[test]
fn an_object_whose_pool_is_gone_is_dropped_once_where_its_guard_is() {
    const THREADS: usize = 4;
    const EACH: usize = 25;
    let ends = Ends::default();
    let pool = noting(0, &ends);
    // Numbered in this order: a part for each thread, some that go with the pool.
    let mut guards: Vec<_> = (0..THREADS * EACH).map(|_| pool.get_owned()).collect();
    drop((0..10).map(|_| pool.get_owned()).collect::<Vec<_>>());
    // Threads that knew the pool, and threads that never heard of it.
    let (known, gone) = (Barrier::new(THREADS), Barrier::new(THREADS));
    let here = thread::current().id();
    let (pool, made) = (Mutex::new(Some(pool)), AtomicU64::new(0));
    let wheres: Vec<ThreadId> = thread::scope(|scope| {
        let mut threads = Vec::new();
        for thread in (0..THREADS).rev() {
            let mine = guards.split_off(thread * EACH);
            let (pool, made, known, gone) = (&pool, &made, &known, &gone);
            threads.push(scope.spawn(move || {
                if thread % 2 == 0 {
                    let pool = pool.lock().expect("no panic");
                    drop(pool.as_ref().expect("still there").get());
                }
                if known.wait().is_leader() {
                    let pool = pool.lock().expect("no panic").take();
                    let misses = pool.map(|pool| pool.stats().misses);
                    made.fetch_add(misses.unwrap_or(0), Ordering::SeqCst);
                }
                gone.wait();
                drop(mine);
                thread::current().id()
            }));
        }
        let threads = threads.into_iter().rev();
        threads
            .map(|thread| thread.join().expect("no panic"))
            .collect()
    });
    let ended = ended(&ends);
    assert!(ended.len() >= THREADS * EACH + 10);
    assert_eq!(
        ended.len() as u64,
        made.into_inner(),
        "each one that was made"
    );
    for (number, at) in ended {
        match wheres.get(number / EACH) {
            Some(thread) => assert_eq!(at, [*thread], "object {number}"),
            None => assert_eq!(at.len(), 1, "object {number} went with its pool, once"),
        }
        assert!(!at.contains(&here), "nothing is left for this thread");
    }
}

#[test]
fn a_guard_never_reaches_another_pool_in_the_same_place() {
    for round in 0..50 {
        let ends = Ends::default();
        let first = noting(1, &ends);
        // The thread has a cache of the first, and it goes on with the seat.
        drop(first.get());
        let guards: Vec<_> = (0..3).map(|_| first.get_owned()).collect();
        drop(first);
        // The lowest place that is free is the one that was given up just now, or by another test.
        let others = Ends::default();
        let later: Vec<_> = (0..20).map(|pool| noting(2 + pool, &others)).collect();
        if round % 2 == 0 {
            for pool in &later {
                drop(pool.get());
            }
        }
        let idle = |pool: &Pool<Noted>| (pool.stats().idle, pool.stats().returns);
        let before: Vec<_> = later.iter().map(idle).collect();
        assert!(guards.iter().all(|guard| guard.pool == 1));
        let count = ended(&ends).len();
        drop(guards);
        assert_eq!(ended(&ends).len(), count + 3, "dropped, and not returned");
        assert_eq!(later.iter().map(idle).collect::<Vec<_>>(), before);
        for (pool, number) in later.iter().zip(2..) {
            assert_eq!(pool.get().pool, number);
        }
    }
}

#[test]
fn a_guard_never_reaches_a_pool_of_another_type_in_the_same_place() {
    struct Word(&'static str);
    impl Poolable for Word {
        fn reset(&mut self) {}
    }
    for _ in 0..50 {
        let words = Pool::with_init(|| Word("hello"));
        drop(words.get());
        let word = words.get_owned();
        drop(words);
        let numbers: Vec<Pool<u64>> = (0..20).map(|_| Pool::new()).collect();
        for number in &numbers {
            *number.get() = 7;
        }
        assert_eq!(word.0, "hello");
        drop(word);
        for pool in &numbers {
            assert_eq!((*pool.get(), pool.stats().returns), (0, 1));
        }
    }
}

#[test]
fn the_end_of_a_pool_loses_nothing_that_is_returned_meanwhile() {
    const THREADS: usize = 3;
    for round in 0..300 {
        let census = Census::new();
        let pool = Arc::new(census.builder().max_idle(40).build());
        let weak = Arc::downgrade(&pool);
        let start = Barrier::new(THREADS);
        let (send, receive) = channel();
        let receive = Mutex::new(receive);
        thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS)
                .map(|thread| {
                    let (pool, send) = (Arc::clone(&pool), send.clone());
                    let (census, start, receive) = (&census, &start, &receive);
                    scope.spawn(move || {
                        let mut random = Random::new((round * THREADS + thread) as u64);
                        drop(
                            (0..random.below(30))
                                .map(|_| pool.get())
                                .collect::<Vec<_>>(),
                        );
                        let mut held: Vec<_> = (0..20).map(|_| census.get_owned(&pool)).collect();
                        for guard in held.drain(random.below(20)..) {
                            send.send(guard).expect("this thread listens, too");
                        }
                        drop(send);
                        start.wait();
                        // The last of these ends it, while the others return.
                        let mut pool = Some(pool);
                        let last_uses = random.below(20);
                        while let Some(guard) = held.pop() {
                            drop(guard);
                            if held.len() == last_uses {
                                drop(pool.take());
                            }
                            let next = receive.lock().expect("no panic").try_recv();
                            held.extend(next.ok().filter(|_| random.once_in(2)));
                        }
                    })
                })
                .collect();
            drop((pool, send));
            for thread in threads {
                thread.join().expect("no panic");
            }
        });
        drop(receive);
        assert_eq!(weak.strong_count(), 0, "no guard keeps a pool");
        assert_eq!(census.alive(), 0, "round {round}");
    }
}

#[test]
fn guards_cross_threads_and_come_home() {
    let census = Census::new();
    let pool = Arc::new(census.builder().build());
    let (there, back) = (channel(), channel());
    thread::scope(|scope| {
        let (census, pool) = (&census, &pool);
        scope.spawn(move || {
            for mut guard in there.1 {
                let length = 1 + census.made();
                guard = {
                    let mut other = census.get_owned(pool);
                    other.bytes.resize(length, 1);
                    drop(guard);
                    other
                };
                back.0.send(guard).expect("somebody listens");
            }
        });
        scope.spawn(move || {
            let send = there.0;
            for round in 0..500 {
                send.send(census.get_owned(pool)).expect("somebody listens");
                if round % 3 == 2 {
                    back.1.iter().take(3).for_each(drop);
                }
            }
            drop(send);
            back.1.iter().for_each(drop);
        });
    });
    census.audit(&pool, 1000);
    assert_eq!(pool.stats().live, 0);
    // Under way at once: three and one there, one back, and what caches hold.
    assert!(census.made() <= 8 + 3 * 2 * 32, "{}", census.made());
}

#[test]
fn the_last_of_its_pool_may_be_the_object_that_owns_it() {
    struct Keeper {
        pool: Option<Arc<Pool<Keeper>>>,
        _counted: Arc<()>,
    }
    impl Poolable for Keeper {
        fn reset(&mut self) {
            // Its pool ends in the middle of the return.
            self.pool = None;
        }
    }
    let count = Arc::new(());
    let counted = Arc::clone(&count);
    let pool = Arc::new(Pool::with_init(move || Keeper {
        pool: None,
        _counted: Arc::clone(&counted),
    }));
    drop((0..50).map(|_| pool.get()).collect::<Vec<_>>());
    let weak = Arc::downgrade(&pool);
    let mut last = pool.get_owned();
    last.pool = Some(pool);
    assert_eq!(Arc::strong_count(&count), 1 + 50 + 1);
    thread::spawn(move || drop(last)).join().expect("no panic");
    assert_eq!(weak.strong_count(), 0);
    // With the objects went the pool, and with the pool its `init`.
    assert_eq!(Arc::strong_count(&count), 1);
}

#[test]
fn the_return_of_an_object_whose_pool_is_gone_still_contains_a_panic() {
    struct Bomb;
    impl Poolable for Bomb {
        fn reset(&mut self) {
            std::panic::resume_unwind(Box::new("on purpose"));
        }
    }
    impl Drop for Bomb {
        fn drop(&mut self) {
            std::panic::resume_unwind(Box::new("on purpose"));
        }
    }
    let pool = Pool::with_init(|| Bomb);
    let (one, other) = (pool.get_owned(), pool.get_owned());
    drop(pool);
    drop(one);
    OwnedPooled::discard(other);
}

static_pool! {
    static LINES: Pool<String>;
}

#[test]
fn a_static_lends_owned_guards_too() {
    fn longest(lines: &[OwnedPooled<String>]) -> usize {
        lines.iter().map(|line| line.len()).max().unwrap_or(0)
    }
    for round in 1..=10 {
        let mut lines: Vec<OwnedPooled<String>> = (0..5).map(|_| LINES.get_owned()).collect();
        for (length, line) in lines.iter_mut().enumerate() {
            assert!(line.is_empty());
            line.extend(std::iter::repeat_n('x', length));
        }
        let worker = thread::spawn(move || longest(&lines));
        assert_eq!(worker.join().expect("no panic"), 4);
        figures::add_up(&LINES.stats(), 5 * round);
    }
    let stats = LINES.stats();
    assert_eq!((stats.misses, stats.live, stats.idle), (5, 0, 5));
}

#[test]
fn callers_that_have_an_arc_need_not_know() {
    /// As it was written when `get_owned` asked for an `Arc`.
    fn by_method<T: Poolable + 'static>(pool: &Arc<Pool<T>>) -> OwnedPooled<T> {
        pool.get_owned()
    }
    fn by_path<T: Poolable + 'static>(pool: &Arc<Pool<T>>) -> OwnedPooled<T> {
        Pool::get_owned(pool)
    }
    struct Server {
        buffers: Arc<Pool<Vec<u8>>>,
        last: Option<OwnedPooled<Vec<u8>>>,
    }
    let buffers = Arc::new(Pool::new());
    let mut server = Server {
        buffers: Arc::clone(&buffers),
        last: None,
    };
    server.last = Some(by_method(&server.buffers));
    server.last.replace(by_path(&buffers));
    let pool = Arc::clone(&server.buffers);
    let moved = thread::spawn(move || mem::take(&mut *pool.get_owned()));
    assert!(moved.join().expect("no panic").is_empty());
    drop(server);
    figures::add_up(&buffers.stats(), 3);
    assert_eq!(buffers.stats().live, 0);
}

#[test]
fn detached_or_discarded_after_the_end_of_its_pool() {
    let census = Census::new();
    let pool = census.builder().build();
    drop(pool.get());
    let mut guards: Vec<_> = (0..4).map(|_| pool.get_owned()).collect();
    guards[3].bytes.push(4);
    drop(pool);
    assert_eq!(census.alive(), 4);
    let kept = guards.pop().map(OwnedPooled::detach).expect("one of four");
    assert_eq!(kept.bytes, [4], "as the borrower left it");
    thread::scope(|scope| {
        let mut guards = guards;
        let worker = scope.spawn(move || {
            guards.pop().into_iter().for_each(OwnedPooled::discard);
            drop(guards.pop().map(OwnedPooled::detach));
            guards
        });
        let left = worker.join().expect("no panic");
        assert_eq!((left.len(), census.alive()), (1, 2));
    });
    assert_eq!(census.alive(), 1);
    drop(kept);
    assert_eq!(census.alive(), 0);
}
