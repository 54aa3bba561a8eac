//! What those see who run it: figures, pools, options, the bench.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

use crate::earthquakes;
use crate::running::{Service, feature, program, wait_until};

#[test]
fn pools_are_listed_and_trimmed() {
    let service = Service::start(&["--name", "<b>quakes</b>"]);
    service.post("", &earthquakes());
    wait_until("it is back", || {
        service.pool("/requests")["stats"]["idle"] != 0
    });
    let pools = service.json("/pools.json");
    assert_eq!(pools["service"], "<b>quakes</b>");
    assert_eq!(pools["pools"][0]["name"], "<b>quakes</b>/requests");
    let trim =
        b"POST /trim HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    let freed = service.exchange(trim).json();
    assert!(freed["objects"].as_u64() >= Some(2), "{freed}");
    assert!(freed["bytes"].as_u64() > Some(100_000), "{freed}");
    let requests = service.pool("/requests");
    assert_eq!(requests["stats"]["idle"], 0);
    assert_eq!(requests["stats"]["idle_bytes"], 0);
}

#[test]
fn metrics_are_openmetrics() {
    let service = Service::start(&[]);
    service.post("", format!("{}\nx", feature("a", "x, CA", 1.0)).as_bytes());
    service.post("content-type: text/csv\r\n", b"");
    let answer = service.get("/metrics");
    let kind = answer.header("content-type").expect("a type");
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    let text = answer.text();
    assert!(text.ends_with("# EOF\n"));
    for line in [
        "service_answers_total{status=\"200\"} 1",
        "service_answers_total{status=\"415\"} 1",
        "service_answer_seconds_count 2",
        "service_events_total 1",
        "service_malformed_total 1",
        "pool_misses_total{pool=\"service/requests\"} 1",
        "pool_limit_objects{pool=\"service/zstd\"} 8",
    ] {
        assert!(text.lines().any(|it| it == line), "no {line} in\n{text}");
    }
}

#[test]
fn the_page_asks_nobody_else() {
    let service = Service::start(&[]);
    for (path, kind) in [
        ("/", "text/html"),
        ("/page.js", "text/javascript"),
        ("/page.css", "text/css"),
    ] {
        let answer = service.get(path);
        assert_eq!(answer.status, 200);
        let told = answer.header("content-type").expect("a type");
        assert!(told.starts_with(kind), "{told}");
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        let text = answer.text().replace("http://www.w3.org/2000/svg", "");
        assert!(!text.contains("://"), "{path}");
        assert!(!text.contains("innerHTML"), "{path}");
    }
}

#[test]
fn once_warm_our_own_code_does_not_allocate() {
    let service = Service::start(&["--measure"]);
    let lines: Vec<_> = (0..10)
        .map(|index| feature(&format!("event {index}"), "near, CA", 1.0))
        .collect();
    let events = lines.join("\n");
    let keep_alive = |path: &str| {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: test\r\naccept-encoding: zstd\r\ncontent-length: {}\r\n\r\n",
            events.len()
        );
        head + &events
    };
    let [events, empty] = ["/events", "/empty"].map(keep_alive);
    let mut stream = service.connect();
    let mut allocations = |request: &str| {
        let before = service.json("/measured");
        for _ in 0..200 {
            stream.write_all(request.as_bytes()).expect("it reads");
            read_one(&mut stream);
        }
        let after = service.json("/measured");
        let count = |taken: &Value| taken["allocations"].as_u64().expect("a count");
        count(&after) - count(&before)
    };
    allocations(&events);
    allocations(&empty);
    let (ours, framework) = (allocations(&events), allocations(&empty));
    // One a request, where `bytes` takes over the guard of the answer.
    assert!(
        ours <= framework + 200 + 50,
        "{ours} against {framework}, in 200 requests"
    );
    assert!(ours >= framework, "{ours} against {framework}");
}

/// Reads one answer of several on a connection.
fn read_one(stream: &mut TcpStream) {
    let mut seen = Vec::new();
    let mut part = [0; 4096];
    loop {
        let read = stream.read(&mut part).expect("it answers");
        assert_ne!(read, 0, "it stays open");
        seen.extend_from_slice(&part[..read]);
        let Some(end) = seen.windows(4).position(|window| window == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&seen[..end]).to_lowercase();
        assert!(head.starts_with("http/1.1 200"), "{head}");
        let (_, length) = head.split_once("content-length: ").expect("a length");
        let length: usize = length
            .lines()
            .next()
            .and_then(|length| length.parse().ok())
            .expect("a number");
        if seen.len() == end + 4 + length {
            return;
        }
    }
}

#[test]
fn bad_options_are_refused() {
    for arguments in [
        ["--listen", "nowhere"],
        ["--encoders", "0"],
        ["--timeout", "0"],
        ["--timeout", "soon"],
    ] {
        let output = program().args(arguments).output().expect("it starts");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
        assert!(errors.contains(arguments[0]), "{errors}");
    }
    let taken = Service::start(&[]);
    let output = program()
        .args(["--listen", &taken.address.to_string()])
        .output()
        .expect("it starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.starts_with("service: cannot listen on "), "{errors}");
}

#[test]
fn the_bench_prints_its_table() {
    let output = program()
        .args(["bench", "--quick", "--lines", "10", "--connections", "2"])
        .output()
        .expect("it starts");
    let table = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{output:?}");
    for row in [
        "10 lines, ",
        "requests a second",
        "  our own",
        "service/zstd",
    ] {
        assert!(table.lines().any(|line| line.starts_with(row)), "{table}");
    }
}

/// Nobody else says how much a deflate context takes: what the pool believes is compared with what the
/// first one allocated.
#[test]
fn a_deflate_context_takes_what_its_pool_is_told() {
    let service = Service::start(&["--measure", "--encoders", "1"]);
    let allocated = || {
        let before = service.json("/measured");
        assert_eq!(service.post("accept-encoding: gzip\r\n", b"").status, 200);
        let after = service.json("/measured");
        let bytes = |taken: &Value| taken["allocated_bytes"].as_u64().expect("a count");
        bytes(&after) - bytes(&before)
    };
    service.post("", b"");
    let (first, second) = (allocated(), allocated());
    let gzip = service.pool("/gzip");
    assert_eq!(gzip["stats"]["idle"], 1, "{gzip}");
    let told = gzip["stats"]["idle_bytes"].as_u64().expect("a count");
    assert!(
        (told - 8192..told + 8192).contains(&(first - second)),
        "{told} told, {} allocated",
        first - second
    );
}
