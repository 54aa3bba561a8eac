//! The chapters: each page in `pool-runtime/docs` is one, and its links lead somewhere, in the repository
//! and in the documentation. Links to items are rustdoc's to check.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../pool-runtime/docs")
}

/// The pages by file name.
fn pages() -> BTreeMap<String, String> {
    let entries = fs::read_dir(docs()).expect("the folder is there");
    let pages: BTreeMap<String, String> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| {
            let name = path.file_name().expect("a file").to_string_lossy();
            (name.into_owned(), fs::read_to_string(&path).expect("text"))
        })
        .collect();
    assert!(pages.len() >= 10, "{} pages only", pages.len());
    pages
}

/// Lines outside programs.
fn prose(page: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    page.lines().filter(move |line| {
        let fence = line.starts_with("```");
        inside ^= fence;
        !inside && !fence
    })
}

/// `[label]: target`, each a line of its own.
fn definitions(page: &str) -> BTreeMap<&str, &str> {
    prose(page)
        .filter_map(|line| line.strip_prefix('[')?.split_once("]: "))
        .collect()
}

/// A heading's name in a link.
fn anchor(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.flat_map(char::to_lowercase)
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

fn in_the_documentation() -> &'static str {
    include_str!("../../pool-runtime/src/chapters/links.md")
}

#[test]
fn every_page_is_a_chapter() {
    let chapters = include_str!("../../pool-runtime/src/chapters/mod.rs");
    for name in pages().keys() {
        let included = [format!("\"{name}\""), format!("docs/{name}\"")];
        assert!(
            included.iter().any(|written| chapters.contains(written)),
            "{name} is no chapter"
        );
    }
}

#[test]
fn links_lead_somewhere_in_the_repository() {
    for (name, page) in pages() {
        let headings: BTreeSet<String> = prose(&page)
            .filter(|line| line.starts_with('#'))
            .map(|line| anchor(line.trim_start_matches('#').trim()))
            .collect();
        let inline = prose(&page).flat_map(|line| {
            let targets = line.split("](").skip(1);
            targets.map(|rest| rest.split_once(')').expect("a link ends").0)
        });
        let targets: Vec<&str> = inline.chain(definitions(&page).into_values()).collect();
        for target in targets {
            let (file, section) = target.split_once('#').unwrap_or((target, ""));
            if file.starts_with("https://") {
                continue;
            }
            assert!(
                docs().join(file).exists(),
                "{name}: {target} leads nowhere in the repository"
            );
            assert!(
                !file.is_empty() || headings.contains(section),
                "{name}: there is no section {target}"
            );
        }
    }
}

#[test]
fn links_of_the_front_pages_lead_somewhere() {
    let root = docs().join("../..");
    for name in ["README.md", "CONTRIBUTING.md"] {
        let page = fs::read_to_string(root.join(name)).expect("text");
        let targets: Vec<&str> = prose(&page)
            .flat_map(|line| line.split("](").skip(1))
            .map(|rest| rest.split_once(')').expect("a link ends").0)
            .filter(|target| !target.starts_with("https://"))
            .collect();
        assert!(!targets.is_empty(), "{name} has no links");
        for target in targets {
            assert!(root.join(target).exists(), "{name}: no {target}");
        }
    }
}

#[test]
fn links_to_files_have_a_place_in_the_documentation() {
    let documented = definitions(in_the_documentation());
    let mut used = BTreeSet::new();
    for (name, page) in pages() {
        for (label, target) in definitions(&page) {
            assert!(
                target.starts_with("https://") || documented.contains_key(label),
                "{name}: [{label}] is not in links.md, and would lead to a file"
            );
            used.insert(label.to_owned());
        }
        for line in prose(&page) {
            for rest in line.split("](").skip(1) {
                assert!(
                    rest.starts_with('#') || rest.starts_with("https://"),
                    "{name}: give this link a label, and the label a line in links.md: {line}"
                );
            }
        }
    }
    let unused: Vec<_> = documented
        .keys()
        .filter(|label| !used.contains(**label))
        .collect();
    assert!(unused.is_empty(), "in links.md for no page: {unused:?}");
}
