//! Every program of `bugs` runs, and there is one for every number.

use std::process::Command;

fn bugs(argument: &str) -> (bool, String) {
    let this = std::env::current_exe().expect("a test knows where it is");
    // `cargo test` builds the examples of this package, beside the directory that holds this test.
    let profile = this.ancestors().nth(2).expect("tests are in `deps`");
    let program = profile
        .join("examples")
        .join("bugs")
        .with_extension(std::env::consts::EXE_EXTENSION);
    let output = Command::new(program).arg(argument).output();
    let output = output.expect("`cargo test` of the whole package builds it");
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

#[test]
fn every_program_does_what_was_meant() {
    let (succeeded, text) = bugs("all");
    assert!(succeeded, "{text}");
    for number in 1..=28 {
        assert!(
            text.contains(&format!("bug_{number:02}_")),
            "{number} is missing: {text}"
        );
    }
}

#[test]
fn a_number_chooses_one() {
    let (succeeded, text) = bugs("7");
    assert!(
        succeeded && text.starts_with("bug_07_stale_length"),
        "{text}"
    );
    assert_eq!(text.matches("bug_").count(), 1, "{text}");
}

#[test]
fn an_unknown_number_is_an_error_that_lists_the_known() {
    let (succeeded, text) = bugs("99");
    assert!(!succeeded && text.contains("  27  "), "{text}");
}
