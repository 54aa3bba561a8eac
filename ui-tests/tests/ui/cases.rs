//! Finds the programs, and says whether their errors can be compared.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The compiler that the `.stderr` files were written with.
const WRITTEN_WITH: &str = "1.95";

/// The folders of `cases`.
const FOLDERS: [&str; 5] = ["refused", "borrow", "shape", "attribute", "bugs"];

/// Where the programs are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")
}

/// The programs.
pub struct Cases {
    pub passing: Vec<PathBuf>,
    pub failing: Vec<PathBuf>,
}

impl Cases {
    pub fn all() -> Cases {
        Cases::find(&folder())
    }

    pub fn find(cases: &Path) -> Cases {
        let programs = FOLDERS
            .iter()
            .flat_map(|folder| programs(&cases.join(folder), "rs"));
        let (passing, failing) = programs.partition(|program| {
            program
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("pass_"))
        });
        Cases { passing, failing }
    }
}

/// The files of one kind in a folder, by name.
pub fn programs(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|file| file.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    files
}

/// What becomes of the `.stderr` files in this run, with the version of the compiler.
pub enum Compared {
    Written(String),
    Read(String),
    Not(String),
}

impl Compared {
    pub fn now() -> Compared {
        let version = compiler_version();
        if env::var_os("TRYBUILD").is_some_and(|update| update == "overwrite") {
            Compared::Written(version)
        } else if version.starts_with(&format!("{WRITTEN_WITH}.")) {
            Compared::Read(version)
        } else {
            Compared::Not(format!("{version}, not {WRITTEN_WITH}"))
        }
    }
}

/// Such as `1.95.0`.
fn compiler_version() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .arg("--version")
        .output()
        .expect("rustc can be started");
    let text = String::from_utf8(output.stdout).expect("rustc writes UTF-8");
    text.split_whitespace()
        .nth(1)
        .expect("rustc names its version")
        .to_owned()
}
