//! Requests that are wrong, slow, or never end; and the end of the service itself.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

use crate::running::{Answer, Service, feature, post, read_answer, wait_until};
use crate::{earthquakes, plain};

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
            TcpStream::connect_timeout(&service.address, Duration::from_secs(5))
                .is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused)
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
