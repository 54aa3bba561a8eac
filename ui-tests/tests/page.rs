//! The page `twenty-bugs.md` shows programs that do not compile, and their errors: as they are in
//! `cases/bugs`, with nothing left out.
//!
//! `TRYBUILD=overwrite` writes what is shown anew, as it does the errors themselves.

use std::env;
use std::fs;
use std::iter;
use std::path::{Path, PathBuf};

/// A path from the root of the repository.
fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn read(path: &Path) -> String {
    let text = fs::read_to_string(path);
    text.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

const PAGE: &str = "pool-runtime/docs/twenty-bugs.md";

/// What a page shows of a file: a program without its head comment, and of several errors the first.
fn shown(file: &Path) -> String {
    let text = read(file);
    let text = if file.extension().is_some_and(|extension| extension == "rs") {
        let program = text
            .lines()
            .skip_while(|line| line.starts_with("//!") || line.is_empty());
        program.collect::<Vec<_>>().join("\n")
    } else {
        let rest = text
            .lines()
            .skip(1)
            .take_while(|line| !line.starts_with("error"));
        iter::once(text.lines().next().unwrap_or_default())
            .chain(rest)
            .collect::<Vec<_>>()
            .join("\n")
    };
    text.trim_end().to_owned()
}

/// The page as it should be: after each comment with a file's name, a block with that file.
fn renewed(page: &str) -> String {
    let mut renewed = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        renewed.push_str(line);
        renewed.push('\n');
        let name = line
            .strip_prefix("<!-- ")
            .and_then(|line| line.strip_suffix(" -->"));
        if let Some(name) = name {
            let fence = lines.next().expect("a block follows its name");
            assert!(fence.starts_with("```"), "a block follows `{name}`");
            let old = lines.by_ref().take_while(|line| *line != "```").count();
            let new = shown(&at("ui-tests/cases/bugs").join(name));
            assert!(!new.is_empty() || old == 0, "`{name}` is empty");
            renewed.extend([fence, "\n", &new, "\n```\n"]);
        }
    }
    renewed
}

/// The numbers of the bugs in a folder's names.
fn names(folder: &str, extension: &str) -> Vec<String> {
    let entries = fs::read_dir(at(folder)).expect("the folder is there");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("a readable folder")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.starts_with("bug_") && name.ends_with(extension))
        .collect();
    names.sort();
    names
}

#[test]
fn shown_programs_and_errors_are_those_of_the_cases() {
    let page = read(&at(PAGE));
    let renewed = renewed(&page);
    if env::var_os("TRYBUILD").is_some_and(|update| update == "overwrite") {
        fs::write(at(PAGE), renewed).expect("the page can be written");
        return;
    }
    for (number, (written, right)) in page.lines().zip(renewed.lines()).enumerate() {
        assert_eq!(
            written,
            right,
            "line {} of {PAGE}: write it anew with TRYBUILD=overwrite",
            number + 1
        );
    }
    assert!(page == renewed, "the page ends too early, or too late");
}

#[test]
fn every_case_test_and_program_is_on_the_page() {
    let page = read(&at(PAGE));
    let linked = [
        "ui-tests/cases/bugs",
        "tests/tests/bugs",
        "tests/tests",
        "examples/bugs",
    ];
    for folder in linked {
        for name in names(folder, ".rs") {
            let link = format!("][{folder}/{name}]");
            assert!(page.contains(&link), "no link to {folder}/{name}");
        }
    }
    for program in names("examples/bugs", ".rs") {
        let name = program.trim_end_matches(".rs");
        assert!(
            page.contains(&format!("\n## {name}\n")),
            "no section `{name}`"
        );
        assert!(page.contains(&format!("](#{name})")), "no row `{name}`");
    }
}
