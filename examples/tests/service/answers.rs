//! What comes of events.

use std::collections::BTreeMap;
use std::io::Write;

use serde_json::{Value, json};

use crate::running::{Service, feature, read_answer};
use crate::{earthquakes, plain};

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
        let id = &region["largest"]["id"];
        let told = features.iter().find(|feature| feature["id"] == *id);
        let told = &told.expect("the largest is one of them")["properties"];
        assert_eq!(told["mag"].as_f64(), Some(largest), "{name}");
        assert_eq!(region["largest"]["title"], told["title"]);
        assert_eq!(region["largest"]["url"], told["url"]);
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
