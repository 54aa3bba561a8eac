//! Compiles every program in `cases`. `pass_*.rs` must compile and run; the others must not compile, and
//! must get the error in the `.stderr` beside them.
//!
//! What an error looks like is the compiler's to change. It is compared on the version that the
//! `.stderr` files were written with; on any other, the programs must still fail to compile.
//! `TRYBUILD=overwrite` writes the files anew.

mod cases;
mod once;

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::Command;

use trybuild::TestCases;

use crate::cases::{Cases, Compared, programs};

/// Where the cases are, when this test has started itself on a copy of them.
const COPY: &str = "POOL_UI_CASES";

#[test]
fn misuse_does_not_compile() {
    if let Some(copy) = env::var_os(COPY) {
        return Cases::find(Path::new(&copy)).run();
    }
    let found = Cases::all();
    match Compared::now() {
        Compared::Written(version) => {
            announce(
                &found,
                &format!("errors are written as rustc {version} has them"),
            );
            found.run();
        }
        Compared::Read(version) => {
            found.require_errors();
            announce(
                &found,
                &format!("errors are compared with those of rustc {version}"),
            );
            found.run();
        }
        Compared::Not(version) => {
            announce(
                &found,
                &format!("errors are required, and not compared: rustc is {version}"),
            );
            found.run_without_comparing();
        }
    }
}

impl Cases {
    fn run(&self) {
        let cases = TestCases::new();
        for program in &self.passing {
            cases.pass(program);
        }
        for program in &self.failing {
            cases.compile_fail(program);
        }
    }

    /// Compiles a copy of the cases, whose errors are written over and not read.
    fn run_without_comparing(&self) {
        let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cases");
        if copy.exists() {
            fs::remove_dir_all(&copy).expect("a writable folder");
        }
        for program in self.passing.iter().chain(&self.failing) {
            let target = copy.join(
                program
                    .strip_prefix(cases::folder())
                    .expect("found in `cases`"),
            );
            fs::create_dir_all(target.parent().expect("in a folder")).expect("a writable folder");
            fs::copy(program, target).expect("a writable folder");
        }
        // `trybuild` takes this from the environment alone, which a running test cannot change safely.
        let status = Command::new(env::current_exe().expect("a running program has a path"))
            .args(["--exact", "misuse_does_not_compile", "--nocapture"])
            .env(COPY, &copy)
            .env("TRYBUILD", "overwrite")
            .status()
            .expect("this test can be started again");
        assert!(
            status.success(),
            "a program compiled that must not, or did not that must"
        );
    }

    /// Every failing program has its error, and there is no error without a program.
    fn require_errors(&self) {
        let folders: Vec<&Path> = self
            .failing
            .iter()
            .filter_map(|program| program.parent())
            .collect();
        for program in &self.failing {
            let error = program.with_extension("stderr");
            assert!(
                error.exists(),
                "{} is missing: run with TRYBUILD=overwrite, and read it",
                error.display()
            );
        }
        for error in folders.iter().flat_map(|folder| programs(folder, "stderr")) {
            let program = error.with_extension("rs");
            assert!(
                self.failing.contains(&program),
                "{} has no program",
                error.display()
            );
        }
    }
}

/// Says how many programs there are, past the test harness's capture.
fn announce(cases: &Cases, how: &str) {
    let (failing, passing) = (cases.failing.len(), cases.passing.len());
    writeln!(
        io::stderr(),
        "{failing} programs must not compile, {passing} must; {how}"
    )
    .expect("standard error is open");
}
