//! `static_pool!`: every form it takes, the names it gives, and that each pool is built once.

use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use pool_runtime::{Pool, Poolable, Pooled, static_pool};
use pool_tests::figures;

/// What no `Default` makes.
struct Zip {
    level: u8,
    window: Vec<u8>,
}

impl Zip {
    fn fast() -> Self {
        Self {
            level: 1,
            window: Vec::new(),
        }
    }
}

impl Poolable for Zip {
    fn reset(&mut self) {
        self.window.clear();
    }
}

type Buffers = Pool<Vec<u8>>;

mod inner {
    use super::{Buffers, Pool, Zip, static_pool};

    static_pool! {
        /// Documented,
        /// in two lines.
        pub static DOCUMENTED: Pool<String>;
        pub(crate) static WITH_INIT: Pool<Zip> = Pool::builder().init(Zip::fast).max_idle(8);
        pub(super) static ALIASED: Buffers;
        #[allow(dead_code, reason = "attributes are passed on")]
        static UNUSED: Pool<u64>;
        #[cfg(any())]
        static ABSENT: Pool<NoSuchType>;
        pub static NAMED: Buffers = Pool::builder().name("by its user");
    }

    static_pool! { static ALONE: Pool<u32>; }

    static_pool! {}

    pub(super) fn alone() -> u32 {
        *ALONE.get()
    }
}

#[test]
fn every_form_is_a_pool() {
    let mut line = inner::DOCUMENTED.get();
    line.push('x');
    let mut zip = inner::WITH_INIT.get();
    zip.window.push(1);
    assert_eq!(zip.level, 1);
    inner::ALIASED.get().push(1);
    assert_eq!(inner::alone(), 0);
    drop((line, zip));
    assert_eq!(inner::WITH_INIT.prewarm(100), 7);
    assert!(format!("{:?}", inner::DOCUMENTED).contains("DOCUMENTED"));
}

#[test]
fn a_pool_is_named_after_its_path_if_it_has_no_name() {
    assert_eq!(inner::DOCUMENTED.name(), "statics::inner::DOCUMENTED");
    assert_eq!(inner::WITH_INIT.name(), "statics::inner::WITH_INIT");
    assert_eq!(inner::NAMED.name(), "by its user");
}

#[test]
fn a_guard_of_a_static_pool_is_static() {
    fn is_static<T: 'static>(_: &T) {}
    let guard: Pooled<'static, String> = inner::DOCUMENTED.get();
    is_static(&guard);
    thread::spawn(move || drop(guard)).join().expect("no panic");
    let pool: &'static Pool<String> = &inner::DOCUMENTED;
    drop(pool.get());
}

#[test]
fn a_static_in_a_function_is_one_for_all_its_calls() {
    fn next() -> u64 {
        static_pool! {
            static LOCAL: Pool<u64>;
        }
        assert!(LOCAL.name().starts_with("statics::") && LOCAL.name().ends_with("LOCAL"));
        drop(LOCAL.get());
        LOCAL.stats().hits
    }
    assert_eq!((next(), next(), next()), (0, 1, 2));
}

#[test]
fn a_builder_may_be_any_expression() {
    const LIMIT: usize = 3;
    fn limited() -> pool_runtime::Builder<String> {
        Pool::builder().max_idle(LIMIT)
    }
    static_pool! {
        static BY_FUNCTION: Pool<String> = limited();
        static BY_BLOCK: Pool<Vec<u8>> = {
            let capacity = LIMIT * 10;
            Pool::builder().init(move || Vec::with_capacity(capacity)).max_idle(LIMIT)
        };
    }
    assert_eq!(
        (BY_FUNCTION.prewarm(10), BY_BLOCK.prewarm(10)),
        (LIMIT, LIMIT)
    );
    assert!(BY_BLOCK.get().capacity() >= 30);
}

#[test]
fn threads_that_race_for_the_first_use_build_it_once() {
    static BUILT: AtomicUsize = AtomicUsize::new(0);
    static_pool! {
        static RACED: Pool<u64> = {
            BUILT.fetch_add(1, Ordering::SeqCst);
            thread::yield_now();
            Pool::builder()
        };
    }
    assert_eq!(BUILT.load(Ordering::SeqCst), 0, "not before its first use");
    let start = Barrier::new(16);
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                start.wait();
                *RACED.get() += 1;
            });
        }
    });
    assert_eq!(BUILT.load(Ordering::SeqCst), 1);
    figures::add_up(&RACED.stats(), 16);
}

#[test]
#[should_panic(expected = "raise max_idle_bytes to at least 2000")]
fn contradictory_options_panic_at_the_first_use() {
    static_pool! {
        static CONTRADICTORY: Pool<Vec<u8>> =
            Pool::builder().max_object_bytes(2000).max_idle_bytes(1000);
    }
    drop(CONTRADICTORY.get());
}

#[test]
fn pools_are_told_apart_by_their_types_and_statics() {
    static_pool! {
        static ONE: Pool<String>;
        static OTHER: Pool<String>;
    }
    ONE.get().push('1');
    assert_eq!((ONE.stats().idle, OTHER.stats().idle), (1, 0));
}
