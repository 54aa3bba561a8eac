//! A headless Chromium, driven by its own protocol.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

/// Browsers that were started, for a profile each.
static STARTED: AtomicUsize = AtomicUsize::new(0);

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// A browser with one empty page, which ends with this value.
pub struct Browser {
    process: Child,
    profile: PathBuf,
    socket: WebSocket<TcpStream>,
    session: String,
    sent: u64,
    /// What it told that nobody asked for.
    events: Vec<Value>,
}

impl Browser {
    /// Starts one, if there is one. If there is none it says so, or fails if `BROWSER` is `required`.
    pub fn start() -> Option<Self> {
        let Some(program) = NAMES.into_iter().find_map(found) else {
            let required = std::env::var("BROWSER").is_ok_and(|browser| browser == "required");
            assert!(!required, "no {} in PATH", NAMES.join(", "));
            eprintln!("skipped: no {} in PATH", NAMES.join(", "));
            return None;
        };
        let profile = format!(
            "browser-{}-{}",
            std::process::id(),
            STARTED.fetch_add(1, Ordering::Relaxed)
        );
        let profile = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(profile);
        let mut process = Command::new(program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--remote-debugging-port=0",
            ])
            .arg(format!("--user-data-dir={}", profile.display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut stderr = BufReader::new(process.stderr.take().expect("stderr is piped"));
        let url = loop {
            let mut line = String::new();
            let read = stderr.read_line(&mut line).expect("UTF-8");
            assert_ne!(read, 0, "it says where it listens");
            if let Some(url) = line.trim().strip_prefix("DevTools listening on ") {
                break url.to_owned();
            }
        };
        // What it goes on to say must not fill the pipe.
        std::thread::spawn(move || std::io::copy(&mut stderr, &mut std::io::sink()));
        let address: SocketAddr = url
            .trim_start_matches("ws://")
            .split('/')
            .next()
            .and_then(|address| address.parse().ok())
            .expect("an address");
        let stream = TcpStream::connect(address).expect("it listens");
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .expect("a socket");
        let (socket, _) = tungstenite::client(url.as_str(), stream).expect("it speaks");
        let mut browser = Self {
            process,
            profile,
            socket,
            session: String::new(),
            sent: 0,
            events: Vec::new(),
        };
        browser.open_page();
        Some(browser)
    }

    fn open_page(&mut self) {
        let target = self.call("Target.createTarget", &json!({"url": "about:blank"}));
        let target = json!({"targetId": target["targetId"], "flatten": true});
        let session = self.call("Target.attachToTarget", &target);
        session["sessionId"]
            .as_str()
            .expect("a session")
            .clone_into(&mut self.session);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            self.call(&format!("{domain}.enable"), &json!({}));
        }
    }

    /// Makes the page so wide, in pixels.
    pub fn set_width(&mut self, width: u32, height: u32) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.call("Emulation.setDeviceMetricsOverride", &metrics);
    }

    /// Light or dark, as its user would choose.
    pub fn set_scheme(&mut self, scheme: &str) {
        let feature = json!({"name": "prefers-color-scheme", "value": scheme});
        self.call(
            "Emulation.setEmulatedMedia",
            &json!({"features": [feature]}),
        );
    }

    pub fn open(&mut self, url: &str) {
        let opened = self.call("Page.navigate", &json!({"url": url}));
        assert!(opened.get("errorText").is_none(), "{opened}");
    }

    /// The value of an expression on the page; `null` where it has none, or none yet.
    pub fn value(&mut self, expression: &str) -> Value {
        let evaluate = json!({"expression": expression, "returnByValue": true});
        let mut answer = self.call("Runtime.evaluate", &evaluate);
        answer["result"]["value"].take()
    }

    /// What the console told that is wrong, so far.
    pub fn complaints(&self) -> Vec<&Value> {
        let is_complaint = |event: &&Value| match event["method"].as_str() {
            Some("Runtime.consoleAPICalled") => {
                matches!(event["params"]["type"].as_str(), Some("error" | "warning"))
            }
            Some("Runtime.exceptionThrown" | "Log.entryAdded") => true,
            _ => false,
        };
        self.events.iter().filter(is_complaint).collect()
    }

    /// Every address that the page asked for, so far.
    pub fn requests(&self) -> Vec<&str> {
        let sent = self
            .events
            .iter()
            .filter(|event| event["method"] == "Network.requestWillBeSent");
        sent.filter_map(|event| event["params"]["request"]["url"].as_str())
            .collect()
    }

    /// The whole page as it looks, a PNG in base64.
    pub fn screenshot(&mut self) -> String {
        let whole = json!({"format": "png", "captureBeyondViewport": true});
        let shot = self.call("Page.captureScreenshot", &whole);
        shot["data"].as_str().expect("an image").to_owned()
    }

    fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.sent += 1;
        let mut message = json!({"id": self.sent, "method": method, "params": parameters});
        if !self.session.is_empty() {
            message["sessionId"] = self.session.clone().into();
        }
        self.socket
            .send(Message::text(message.to_string()))
            .expect("it reads");
        loop {
            let message = self.socket.read().expect("it answers");
            let Message::Text(text) = message else {
                continue;
            };
            let mut told: Value = serde_json::from_str(&text).expect("JSON");
            if told["id"] == self.sent {
                assert!(told.get("error").is_none(), "{method}: {told}");
                return told["result"].take();
            }
            self.events.push(told);
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Told to end, it ends its children, which may outlive it for a moment.
        let close = json!({"id": 0, "method": "Browser.close"});
        _ = self.socket.send(Message::text(close.to_string()));
        while self.socket.read().is_ok() {}
        try_for_a_while(|| matches!(self.process.try_wait(), Ok(Some(_))));
        _ = self.process.kill();
        _ = self.process.wait();
        try_for_a_while(|| std::fs::remove_dir_all(&self.profile).is_ok());
    }
}

/// For two seconds at most; what has not worked by then is left.
fn try_for_a_while(mut works: impl FnMut() -> bool) {
    for _ in 0..100 {
        if works() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn found(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|directory| directory.join(name))
        .find(|program| program.is_file())
}
