//! A service in a process of its own, and what it takes to talk to it: shared by its tests.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

pub const EARTHQUAKES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/earthquakes.json");

/// Nothing here takes as long; it ends a test that would wait for ever.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running service, which ends with this value.
pub struct Service {
    pub process: Child,
    pub address: SocketAddr,
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub status: u16,
    /// Names in small letters.
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// `cargo test` builds the examples of this package, beside the directory that holds this test.
pub fn program() -> Command {
    let test = std::env::current_exe().expect("a test knows where it is");
    let profile = test.ancestors().nth(2).expect("tests are in `deps`");
    let program = profile
        .join("examples")
        .join("service")
        .with_extension(std::env::consts::EXE_EXTENSION);
    assert!(
        program.exists(),
        "{} is missing: `cargo test` of the whole package builds it",
        program.display()
    );
    Command::new(program)
}

impl Service {
    /// Starts one on any port of the loopback address.
    pub fn start(arguments: &[&str]) -> Self {
        let mut process = program()
            .args(["--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let stdout = process.stdout.take().expect("stdout is piped");
        let mut line = String::new();
        BufReader::new(stdout)
            .read_line(&mut line)
            .expect("it says where it listens");
        let address = line
            .trim()
            .strip_prefix("listening on http://")
            .and_then(|address| address.strip_suffix('/'))
            .unwrap_or_else(|| panic!("{line:?}"));
        let address = address.parse().expect("an address");
        Self { process, address }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
        stream
    }

    /// Sends these bytes over a connection of their own, and reads until it is closed.
    pub fn exchange(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        // Who refuses a request need not read all of it.
        _ = stream.write_all(bytes);
        read_answer(&mut stream)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.exchange(
            format!("GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n").as_bytes(),
        )
    }

    /// Posts events, with headers of the caller's, a line each.
    pub fn post(&self, headers: &str, body: &[u8]) -> Answer {
        self.exchange(&post(headers, body))
    }

    pub fn json(&self, path: &str) -> Value {
        self.get(path).json()
    }

    /// The figures of the pool whose name ends like this.
    pub fn pool(&self, name: &str) -> Value {
        let pools = self.json("/pools.json");
        let pools = pools["pools"].as_array().expect("pools").clone();
        let is_it = |pool: &Value| pool["name"].as_str().is_some_and(|it| it.ends_with(name));
        pools
            .into_iter()
            .find(is_it)
            .unwrap_or_else(|| panic!("no pool {name}"))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find_map(|(it, value)| (it == name).then_some(value.as_str()))
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }
}

/// The bytes of a request with events.
pub fn post(headers: &str, body: &[u8]) -> Vec<u8> {
    let mut request = format!(
        "POST /events HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n",
        body.len()
    )
    .into_bytes();
    request.extend_from_slice(body);
    request
}

/// Reads an answer that ends with its connection.
pub fn read_answer(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    if let Err(error) = stream.read_to_end(&mut bytes) {
        // A refusal may be followed by a reset, since not all was read.
        assert!(!bytes.is_empty(), "no answer: {error}");
    }
    let end = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap_or_else(|| panic!("no head: {}", String::from_utf8_lossy(&bytes)));
    let body = bytes.split_off(end + 4);
    let head = String::from_utf8(bytes).expect("heads are ASCII");
    let mut lines = head.lines();
    let status = lines.next().expect("a status line");
    let status = status.split(' ').nth(1).expect("a status");
    let headers = lines.filter_map(|line| line.split_once(": "));
    Answer {
        status: status.parse().expect("a number"),
        headers: headers
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect(),
        body,
    }
}

/// An event with just what it needs.
pub fn feature(id: &str, place: &str, magnitude: f64) -> String {
    let feature = serde_json::json!({
        "type": "Feature",
        "properties": {"time": 1, "mag": magnitude, "place": place},
        "geometry": {"type": "Point", "coordinates": [1.5, -2.0, 3.0]},
        "id": id,
    });
    feature.to_string()
}

/// Asks until it is so.
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let started = std::time::Instant::now();
    while !is_so() {
        assert!(started.elapsed() < PATIENCE, "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
