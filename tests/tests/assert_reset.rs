//! `assert_reset` passes for a good reset, and fails with a message that helps for everything else.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, catch_unwind};
use std::sync::Once;

use pool_runtime::Poolable;
use pool_runtime::testing::assert_reset;

/// A pooled type with the one mistake its value asks for.
#[derive(Debug, Default, PartialEq)]
struct Reply {
    status: u16,
    body: Vec<u8>,
    forgets_status: bool,
    is_broken: bool,
}

impl Poolable for Reply {
    fn reset(&mut self) {
        if !self.forgets_status {
            self.status = 0;
        }
        self.body.clear();
        self.forgets_status = false;
    }

    fn is_reusable(&self) -> bool {
        !self.is_broken
    }
}

thread_local! {
    static PANICKED_IN: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The message a check panics with, and the file that it blames.
fn failure(check: impl FnOnce() + panic::UnwindSafe) -> (String, String) {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        panic::set_hook(Box::new(|info| {
            let file = info.location().map_or("", panic::Location::file).to_owned();
            PANICKED_IN.set(file);
        }));
    });
    let payload: Box<dyn Any + Send> = catch_unwind(check).expect_err("the check should fail");
    let message = payload.downcast::<String>().expect("a formatted message");
    (*message, PANICKED_IN.take())
}

#[test]
fn a_good_reset_passes() {
    assert_reset::<Reply>(|reply| {
        reply.status = 404;
        reply.body.extend_from_slice(b"not found");
    });
    assert_reset::<Vec<String>>(|lines| lines.push("line".to_owned()));
    assert_reset::<(u64, Box<[u8; 8]>)>(|(id, bytes)| {
        *id = 7;
        bytes[3] = 1;
    });
}

#[test]
fn a_forgotten_field_shows_dirty_reset_and_fresh() {
    let (message, file) = failure(|| {
        assert_reset::<Reply>(|reply| {
            reply.status = 404;
            reply.body.push(9);
            reply.forgets_status = true;
        });
    });
    assert!(
        message.contains("Reply` differs from a fresh one"),
        "{message}"
    );
    assert!(
        message.contains("dirty: Reply { status: 404, body: [9]"),
        "{message}"
    );
    assert!(
        message.contains("reset: Reply { status: 404, body: []"),
        "{message}"
    );
    assert!(
        message.contains("fresh: Reply { status: 0, body: []"),
        "{message}"
    );
    assert!(message.contains("Poolable::reset"), "{message}");
    assert_eq!(file, file!(), "the failure is the caller's");
}

#[test]
fn a_closure_that_dirties_nothing_proves_nothing() {
    let (message, file) = failure(|| {
        assert_reset::<Reply>(|reply| reply.body.reserve(100));
    });
    assert!(message.contains("left `"), "{message}");
    assert!(message.contains("equal to a fresh one"), "{message}");
    assert_eq!(file, file!());
}

#[test]
fn a_value_that_would_not_be_reset_proves_nothing() {
    let (message, file) = failure(|| assert_reset::<Reply>(|reply| reply.is_broken = true));
    assert!(message.contains("not reusable"), "{message}");
    assert!(message.contains("is_broken: true"), "{message}");
    assert_eq!(file, file!());
}

/// Numbered as it is made, and compared by that.
#[derive(Debug, PartialEq)]
struct Numbered(u32);

impl Default for Numbered {
    fn default() -> Self {
        thread_local!(static NEXT: Cell<u32> = const { Cell::new(0) });
        Numbered(NEXT.replace(NEXT.get() + 1))
    }
}

impl Poolable for Numbered {
    fn reset(&mut self) {}
}

#[test]
fn fresh_values_that_differ_cannot_be_compared_with() {
    let (message, file) = failure(|| assert_reset::<Numbered>(|numbered| numbered.0 = 99));
    assert!(message.contains("two fresh values"), "{message}");
    assert!(
        message.contains("Numbered(0)") && message.contains("Numbered(1)"),
        "{message}"
    );
    assert_eq!(file, file!());
}
