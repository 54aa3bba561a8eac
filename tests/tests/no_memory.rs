//! What is left when an allocation fails: a pool that serves what it has, and user code that may
//! handle its own failure in the middle of anything. Where the pool itself finds no memory, the
//! process aborts, as everywhere in std.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::collections::TryReserveError;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::exit;
use std::sync::Barrier;
use std::thread;

use pool_runtime::{Pool, Poolable, Pooled};
use pool_tests::{figures, process};

/// The system's allocator, which this thread may be refused.
struct Scarce;

#[global_allocator]
static ALLOCATOR: Scarce = Scarce;

thread_local! {
    /// The largest allocation this thread gets.
    static LARGEST: Cell<usize> = const { Cell::new(usize::MAX) };
}

// SAFETY: every call goes to `System` as it came, or is refused, which an allocator may do.
unsafe impl GlobalAlloc for Scarce {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.size() > LARGEST.get() {
            return std::ptr::null_mut();
        }
        // SAFETY: the caller keeps `alloc`'s contract, which is `System`'s too.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer came from `System`, by this allocator, with this layout.
        unsafe { System.dealloc(pointer, layout) };
    }
}

/// Runs a closure on a thread that gets no allocation of more than so many bytes.
fn with_at_most<R>(bytes: usize, run: impl FnOnce() -> R) -> R {
    struct Restored(usize);
    impl Drop for Restored {
        fn drop(&mut self) {
            LARGEST.set(self.0);
        }
    }
    let _restored = Restored(LARGEST.replace(bytes));
    run()
}

/// Enough for the pool, and too little for any [`Page`].
const SMALL: usize = 8 * 1024;

/// Grows where it is told to, and panics if it cannot.
#[derive(Default)]
struct Page {
    bytes: Vec<u8>,
    grows_in_reset: bool,
}

impl Page {
    const BYTES: usize = 16 * 1024;

    fn try_grow(&mut self) -> Result<(), TryReserveError> {
        self.bytes.try_reserve(self.bytes.capacity() + Self::BYTES)
    }

    fn grow(&mut self) {
        if self.try_grow().is_err() {
            // Without the hook, whose backtrace takes memory too.
            resume_unwind(Box::new("no memory"));
        }
    }

    fn whole() -> Self {
        let mut page = Self::default();
        page.grow();
        page
    }
}

impl Poolable for Page {
    fn reset(&mut self) {
        self.bytes.clear();
        if self.grows_in_reset {
            self.grow();
        }
    }

    fn retained_bytes(&self) -> usize {
        self.bytes.capacity()
    }
}

fn pages() -> Pool<Page> {
    Pool::builder().init(Page::whole).max_idle(50).build()
}

#[test]
fn what_is_idle_is_served_and_returned_without_any_memory() {
    let pool = pages();
    drop((0..20).map(|_| pool.get()).collect::<Vec<_>>());
    let mut held: Vec<Pooled<'_, Page>> = Vec::with_capacity(20);
    // A single allocation would end the process.
    let stats = with_at_most(0, || {
        for round in 0..2_000 {
            held.push(pool.get());
            if held.len() == 20 {
                held.truncate(round % 20);
            }
        }
        held.clear();
        Pooled::discard(pool.get());
        drop(Pooled::detach(pool.get()));
        pool.stats()
    });
    assert_eq!((stats.live, stats.idle, stats.misses), (0, 18, 20));
    figures::add_up(&stats, 20 + 2_000 + 2);
}

#[test]
fn a_borrower_that_is_refused_memory_goes_on_with_what_it_has() {
    let pool = pages();
    for _ in 0..100 {
        let mut page = pool.get();
        let grown = with_at_most(SMALL, || page.try_grow());
        assert!(grown.is_err() && page.bytes.capacity() >= Page::BYTES);
        page.bytes.push(1);
    }
    let stats = pool.stats();
    assert_eq!(
        (stats.misses, stats.idle, stats.discards.total()),
        (1, 1, 0)
    );
    assert_eq!(
        stats.idle_bytes,
        size_of::<Page>() + pool.get().bytes.capacity()
    );
    figures::add_up(&pool.stats(), 101);
}

#[test]
fn an_init_that_finds_no_memory_counts_for_nothing() {
    let pool = pages();
    let held: Vec<_> = (0..10).map(|_| pool.get()).collect();
    for _ in 0..20 {
        let page = with_at_most(SMALL, || {
            catch_unwind(AssertUnwindSafe(|| drop(pool.get())))
        });
        assert!(page.is_err(), "there was memory");
        let built = with_at_most(SMALL, || catch_unwind(AssertUnwindSafe(|| pool.prewarm(5))));
        assert!(built.is_err(), "there was memory");
    }
    figures::add_up(&pool.stats(), 10);
    assert_eq!((pool.stats().live, pool.stats().idle), (10, 0));
    drop(held);
    // The limits are whole, and there is memory again.
    assert_eq!(pool.prewarm(100), 40);
    assert_eq!(pool.trim().objects, 50);
    figures::add_up(&pool.stats(), 10);
}

#[test]
fn a_reset_that_finds_no_memory_costs_its_object() {
    let pool = pages();
    let mut held: Vec<_> = (0..10).map(|_| pool.get()).collect();
    for page in held.iter_mut().step_by(2) {
        page.grows_in_reset = true;
    }
    with_at_most(SMALL, || drop(held));
    let stats = pool.stats();
    assert_eq!((stats.idle, stats.discards.panicked), (5, 5));
    assert_eq!(pool.trim().objects, 5);
    assert_eq!(pool.prewarm(100), 50);
    figures::add_up(&pool.stats(), 10);
}

#[test]
fn a_panic_for_want_of_memory_in_the_middle_of_a_borrow_is_as_any_other() {
    let pool = pages();
    for _ in 0..20 {
        let failed = with_at_most(SMALL, || {
            catch_unwind(AssertUnwindSafe(|| {
                let mut page = pool.get();
                page.grow();
            }))
        });
        // The first finds none for its init, either.
        assert!(failed.is_err(), "there was memory");
        drop(pool.get());
    }
    let stats = pool.stats();
    assert_eq!(
        (stats.live, stats.idle, stats.discards.panicked),
        (0, 1, 19)
    );
    figures::add_up(&stats, 20 + 19);
}

/// What the pool itself cannot do without memory ends the process, at once and with others at work.
fn aborts(test: &str, child: fn()) {
    let output = process::of_its_own(test, child);
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(err.contains("memory allocation of "), "{err}");
    assert!(!err.contains("panicked"), "{err}");
    assert!(!output.status.success());
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        assert_eq!(output.status.signal(), Some(libc::SIGABRT), "{err}");
    }
}

/// Runs something without memory while other threads get, return and trim.
fn without_memory_in_company<R>(pool: &Pool<Page>, run: impl FnOnce() -> R) {
    let ready = Barrier::new(3);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                drop(pool.get());
                ready.wait();
                loop {
                    drop((pool.get(), pool.get()));
                    pool.trim();
                }
            });
        }
        ready.wait();
        with_at_most(0, run);
        exit(0);
    });
}

#[test]
fn no_memory_for_an_object_aborts() {
    aborts("no_memory_for_an_object_aborts", || {
        let pool = Pool::builder().init(Page::default).build();
        without_memory_in_company(&pool, || {
            loop {
                std::mem::forget(pool.get());
            }
        });
    });
}

#[test]
fn no_memory_for_a_cache_aborts() {
    aborts("no_memory_for_a_cache_aborts", || {
        let pool = pages();
        without_memory_in_company(&pool, || drop(pool.get()));
    });
}
