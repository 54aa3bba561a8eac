//! What `service` promises over HTTP, tried on the built program over real sockets.

mod browser;
mod page;
mod running;

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::time::Duration;

use running::{Answer, EARTHQUAKES, Service, feature, post, program, read_answer, wait_until};
use serde_json::{Value, json};

fn earthquakes() -> Vec<u8> {
    std::fs::read(EARTHQUAKES).expect("the data is there")
}

/// The answer as it was before it was compressed.
fn plain(answer: &Answer) -> Vec<u8> {
    match answer.header("content-encoding") {
        None => answer.body.clone(),
        Some("gzip") => {
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(&answer.body[..])
                .read_to_end(&mut plain)
                .expect("whole gzip");
            plain
        }
        Some("zstd") => {
            let mut plain = Vec::with_capacity(4 << 20);
            zstd_safe::decompress(&mut plain, &answer.body).expect("a whole frame");
            plain
        }
        Some(other) => panic!("encoded as {other}"),
    }
}

#[test]
fn pooled_and_unpooled_answer_alike_to_the_byte() {
    let pooled = Service::start(&[]);
    let unpooled = Service::start(&["--no-pool"]);
    let twice = [
        feature("a", "x, CA", 1.0),
        feature("b", "y, Alaska", 7.5),
        feature("a", "x, CA", 3.0),
    ];
    let bodies: [Vec<u8>; 6] = [
        earthquakes(),
        twice.join("\n").into(),
        b"".into(),
        b"rubbish\n{\"id\":\xff}\n[1]".into(),
        format!("{}\nrubbish,\n{}", twice[0], twice[1]).into(),
        b"{\"type\":\"FeatureCollection\",\"features\":[]}".into(),
    ];
    for round in 0..3 {
        for body in &bodies {
            let as_it_is = pooled.post("", body);
            for encoding in ["", "gzip", "zstd", "gzip;q=0.5, zstd;q=0.4"] {
                let header = format!("accept-encoding: {encoding}\r\n");
                let answers = [pooled.post(&header, body), unpooled.post(&header, body)];
                assert_eq!(answers[0].body, answers[1].body, "{round} {encoding}");
                assert_eq!(answers[0].status, answers[1].status);
                assert_eq!(plain(&answers[0]), as_it_is.body, "{round} {encoding}");
            }
        }
    }
    assert_eq!(unpooled.pool("/requests")["stats"]["misses"], 0);
    let requests = pooled.pool("/requests");
    assert_ne!(requests["stats"]["hits"], 0, "{requests}");
}

#[test]
fn encodings_are_as_asked_for() {
    let service = Service::start(&[]);
    for (accept, encoding) in [
        ("gzip", Some("gzip")),
        ("gzip, zstd", Some("zstd")),
        ("zstd;q=0.1, gzip;q=0.2", Some("gzip")),
        ("*", Some("zstd")),
        ("br", None),
        ("zstd;q=0, gzip;q=0", None),
        ("identity", None),
    ] {
        let answer = service.post(&format!("accept-encoding: {accept}\r\n"), b"");
        assert_eq!(answer.status, 200, "{accept}");
        assert_eq!(answer.header("content-encoding"), encoding, "{accept}");
        assert_eq!(answer.header("vary"), Some("accept-encoding"));
    }
    let answer = service.post("accept-encoding: identity;q=0, br\r\n", b"");
    assert_eq!(answer.status, 406);
}

#[test]
fn regions_say_what_the_events_said() {
    let service = Service::start(&[]);
    let answer = service.post("", &earthquakes()).json();
    let collection: Value = serde_json::from_slice(&earthquakes()).expect("JSON");
    let features = collection["features"].as_array().expect("features");
    assert_eq!(answer["events"], features.len());
    assert_eq!(answer["malformed"], 0);
    assert_eq!(answer["duplicates"], 0);

    let mut regions: BTreeMap<&str, (u64, u64, f64)> = BTreeMap::new();
    for feature in features {
        let properties = &feature["properties"];
        let place = properties["place"].as_str().expect("a place");
        let region = place.rsplit(", ").next().expect("a region");
        let (events, felt, largest) = regions.entry(region).or_insert((0, 0, f64::MIN));
        *events += 1;
        *felt += properties["felt"].as_u64().unwrap_or(0);
        *largest = largest.max(properties["mag"].as_f64().unwrap_or(f64::MIN));
    }
    let told = answer["regions"].as_object().expect("regions");
    assert_eq!(told.len(), regions.len());
    for (name, (events, felt, largest)) in regions {
        let region = &told[name];
        assert_eq!(region["events"], events, "{name}");
        assert_eq!(region["felt"], felt, "{name}");
        assert_eq!(region["largest"]["magnitude"].as_f64(), Some(largest));
        let classes = region["classes"].as_object().expect("classes").values();
        assert_eq!(classes.filter_map(Value::as_u64).sum::<u64>(), events);
    }
}

#[test]
fn an_id_that_comes_twice_counts_once_as_last_updated() {
    let service = Service::start(&[]);
    let updated = |magnitude: f64, updated: i64| {
        feature("a", "x, CA", magnitude)
            .replace("\"time\":1", &format!("\"time\":1,\"updated\":{updated}"))
    };
    let body = [updated(2.0, 20), updated(5.0, 30), updated(9.0, 10)].join("\n");
    let answer = service.post("", body.as_bytes()).json();
    assert_eq!(answer["events"], 1);
    assert_eq!(answer["duplicates"], 2);
    assert_eq!(answer["regions"]["CA"]["largest"]["magnitude"], 5.0);
    assert_eq!(answer["regions"]["CA"]["classes"]["moderate"], 1);
}

#[test]
fn a_malformed_line_is_told_and_the_rest_goes_on() {
    let service = Service::start(&[]);
    let [first, second] = ["first", "second"].map(|id| feature(id, "x, CA", 1.0));
    let far = feature("far", "x", 1.0).replace("-2.0", "-95.0");
    let long = "x".repeat((1 << 20) + 1);
    let lines: [&[u8]; 9] = [
        first.as_bytes(),
        br#"{"type":"Feature","properties":{"place":"gone","mag"#,
        b"",
        b"{\"type\":\"Feature\",\"id\":\"\xff\"}",
        br#"  {"properties":{"time":"noon"}}"#,
        long.as_bytes(),
        far.as_bytes(),
        b"[1]",
        second.as_bytes(),
    ];
    let answer = service.post("", &lines.join(&b'\n'));
    assert_eq!(answer.status, 200);
    let answer = answer.json();
    assert_eq!(answer["regions"]["CA"]["events"], 2, "{answer}");
    assert_eq!(answer["malformed"], 6);
    let error = |line, column, error: &str| json!({"line": line, "column": column, "error": error});
    assert_eq!(
        answer["errors"],
        json!([
            error(2, 51, "EOF while parsing a string"),
            error(4, 25, "not UTF-8"),
            error(5, 30, "invalid type: string \"noon\", expected i64"),
            error(6, 1, "the line is longer than 1048576 bytes"),
            error(7, 1, "the latitude is not within -90 and 90"),
            error(8, 2, "invalid type: integer `1`, expected a string"),
        ])
    );

    // Half a frame costs its own lines, and no feature.
    let body = format!("{{\n\"type\": 1,\n{first}\n]\n");
    let answer = service.post("", body.as_bytes()).json();
    assert_eq!(answer["regions"]["CA"]["events"], 1, "{answer}");
    let no_frame = "neither a feature nor a collection's head or tail";
    assert_eq!(
        answer["errors"],
        json!([error(1, 1, no_frame), error(4, 1, "expected value")])
    );

    // Nothing but rubbish is a mistake of the whole, and not all of it is repeated.
    let answer = service.post("", "rubbish\n".repeat(50).as_bytes());
    assert_eq!(answer.status, 422);
    let answer = answer.json();
    assert_eq!(answer["malformed"], 50);
    assert_eq!(answer["errors"].as_array().map(Vec::len), Some(20));
}

#[test]
fn features_are_found_in_every_usual_layout() {
    let service = Service::start(&[]);
    let [a, b, c] = ["a", "b", "c"].map(|id| feature(id, "x, CA", 1.0));
    let head = "{\"type\":\"FeatureCollection\",\"features\":[";
    for layout in [
        format!("{a}\r\n\n  {b}\n{c}"),
        format!("{head}{a},\n{b}],\"bbox\":[1,2]}}\n{head}{c}]}}\n"),
        format!("{head}{a},{b}, {c}]}}"),
        format!("{head}\n{a},\n{b},\n{c}\n]}}\n"),
        // As GDAL writes it.
        format!(
            "{{\n\"type\": \"FeatureCollection\",\n\"name\": \"x\",\n\"features\": [\n\
             {a},\n{b},\n{c}\n]\n}}\n"
        ),
        format!("{head}\n{a},\n{b}\n],\n\"bbox\": [1, 2]\n}}\n{head}\n{c}\n]\n}}"),
    ] {
        let answer = service.post("", layout.as_bytes()).json();
        assert_eq!(answer["malformed"], 0, "{layout}\n{answer}");
        assert_eq!(answer["events"], 3, "{layout}\n{answer}");
    }
}

#[test]
fn what_is_tedious_to_read_costs_no_more_than_its_length() {
    // Each of these would take minutes if every piece of the line cost what is left of the line.
    let service = Service::start(&[]);
    let many = |piece: &str| piece.repeat(250_000 / piece.len());
    let empty = "{\"type\":\"FeatureCollection\",\"features\":[]}";
    for line in [
        many("{},"),
        many("{} ]}"),
        many(empty),
        many("]}"),
        many("["),
        many("]\n"),
        format!("{{\n{}", many("[\n")),
        empty.replace("]}", "\n") + &many("]\n,\"a\":[\n"),
    ] {
        let status = service.post("", line.as_bytes()).status;
        assert!(status == 200 || status == 422, "{status}");
    }
}

#[test]
fn pieces_of_any_length_come_to_the_same() {
    let service = Service::start(&[]);
    let body = &earthquakes()[..200_000];
    let whole = service.post("", body);
    assert_eq!(whole.status, 200);
    for length in [997, 7_919, 65_537] {
        let mut stream = service.connect();
        stream
            .write_all(
                b"POST /events HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\
                  transfer-encoding: chunked\r\n\r\n",
            )
            .expect("it reads");
        for piece in body.chunks(length) {
            let head = format!("{:x}\r\n", piece.len());
            let chunk = [head.as_bytes(), piece, b"\r\n"].concat();
            stream.write_all(&chunk).expect("it reads");
        }
        stream.write_all(b"0\r\n\r\n").expect("it reads");
        assert_eq!(read_answer(&mut stream).body, whole.body, "{length}");
    }
}

#[test]
fn what_is_refused_is_told_why() {
    let service = Service::start(&["--max-body", "1000"]);
    let told = |answer: Answer, status: u16, error: &str| {
        assert_eq!(answer.status, status, "{answer:?}");
        let said = answer.json()["error"].as_str().expect("why").to_owned();
        assert!(said.contains(error), "{said}");
    };
    told(service.get("/nothing"), 404, "POST /events");
    told(service.get("/events"), 405, "method");
    let typed = |name: &str| service.post(&format!("content-type: {name}\r\n"), b"");
    told(typed("text/csv"), 415, "application/geo+json");
    assert_eq!(typed("Application/JSON; charset=utf-8").status, 200);
    let encoded = service.post("content-encoding: gzip\r\n", b"");
    told(encoded, 415, "not be compressed");
    let none = service.post("accept-encoding: *;q=0\r\n", b"");
    told(none, 406, "zstd");
    assert_eq!(service.post("", &[b' '; 1000]).status, 200);
    told(service.post("", &[b' '; 1001]), 413, "1000 bytes");
    let chunked = service.exchange(
        format!(
            "POST /events HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{}",
            5000,
            " ".repeat(5000)
        )
        .as_bytes(),
    );
    told(chunked, 413, "1000 bytes");
}

#[test]
fn a_slow_client_is_told_so() {
    let service = Service::start(&["--timeout", "0.3"]);
    let whole = post("", feature("a", "x, CA", 1.0).as_bytes());
    let mut stream = service.connect();
    stream
        .write_all(&whole[..whole.len() - 5])
        .expect("it reads");
    let answer = read_answer(&mut stream);
    assert_eq!(answer.status, 408);
    assert!(answer.text().contains("300ms"), "{answer:?}");

    // Half a head gets no answer, but an end.
    let mut stream = service.connect();
    stream.write_all(b"POST /eve").expect("it reads");
    let mut rest = Vec::new();
    _ = stream.read_to_end(&mut rest);
    nothing_is_left(&service);
}

/// No pool has lent anything, and what was lent is accounted for.
fn nothing_is_left(service: &Service) {
    wait_until("nothing is lent", || {
        let pools = service.json("/pools.json");
        let pools = pools["pools"].as_array().expect("pools");
        assert_eq!(pools.len(), 4);
        pools
            .iter()
            .all(|pool| pool["stats"]["live"] == 0 && pool["borrows"] == json!([]))
    });
    for name in ["/requests", "/answers", "/zstd", "/gzip"] {
        let stats = &service.pool(name)["stats"];
        let count = |path: &str| {
            stats
                .pointer(path)
                .and_then(Value::as_u64)
                .expect("a count")
        };
        let gone = count("/discards/underused") + count("/discards/over_budget");
        assert_eq!(
            count("/hits") + count("/misses"),
            count("/returns") + gone,
            "{name}: {stats}"
        );
    }
}

#[test]
fn a_hundred_clients_that_vanish_leave_nothing_behind() {
    for arguments in [["--encoders", "2"].as_slice(), &["--trace-borrows"]] {
        let service = Service::start(arguments);
        let whole = post("accept-encoding: zstd\r\n", &earthquakes());
        let clients = (0..100).map(|client| {
            let mut stream = service.connect();
            let sent = match client % 4 {
                // In the head, in the body, and after all of it.
                0 => 20,
                1 => 300_000,
                2 => whole.len() - 1,
                _ => whole.len(),
            };
            // A service that reads slowly must not stop this.
            stream.set_nonblocking(client % 8 == 1).expect("a socket");
            _ = stream.write_all(&whole[..sent]);
            stream
        });
        let clients: Vec<_> = clients.collect();
        for (index, client) in clients.into_iter().enumerate() {
            if index % 3 == 0 {
                _ = client.shutdown(Shutdown::Both);
            }
        }
        nothing_is_left(&service);
        let answer = service.post("", &earthquakes()).json();
        assert_eq!(answer["events"], 1707);
        assert_ne!(service.pool("/requests")["stats"]["misses"], 0);
    }
}

#[test]
fn a_connection_that_is_reset_leaves_nothing_behind() {
    let service = Service::start(&[]);
    let whole = post("", &earthquakes());
    for _ in 0..20 {
        let mut stream = service.connect();
        stream
            .write_all(b"GET /pools.json HTTP/1.1\r\nhost: test\r\n\r\n")
            .expect("it reads");
        stream.peek(&mut [0]).expect("it answers");
        _ = stream.write_all(&whole[..whole.len() / 2]);
        // Closed with an answer unread: the peer is sent a reset.
        drop(stream);
    }
    nothing_is_left(&service);
    assert_eq!(service.post("", b"").status, 200);
}

#[test]
fn one_compressor_serves_all_in_turn() {
    let service = Service::start(&["--encoders", "1"]);
    let body = earthquakes();
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                let answer = service.post("accept-encoding: zstd\r\n", &body);
                assert_eq!(answer.status, 200);
                assert!(plain(&answer).starts_with(b"{\"events\":1707,"));
            });
        }
    });
    nothing_is_left(&service);
    let zstd = service.pool("/zstd");
    assert_eq!(zstd["limits"]["max_objects"], 1);
    assert_eq!(zstd["stats"]["misses"], 1, "{zstd}");
    assert_eq!(zstd["stats"]["hits"], 15, "{zstd}");
}

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
fn read_one(stream: &mut std::net::TcpStream) {
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

#[cfg(unix)]
#[test]
fn told_to_stop_it_finishes_what_runs() {
    for signal in ["-TERM", "-INT"] {
        let mut service = Service::start(&[]);
        let whole = post("", &earthquakes());
        let mut running = service.connect();
        running
            .write_all(&whole[..whole.len() / 2])
            .expect("it reads");
        wait_until("it reads", || {
            service.pool("/requests")["stats"]["live"] == 1
        });
        let kill = std::process::Command::new("kill")
            .args([signal, &service.process.id().to_string()])
            .status();
        assert!(kill.is_ok_and(|status| status.success()));
        wait_until("it takes no new connections", || {
            std::net::TcpStream::connect_timeout(&service.address, Duration::from_secs(5)).is_err()
        });
        running
            .write_all(&whole[whole.len() / 2..])
            .expect("it reads on");
        let answer = read_answer(&mut running);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json()["events"], 1707);
        let status = service.process.wait().expect("it ends");
        assert!(status.success(), "{status}");
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
