//! Every pool is listed while it lives, and what is idle in all of them can be freed at once: on any
//! thread, whatever the objects are, and while pools come and go.

use std::mem;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Barrier, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

use pool_runtime::{Pool, Poolable, Report, registry, static_pool};
use pool_tests::census::Census;
use pool_tests::figures;

/// One test at a time: each would trim the others' pools.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn named(name: &str) -> Vec<Report> {
    let mut pools = registry::pools();
    pools.retain(|pool| pool.name == name);
    pools
}

static_pool! {
    static FROM_ITS_FIRST_USE: Pool<String> = Pool::builder().max_idle(3);
}

#[test]
fn a_static_is_listed_from_its_first_use() {
    let _alone = alone();
    let path = "registry::FROM_ITS_FIRST_USE";
    assert!(named(path).is_empty());
    drop(FROM_ITS_FIRST_USE.get());
    let [report] = &named(path)[..] else {
        panic!("listed once")
    };
    assert_eq!(report.limits, FROM_ITS_FIRST_USE.limits());
    assert_eq!(report.stats, FROM_ITS_FIRST_USE.stats());
    assert_eq!(report.type_name, "alloc::string::String");
}

#[test]
fn any_other_pool_is_listed_while_it_lives() {
    let _alone = alone();
    let text = String::from("borrowed by what is pooled");
    let names = || named("one of two").into_iter().map(|pool| pool.id);
    let first: Pool<Vec<&str>> = Pool::builder().name("one of two").max_idle(5).build();
    let second: Pool<Vec<&str>> = Pool::builder().name("one of two").build();
    let mut held = first.get();
    held.push(&text);
    let reports = named("one of two");
    assert_eq!(reports.len(), 2);
    assert_ne!(reports[0].id, reports[1].id);
    let of_first = reports
        .iter()
        .find(|report| report.limits.max_idle == 5)
        .expect("the first");
    assert_eq!((of_first.stats.live, of_first.stats.misses), (1, 1));
    assert!(of_first.type_name.starts_with("alloc::vec::Vec<&"));
    drop(held);
    // Moved, it is the same pool.
    let moved = Box::new(first);
    assert_eq!(names().filter(|id| *id == of_first.id).count(), 1);
    drop(moved);
    assert_eq!(names().filter(|id| *id == of_first.id).count(), 0);
    assert_eq!(names().count(), 1);
    drop(second);
    assert_eq!(names().count(), 0);
}

#[test]
fn who_waits_in_a_pool_that_is_trimmed_is_not_forgotten() {
    let _alone = alone();
    let census = Census::new();
    let pool = census.builder().max_objects(2).build();
    drop((pool.get_owned(), pool.get_owned()));
    for round in 0..20 {
        let held = [pool.get_owned(), pool.get_owned()];
        thread::scope(|scope| {
            let waiting = scope.spawn(|| drop(pool.get()));
            while pool.stats().waiting == 0 {
                thread::yield_now();
            }
            scope.spawn(|| {
                for _ in 0..10 {
                    registry::trim_all();
                }
            });
            drop(held);
            waiting.join().unwrap();
        });
        assert_eq!(pool.stats().waits, round + 1);
        assert!(census.alive() <= 2);
    }
    registry::trim_all();
    assert_eq!(pool.prewarm(10), 2, "no credit was lost");
}

#[test]
fn a_report_is_serialised_with_all_it_says() {
    let _alone = alone();
    let pool: Pool<String> = Pool::builder().name("as JSON").max_objects(9).build();
    drop(pool.get());
    let report = serde_json::to_value(&named("as JSON")[0]).unwrap();
    assert_eq!(report["name"], "as JSON");
    assert_eq!(report["type_name"], "alloc::string::String");
    assert_eq!(report["limits"]["max_objects"], 9);
    assert_eq!(report["limits"]["idle_decay"]["secs"], 15);
    assert_eq!(report["stats"]["misses"], 1);
    assert_eq!(report["stats"]["discards"]["trimmed"], 0);
}

static_pool! {
    static USED_BY_ANOTHER: Pool<Vec<u8>>;
}

#[test]
fn what_is_known_to_be_sent_and_to_borrow_nothing_is_freed_on_any_thread() {
    let _alone = alone();
    USED_BY_ANOTHER.prewarm(2);
    let census = Census::new();
    let owned = census.builder().build();
    owned.prewarm(10);
    drop(owned.get_owned());
    thread::scope(|scope| {
        scope.spawn(|| {
            USED_BY_ANOTHER.prewarm(3);
            drop(USED_BY_ANOTHER.get());
            drop(owned.get_owned());
        });
    });
    let idle = owned.stats().idle + USED_BY_ANOTHER.stats().idle;
    assert!(idle >= 15, "{idle}");
    let freed = thread::spawn(registry::trim_all).join().unwrap();
    assert_eq!(census.alive(), 0);
    assert_eq!(USED_BY_ANOTHER.stats().idle, 0);
    assert!(freed.objects >= idle, "{freed:?}");
    let stats = owned.stats();
    assert_eq!(stats.idle, 0);
    figures::add_up(&stats, 2);
}

#[test]
fn what_is_not_known_is_freed_by_the_next_use() {
    let _alone = alone();
    let census = Census::new();
    let pool = census.builder().build();
    let (filled, trimmed) = (Barrier::new(2), Barrier::new(2));
    thread::scope(|scope| {
        scope.spawn(|| {
            let held: Vec<_> = (0..10).map(|_| pool.get()).collect();
            drop(held);
            filled.wait();
            trimmed.wait();
        });
        filled.wait();
        pool.prewarm(50);
        let held: Vec<_> = (0..10).map(|_| pool.get()).collect();
        drop(held);
        let before = census.alive();
        assert!(before >= 50);
        registry::trim_all();
        assert_eq!(census.alive(), before, "nobody uses the pool");
        drop(pool.get());
        assert_eq!(census.alive(), 1);
        trimmed.wait();
    });
    // Asked once, it is not trimmed for ever.
    pool.prewarm(10);
    let held: Vec<_> = (0..300).map(|_| pool.get()).collect();
    drop(held);
    assert_eq!(census.alive(), 300);
}

/// Notes where it is dropped, and must not be sent.
struct Bound {
    made_on: ThreadId,
    elsewhere: Rc<AtomicUsize>,
}

impl Poolable for Bound {
    fn reset(&mut self) {}
}

impl Drop for Bound {
    fn drop(&mut self) {
        if thread::current().id() != self.made_on {
            self.elsewhere.fetch_add(1, Ordering::SeqCst);
            // As a broken promise would be found: the count is not atomic.
            panic!("dropped on another thread");
        }
    }
}

#[test]
fn what_must_not_be_sent_is_freed_by_its_own_thread_alone() {
    thread_local! {
        static ELSEWHERE: Rc<AtomicUsize> = Rc::default();
    }
    let _alone = alone();
    let bound = || Bound {
        made_on: thread::current().id(),
        elsewhere: ELSEWHERE.with(Rc::clone),
    };
    let pool = Pool::builder().init(bound).build();
    pool.prewarm(20);
    drop(pool.get_owned());
    drop(pool.get());
    thread::spawn(registry::trim_all).join().unwrap();
    assert_eq!(pool.stats().discards.trimmed, 0);
    // Here nothing is asked for, and all is freed at once.
    assert_eq!(registry::trim_all().objects, 20);
    assert_eq!(pool.stats().idle, 0);

    pool.prewarm(20);
    thread::spawn(registry::trim_all).join().unwrap();
    drop(pool.get());
    assert_eq!(pool.stats().idle, 1, "asked, it was trimmed by its user");
    assert_eq!(ELSEWHERE.with(|count| count.load(Ordering::SeqCst)), 0);
}

/// Borrows, and reads what it borrows to the last.
struct Borrower<'scope> {
    /// False once what is borrowed would be gone.
    there: &'scope AtomicBool,
    dropped: &'scope AtomicUsize,
}

impl Poolable for Borrower<'_> {
    fn reset(&mut self) {}
}

impl Drop for Borrower<'_> {
    fn drop(&mut self) {
        self.dropped.fetch_add(1, Ordering::SeqCst);
        assert!(self.there.load(Ordering::SeqCst), "read after its end");
    }
}

#[test]
fn objects_of_a_leaked_pool_are_not_touched_once_what_they_borrow_may_be_gone() {
    static THERE: AtomicBool = AtomicBool::new(true);
    static DROPPED: AtomicUsize = AtomicUsize::new(0);
    let _alone = alone();
    // What is borrowed is there whatever the pool does, so that a broken promise is told and not undefined.
    let borrower = || Borrower {
        there: &THERE,
        dropped: &DROPPED,
    };
    let pool = Pool::builder().name("leaked").init(borrower).build();
    pool.prewarm(10);
    thread::scope(|scope| {
        scope.spawn(|| drop(pool.get()));
    });
    drop(pool.get());
    mem::forget(pool);
    THERE.store(false, Ordering::SeqCst);
    registry::trim_all();
    thread::spawn(registry::trim_all).join().unwrap();
    assert_eq!(DROPPED.load(Ordering::SeqCst), 0);
    assert_eq!(named("leaked").len(), 1, "it is listed all the same");
}

#[test]
fn pools_come_and_go_while_all_are_read_and_trimmed() {
    const THREADS: usize = 3;
    const POOLS: usize = if cfg!(miri) { 20 } else { 2_000 };
    static LISTED: AtomicUsize = AtomicUsize::new(0);
    let _alone = alone();
    let census = Census::new();
    let running = AtomicUsize::new(THREADS);
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (census, running) = (&census, &running);
            scope.spawn(move || {
                for turn in 0..POOLS {
                    let text = format!("thread {thread}, pool {turn}");
                    {
                        let lines: Pool<Vec<&str>> = Pool::builder().name(text.clone()).build();
                        lines.prewarm(2);
                        lines.get().push(&text);
                        drop(lines.get());
                    }
                    let pool = census.builder().name("counted").build();
                    drop((pool.get_owned(), pool.get()));
                    pool.prewarm(3);
                    // Found though others come and go.
                    if turn % 64 == 0 {
                        let name = format!("known {thread}");
                        let known: Pool<String> = Pool::builder().name(name.clone()).build();
                        assert_eq!(named(&name).len(), 1);
                        drop(known);
                        assert_eq!(named(&name).len(), 0);
                    }
                    let outlives = pool.get_owned();
                    drop(pool);
                    drop(outlives);
                }
                running.fetch_sub(1, Ordering::SeqCst);
            });
        }
        for _ in 0..2 {
            scope.spawn(|| {
                while running.load(Ordering::SeqCst) > 0 {
                    registry::trim_all();
                    LISTED.fetch_add(registry::pools().len(), Ordering::SeqCst);
                    thread::yield_now();
                }
            });
        }
    });
    assert_eq!(census.alive(), 0, "whoever held an object let it go");
    assert!(named("counted").is_empty());
    assert!(LISTED.load(Ordering::SeqCst) > 0);
}
