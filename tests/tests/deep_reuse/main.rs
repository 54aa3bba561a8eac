//! The chapter "Reuse that goes deep": its steps are the files beside this one, and allocate what it
//! says.

mod cleared;
mod maps;
mod plain;
mod scratch;
mod vectors;

use std::collections::HashSet;
use std::fmt::Write;

use pool_runtime::{Pool, Poolable};
use pool_tests::allocator::{CountingAllocator, measure};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

const CHAPTER: &str = include_str!("../../../pool-runtime/docs/deep-reuse.md");

/// 40 headers, 3 tags, 20 sales in 5 countries, 4 rows of 3 cells.
fn message() -> String {
    let mut message = String::new();
    for n in 0..40 {
        writeln!(message, "header,x-header-{n},the value of header {n}").expect("room");
    }
    for tag in ["red", "green", "blue"] {
        writeln!(message, "tag,{tag}").expect("room");
    }
    for n in 0..20 {
        writeln!(message, "sale,{}", ["de", "fr", "it", "es", "pt"][n % 5]).expect("room");
    }
    for n in 0..4 {
        writeln!(message, "row,first cell of {n},second,third").expect("room");
    }
    message
}

/// Allocations of one request, once warm.
fn allocations<T: Poolable + Default>(read: fn(&mut T, &str)) -> u64 {
    let message = message();
    let pool: Pool<T> = Pool::new();
    for _ in 0..3 {
        read(&mut pool.get(), &message);
    }
    let ((), usage) = measure(|| read(&mut pool.get(), &message));
    usage.allocations
}

/// The figure in the chapter's row of this name.
fn told(step: &str) -> u64 {
    let row = CHAPTER
        .lines()
        .find_map(|line| line.strip_prefix(&format!("| {step} |")))
        .unwrap_or_else(|| panic!("no step {step:?} in the chapter"));
    let figure = row.trim_matches([' ', '|']);
    figure.parse().unwrap_or_else(|_| panic!("{step}: {row}"))
}

#[test]
fn each_step_allocates_what_the_chapter_says() {
    let message = message();
    let ((), fresh) = measure(|| plain::Request::default().read(&message));
    assert_eq!(fresh.allocations, told("a new struct each time"));
    assert_eq!(allocations(cleared::Request::read), told("pooled, `clear`"));
    assert_eq!(allocations(vectors::Request::read), told("`RecycleVec`"));
    assert_eq!(allocations(maps::Request::read), told("`RecycleMap`"));
    assert_eq!(allocations(scratch::Request::read), told("`Scratch`"));
    assert_eq!(told("`Scratch`"), 0);
}

#[test]
fn each_step_reads_the_same() {
    let message = message();
    let mut plain = plain::Request::default();
    plain.read(&message);
    let mut request = scratch::Request::default();
    for _ in 0..3 {
        request.reset();
        request.read(&message);
        assert_eq!(request.headers, plain.headers);
        assert_eq!(request.tags, plain.tags);
        assert_eq!(request.totals, plain.totals);
        assert_eq!(request.rows.len(), plain.rows.len());
        assert!(request.rows.iter().zip(&plain.rows).all(|(a, b)| a == b));
    }
}

#[test]
fn the_chapter_shows_these_files() {
    let sources = [
        include_str!("plain.rs"),
        include_str!("cleared.rs"),
        include_str!("vectors.rs"),
        include_str!("maps.rs"),
        include_str!("scratch.rs"),
    ];
    // The page leaves out what makes items visible to this test.
    let sources = sources.map(|source| source.replace("pub ", "").replace("Debug, ", ""));
    let lines: HashSet<String> = sources
        .iter()
        .flat_map(|source| {
            source
                .replace(", PartialEq", "")
                .lines()
                .map(normal)
                .collect::<Vec<_>>()
        })
        .collect();
    let mut in_block = false;
    let mut shown = 0;
    for line in CHAPTER.lines() {
        if line.starts_with("```") {
            in_block = line == "```rust";
        } else if in_block && !line.starts_with('#') && !normal(line).is_empty() {
            assert!(lines.contains(&normal(line)), "not in the test: {line}");
            shown += 1;
        }
    }
    assert!(shown > 40, "{shown} lines");
}

/// A line without its indentation and without a comment at its end.
fn normal(line: &str) -> String {
    line.split("//")
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned()
}
