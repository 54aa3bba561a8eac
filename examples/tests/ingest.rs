//! What `ingest` promises on its command line, tried on the built program.

use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const EARTHQUAKES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/earthquakes.json");

/// `cargo test` builds the examples of this package, beside the directory that holds this test.
fn ingest() -> Command {
    let test = std::env::current_exe().expect("a test knows where it is");
    let profile = test.ancestors().nth(2).expect("tests are in `deps`");
    let program = profile
        .join("examples")
        .join("ingest")
        .with_extension(std::env::consts::EXE_EXTENSION);
    assert!(
        program.exists(),
        "{} is missing: `cargo test` of the whole package builds it",
        program.display()
    );
    Command::new(program)
}

/// Runs it to its end.
fn run<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Output {
    ingest().args(arguments).output().expect("it starts")
}

/// Runs it to its end over some input, and returns the records too, still compressed.
fn run_over(input: impl Into<Vec<u8>>, arguments: &[&str]) -> Output {
    let mut child = ingest()
        .args(["--passes", "2", "--output", "-"])
        .args(arguments)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    let input = input.into();
    let feeder = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("it ends");
    feeder
        .join()
        .expect("the feeder does not panic")
        .expect("it reads all of its input");
    output
}

/// The records of a compressed output.
fn records(frames: &[u8]) -> Vec<Value> {
    let mut plain = Vec::with_capacity(4 << 20);
    zstd_safe::decompress(&mut plain, frames).expect("whole zstd frames");
    let plain = String::from_utf8(plain).expect("UTF-8");
    let parsed = plain.lines().map(serde_json::from_str);
    parsed
        .collect::<Result<_, _>>()
        .expect("a JSON value a line")
}

/// A path for a file of this test's own.
fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// The figures of a row of the table, without what is not a number in them.
fn row(table: &str, name: &str) -> Vec<f64> {
    let row = table.lines().find_map(|line| line.strip_prefix(name));
    let cells = row
        .unwrap_or_else(|| panic!("no {name:?} in\n{table}"))
        .split_whitespace();
    cells
        .filter_map(|cell| cell.replace(',', "").parse().ok())
        .collect()
}

/// An event with just what it needs, and an id.
fn feature(id: &str) -> String {
    let feature = json!({
        "type": "Feature",
        "properties": {"time": 1, "mag": 2.5, "place": "here"},
        "geometry": {"type": "Point", "coordinates": [1.5, -2.0, 3.0]},
        "id": id,
    });
    feature.to_string()
}

fn ids(records: &[Value]) -> Vec<&str> {
    records
        .iter()
        .map(|record| record["id"].as_str().expect("an id"))
        .collect()
}

#[test]
fn the_default_data_comes_out_alike_and_the_pools_hardly_allocate() {
    let output = run(["--passes", "3", "--threads", "2"]);
    let table = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(table.starts_with("1,707 events, passes 3 "), "{table}");
    assert!(table.contains("every pass: 1,707 records"), "{table}");
    assert!(table.contains("0 malformed"), "{table}");
    assert!(table.contains("pooled and unpooled alike"), "{table}");

    let [unpooled, pooled, _] = row(table, "allocations per event")[..] else {
        panic!("{table}");
    };
    assert!(pooled < 0.1, "{table}");
    assert!(unpooled > 5.0, "{table}");
    for pool in ["events", "batches", "contexts"] {
        // "events per second" and "events" begin alike; the pools come last.
        let pools = &table[table.find("misses").expect("the pools' figures")..];
        let [hits, misses, returns, live, ..] = row(pools, pool)[..] else {
            panic!("{table}");
        };
        assert!(hits > misses, "{table}");
        assert!(
            (hits + misses - returns).abs() < 0.5 && live == 0.0,
            "{table}"
        );
    }
}

#[test]
fn records_say_what_the_events_said() {
    let path = scratch("records.zst");
    let output = run([
        "--passes".as_ref(),
        "1".as_ref(),
        "--output".as_ref(),
        path.as_os_str(),
    ]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let records = records(&fs::read(&path).expect("it wrote the file"));

    let collection = fs::read(EARTHQUAKES).expect("the data is there");
    let collection: Value = serde_json::from_slice(&collection).expect("the data is JSON");
    let features = collection["features"].as_array().expect("features");
    assert_eq!(records.len(), features.len());
    for (record, feature) in records.iter().zip(features) {
        let properties = &feature["properties"];
        assert_eq!(record["id"], feature["id"]);
        assert_eq!(record["title"], properties["title"]);
        assert_eq!(record["place"], properties["place"]);
        assert_eq!(record["time"], properties["time"]);
        assert_eq!(record["magnitude_type"], properties["magType"]);
        assert_eq!(record["magnitude"].as_f64(), properties["mag"].as_f64());
        assert_eq!(
            record["felt"].as_u64(),
            properties["felt"].as_u64().or(Some(0))
        );
        assert_eq!(
            record.get("alert"),
            Some(&properties["alert"]).filter(|alert| !alert.is_null())
        );
        let products = properties["types"].as_str().expect("types");
        let products: Vec<_> = products
            .split(',')
            .filter(|name| !name.is_empty())
            .collect();
        assert_eq!(record["products"], json!(products));
        let coordinates = feature["geometry"]["coordinates"]
            .as_array()
            .expect("coordinates");
        let coordinates: Vec<_> = coordinates.iter().map(Value::as_f64).collect();
        assert_eq!(record["coordinates"], json!(coordinates));
    }
}

#[test]
fn threads_batches_pools_and_ways_in_change_no_record() {
    let data = fs::read(EARTHQUAKES).expect("the data is there");
    let one = run_over(data.clone(), &["--threads", "1"]);
    let four = run_over(data.clone(), &["--threads", "4"]);
    let unpooled = run_over(data.clone(), &["--threads", "3", "--no-pool"]);
    let file = run(["--passes", "1", "--output", "-", EARTHQUAKES]);
    for output in [&one, &four, &unpooled, &file] {
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(output.stdout == one.stdout);
    }
    assert!(!text(&unpooled.stderr).contains("misses"));

    let large = run_over(data, &["--batch", "100000"]);
    assert!(large.stdout != one.stdout);
    assert_eq!(records(&large.stdout), records(&one.stdout));
}

#[test]
fn a_malformed_line_is_shown_counted_and_leaves_nothing_behind() {
    let [first, second, third] = ["first", "second", "third"].map(feature);
    let lines: [&[u8]; 9] = [
        first.as_bytes(),
        br#"{"type":"Feature","properties":{"alert":"red","place":"gone","felt":7,"mag"#,
        second.as_bytes(),
        b"{\"type\":\"Feature\",\"id\":\"\xff\"}",
        br#"  {"properties":{"time":"noon"}}"#,
        br#"{"properties":{"time":1},"geometry":{"coordinates":[1,2,3,4]},"id":"x"}"#,
        b"[1]",
        br#"{"type":"Feature","id":"y","properties":{"time":1}} x,"#,
        third.as_bytes(),
    ];
    let output = run_over(lines.join(&b'\n'), &["--threads", "1", "--batch", "4"]);
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{errors}");
    for error in [
        "standard input:2:74: EOF while parsing a string",
        "standard input:4:25: not UTF-8",
        "standard input:5:30: invalid type: string \"noon\", expected i64",
        "standard input:6:59: trailing characters",
        "standard input:7:2: invalid type: integer `1`, expected a string",
        "standard input:8:51: missing field `geometry`",
    ] {
        assert!(
            errors.lines().any(|line| line == error),
            "no {error:?} in\n{errors}"
        );
    }
    assert!(errors.contains("; 6 malformed"), "{errors}");

    let records = records(&output.stdout);
    assert_eq!(ids(&records), ["first", "second", "third"]);
    assert_eq!(records[1]["place"], "here");
    assert_eq!(records[1]["felt"], 0);
    assert_eq!(records[1].get("alert"), None);
}

#[test]
fn many_malformed_lines_are_not_all_shown() {
    let output = run_over("rubbish\n".repeat(25), &[]);
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{errors}");
    assert_eq!(errors.matches("standard input:").count(), 10, "{errors}");
    assert!(
        errors.contains("standard input:10:1: expected value\n"),
        "{errors}"
    );
    assert!(
        errors.contains("… and 15 more malformed events"),
        "{errors}"
    );
    assert!(errors.contains("; 25 malformed"), "{errors}");
    assert!(output.stdout.is_empty());
}

#[test]
fn strings_are_unescaped() {
    let line = feature("PLACE").replace("PLACE", r#"a\"b\\c\/d\n\u00e9\ud83c\udf0b"#);
    let output = run_over(line, &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(ids(&records(&output.stdout)), ["a\"b\\c/d\né🌋"]);
}

#[test]
fn features_are_found_in_every_usual_layout() {
    let [a, b, c] = ["a", "b", "c"].map(feature);
    let layouts = [
        // A feature alone on each line, with blank lines and Windows line ends.
        format!("{a}\r\n\n  {b}\n{c}"),
        // Head and tail on the features' lines, twice in one stream.
        format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[{a},\n{b}],\"bbox\":[1,2]}}\n\
             {{\"type\":\"FeatureCollection\",\"features\":[{c}]}}\n"
        ),
        // All on one line.
        format!("{{\"type\":\"FeatureCollection\",\"features\":[{a},{b}, {c}]}}"),
        // Head and tail on lines of their own.
        format!(
            "{{\n\"name\": \"x\",\n\"type\": \"FeatureCollection\",\n\"features\": [\n\
             {a},\n{b},\n{c}\n]\n}}\n"
        ),
    ];
    for layout in layouts {
        let output = run_over(layout.as_str(), &[]);
        assert!(
            output.status.success(),
            "{layout}\n{}",
            text(&output.stderr)
        );
        assert_eq!(ids(&records(&output.stdout)), ["a", "b", "c"], "{layout}");
    }

    // Errors are told where they are in the line, head included.
    let output = run_over(
        "{\"type\":\"FeatureCollection\",\"features\":[{},\n  {} ,{ }, x]}",
        &[],
    );
    let errors = text(&output.stderr);
    let places = errors
        .lines()
        .take_while(|line| line.starts_with("standard"));
    assert_eq!(
        places.collect::<Vec<_>>(),
        [
            "standard input:1:42: missing field `id`",
            "standard input:2:4: missing field `id`",
            "standard input:2:9: missing field `id`",
            "standard input:2:12: expected value",
        ]
    );
}

#[test]
fn an_empty_input_is_no_event() {
    for input in [
        "",
        "\n\n",
        "{\"type\":\"FeatureCollection\",\"features\":[]}\n",
    ] {
        let output = run_over(input, &[]);
        let table = text(&output.stderr);
        assert!(output.status.success(), "{table}");
        assert!(output.stdout.is_empty());
        assert!(table.starts_with("0 events"), "{table}");
        assert_eq!(row(table, "events per second"), [0.0, 0.0, 0.0], "{table}");
    }
    let default_passes = run(["--threads", "1", "/dev/null"]);
    assert!(default_passes.status.success() || cfg!(not(unix)));
}

#[test]
fn what_cannot_be_read_or_written_is_told() {
    let missing = scratch("no such directory/events.json");
    let directory = env!("CARGO_TARGET_TMPDIR");
    let missing = missing.to_str().expect("UTF-8");
    for (arguments, message) in [
        (
            [missing, EARTHQUAKES].as_slice(),
            format!("ingest: cannot read {missing}: "),
        ),
        (
            &[EARTHQUAKES, directory],
            format!("ingest: cannot read {directory}: "),
        ),
        (
            &["--output", missing],
            format!("ingest: cannot create {missing}: "),
        ),
    ] {
        let output = run(arguments);
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{errors}");
        assert!(errors.starts_with(&message), "{errors}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn bad_options_are_refused() {
    for arguments in [
        ["--threads", "0"],
        ["--threads", "many"],
        ["--passes", "0"],
        ["--batch", "0"],
        ["--level", "99"],
        ["--lever", "1"],
    ] {
        let output = run(arguments);
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
        assert!(errors.starts_with("error: "), "{errors}");
        assert!(errors.contains(arguments[0]), "{errors}");
    }
    let help = run(["--help"]);
    assert!(help.status.success());
    assert!(text(&help.stdout).contains("Exit status:"));
}

#[test]
fn a_closed_output_ends_it_quietly() {
    let mut child = ingest()
        .args(["--output", "-"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdout = child.stdout.take().expect("stdout is piped");
    stdout.read_exact(&mut [0]).expect("it writes something");
    drop(stdout);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "");
}
