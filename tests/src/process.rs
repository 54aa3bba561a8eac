//! Tests that end their process, run in one of their own.

use std::env;
use std::io;
use std::process::{Command, Output};

/// Set in a child, to anything.
const CHILD: &str = "POOL_TESTS_CHILD";

/// Runs `child` in a process of its own, and waits for its end: the test binary again, with nothing
/// but the test of this name, which comes here again and must not come back.
///
/// # Panics
///
/// If the child comes back, or cannot be started.
pub fn of_its_own(test: &str, child: fn()) -> Output {
    prepared(test, |_| {}, child).expect("this test can be started again")
}

/// As [`of_its_own`], of a process that is prepared before it starts.
///
/// # Errors
///
/// If it cannot be started.
///
/// # Panics
///
/// If the child comes back.
pub fn prepared(
    test: &str,
    prepare: impl FnOnce(&mut Command),
    child: impl FnOnce(),
) -> io::Result<Output> {
    if env::var_os(CHILD).is_some() {
        child();
        panic!("the process was to end");
    }
    let mut command = Command::new(env::current_exe().expect("this test is a program"));
    command
        .args(["--exact", test, "--nocapture"])
        .env(CHILD, "1")
        .env("RUST_BACKTRACE", "0");
    prepare(&mut command);
    command.output()
}
