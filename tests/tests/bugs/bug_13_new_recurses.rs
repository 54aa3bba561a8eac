//! An `init` that takes from its own pool says so, on every thread and before the stack ends.

use std::any::Any;
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use pool_runtime::{Pool, Poolable, static_pool};

/// So little that a recursion without end would soon be the end of the process.
const STACK: usize = 256 * 1024;

#[derive(Default, Poolable)]
struct Node {
    #[pool(clear)]
    path: String,
}

/// Whether the functions below have their bug.
static RECURSES: AtomicBool = AtomicBool::new(false);

/// The tests of this module take turns with [`RECURSES`].
static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());

static_pool! {
    static TEMPLATES: Pool<Node> = Pool::builder().init(|| {
        if RECURSES.load(Ordering::SeqCst) {
            return Node { path: TEMPLATES.get().path.clone() };
        }
        Node::default()
    });

    static PARENTS: Pool<Node> = Pool::builder().init(|| Node { path: CHILDREN.get().path.clone() });
    static CHILDREN: Pool<Node> = Pool::builder().init(|| {
        if RECURSES.load(Ordering::SeqCst) {
            return Node { path: PARENTS.get().path.clone() };
        }
        Node::default()
    });
}

/// Runs with the bug, none of the pools having an object to lend; then without it.
fn with_the_bug(bug: impl FnOnce(), afterwards: impl FnOnce()) {
    let _turn = TURN
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    for pool in [&TEMPLATES, &PARENTS, &CHILDREN] {
        pool.trim();
    }
    RECURSES.store(true, Ordering::SeqCst);
    bug();
    RECURSES.store(false, Ordering::SeqCst);
    afterwards();
}

fn message(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<String>()
        .expect("a panic with a message")
}

/// Borrows on eight threads with little stack; all of them panic, and say the same.
fn panics_everywhere(pool: &'static Pool<Node>, named: &str) {
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let borrow = || {
                for _ in 0..2 {
                    let panic = panic::catch_unwind(|| drop(pool.get())).expect_err("it recurses");
                    let message = message(&*panic).to_owned();
                    assert!(
                        message.contains(&format!("`init` of the pool `{}", module_path!())),
                        "{message}"
                    );
                }
                pool.get()
            };
            thread::Builder::new()
                .stack_size(STACK)
                .spawn(move || drop(borrow()))
                .expect("a thread starts")
        })
        .collect();
    for thread in threads {
        let panic = thread
            .join()
            .expect_err("it recurses, outside of `catch_unwind` too");
        let message = message(&*panic);
        assert!(message.contains(named), "the pool is not named: {message}");
        assert!(
            message.contains("takes from the same pool"),
            "the cause is not named: {message}"
        );
    }
    assert_eq!(pool.stats().live, 0);
}

/// The pool is as good as before.
fn works(pool: &Pool<Node>) {
    let before = pool.stats();
    for _ in 0..10 {
        let mut node = pool.get();
        assert!(node.path.is_empty());
        node.path.push_str("a path");
    }
    let stats = pool.stats();
    assert_eq!(
        (stats.misses - before.misses, stats.hits - before.hits),
        (1, 9)
    );
}

#[test]
fn bug_13_direct_recursion_panics_and_names_the_pool() {
    with_the_bug(
        || panics_everywhere(&TEMPLATES, "bug_13_new_recurses::TEMPLATES`"),
        || works(&TEMPLATES),
    );
}

#[test]
fn bug_13_recursion_through_a_second_pool_panics_too() {
    with_the_bug(
        || {
            panics_everywhere(&PARENTS, "bug_13_new_recurses::PARENTS`");
            panics_everywhere(&CHILDREN, "bug_13_new_recurses::CHILDREN`");
        },
        || {
            // `PARENTS` still takes from `CHILDREN`, which is honest nesting.
            works(&PARENTS);
            assert!(CHILDREN.stats().misses >= 1 && CHILDREN.stats().live == 0);
        },
    );
}

#[test]
fn bug_13_the_message_is_the_one_on_the_page() {
    let page = include_str!("../../../pool-runtime/docs/twenty-bugs.md");
    with_the_bug(
        || {
            let panic = panic::catch_unwind(|| drop(TEMPLATES.get())).expect_err("it recurses");
            let shown = message(&*panic).replace(TEMPLATES.name(), "app::NODES");
            assert!(page.contains(&shown), "not on the page: {shown}");
        },
        || (),
    );
}

#[test]
fn bug_13_pools_may_nest_as_long_as_they_do_not_close_a_circle() {
    fn nested(depth: usize) -> Pool<Node> {
        if depth == 0 {
            return Pool::new();
        }
        let inner = nested(depth - 1);
        Pool::with_init(move || {
            // The same pool twice, one after the other and at once.
            drop(inner.get());
            let (one, other) = (inner.get(), inner.get());
            Node {
                path: one.path.clone() + &other.path,
            }
        })
    }
    works(&nested(8));
}

#[test]
fn bug_13_an_init_that_finds_an_idle_object_has_no_reason_to_panic() {
    let pool: &'static Pool<Node> = Box::leak(Box::new(Pool::new()));
    let first = pool.get();
    let second = pool.get();
    drop((first, second));
    // As deep as the idle objects reach, `get` within `get` is no recursion.
    let (one, other) = (pool.get(), pool.get());
    assert_eq!(pool.stats().hits, 2);
    drop((one, other));
}
