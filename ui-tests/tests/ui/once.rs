//! Each mistake is reported by one diagnostic of the compiler.
//!
//! cargo's text leaves out an error that reads as an earlier one does, and so do the `.stderr` files. Build
//! systems and editors that read the compiler's JSON show all there are.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::cases::{Cases, Compared};

/// Where an error is: the byte it starts at, and the one it ends before.
type Place = (u64, u64);

/// A package whose programs are the cases.
struct Package {
    folder: PathBuf,
}

impl Package {
    fn new(programs: &[PathBuf]) -> Package {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("once");
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut manifest = format!(
            "[package]\nname = \"once\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n{}",
            dependencies()
        );
        for (number, program) in programs.iter().enumerate() {
            write!(
                manifest,
                "[[bin]]\nname = \"case-{number}\"\npath = '{}'\n",
                program.display()
            )
            .expect("a text takes what is written to it");
        }
        fs::create_dir_all(&folder).expect("a writable folder");
        fs::write(folder.join("Cargo.toml"), manifest).expect("a writable folder");
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock"))
            .expect("a writable folder");
        Package { folder }
    }

    /// The places of the errors in each program.
    fn errors(&self) -> BTreeMap<PathBuf, Vec<Place>> {
        // Some errors come with the code alone, so that a check does not find them.
        let output = cargo()
            .args([
                "build",
                "--offline",
                "--keep-going",
                "--message-format=json",
            ])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            // As in development. Without it the compiler itself leaves out some of what is repeated.
            .env("CARGO_INCREMENTAL", "1")
            .output()
            .expect("cargo can be started");
        let said = String::from_utf8_lossy(&output.stderr);
        let text = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
        let mut errors: BTreeMap<PathBuf, Vec<Place>> = BTreeMap::new();
        for line in text.lines() {
            let report: Value = serde_json::from_str(line).expect("cargo writes JSON");
            let message = &report["message"];
            if report["reason"] != "compiler-message" || message["level"] != "error" {
                continue;
            }
            // The compiler's closing count has no place.
            let spans = message["spans"].as_array().into_iter().flatten();
            if let Some(span) = spans.clone().find(|span| span["is_primary"] == true) {
                let program = report["target"]["src_path"].as_str();
                let place = (span["byte_start"].as_u64(), span["byte_end"].as_u64());
                let (Some(program), (Some(start), Some(end))) = (program, place) else {
                    panic!("an error without a place: {report}");
                };
                errors.entry(program.into()).or_default().push((start, end));
            }
        }
        assert!(!errors.is_empty(), "no program was compiled: {said}");
        errors
    }
}

fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// What the cases may use, as lines of a manifest: all that this package depends on, but for what its
/// tests are made of.
fn dependencies() -> String {
    let output = cargo()
        .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo can be started");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let lines: Vec<String> = packages
        .filter(|package| package["name"] == env!("CARGO_PKG_NAME"))
        .flat_map(|package| package["dependencies"].as_array().into_iter().flatten())
        .filter(|needed| needed["name"] != "trybuild" && needed["name"] != "serde_json")
        .map(|needed| {
            let name = needed["name"].as_str().expect("a dependency has a name");
            let path = needed["path"].as_str();
            let path = path.map_or(String::new(), |path| format!(", path = '{path}'"));
            format!(
                "{name} = {{ version = {}, features = {}, default-features = {}{path} }}\n",
                needed["req"], needed["features"], needed["uses_default_features"],
            )
        })
        .collect();
    lines.concat()
}

/// How many errors a `.stderr` file shows.
fn shown(program: &Path) -> usize {
    let error = program.with_extension("stderr");
    let text = fs::read_to_string(&error);
    let text = text.unwrap_or_else(|failure| panic!("{}: {failure}", error.display()));
    text.lines()
        .filter(|line| line.starts_with("error"))
        .count()
}

#[test]
fn every_mistake_is_reported_once() {
    let failing = Cases::all().failing;
    let errors = Package::new(&failing).errors();
    let is_read = matches!(Compared::now(), Compared::Read(_));
    for program in &failing {
        let case = program.display();
        let found = errors
            .get(program)
            .unwrap_or_else(|| panic!("{case} compiles"));
        let places: BTreeSet<&Place> = found.iter().collect();
        assert_eq!(
            found.len(),
            places.len(),
            "{case}: one mistake is reported more than once"
        );
        if is_read {
            assert_eq!(
                found.len(),
                shown(program),
                "{case}: the compiler reports as many errors as the `.stderr` file shows"
            );
        }
    }
}
