//! A server, and a client that can be as rude as one likes.

use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// The top level of this repository.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

pub fn model(name: &str) -> String {
    std::fs::read_to_string(root().join("models").join(name)).expect("a model of this repository")
}

/// A server, which ends with the test.
pub struct Server {
    process: Child,
    pub address: SocketAddr,
    log: PathBuf,
}

impl Server {
    /// On a port that is free, with these options.
    pub fn start(arguments: &[&str]) -> Server {
        static STARTED: AtomicUsize = AtomicUsize::new(0);
        let name = format!("serve-{}-{}.log", std::process::id(), STARTED.fetch_add(1, Ordering::SeqCst));
        let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let mut process = Command::new(env!("CARGO_BIN_EXE_zopa-serve"))
            .args(["--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(File::create(&log).expect("a file"))
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        let out = process.stdout.take().expect("standard output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
        let address = address.parse().unwrap_or_else(|_| panic!("{line:?}: {}", read(&log)));
        Server { process, address, log }
    }

    pub fn log(&self) -> String {
        read(&self.log)
    }

    /// How much memory it has, in bytes.
    pub fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) << 10
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time");
        stream
    }

    /// A question of a command, as bytes.
    pub fn question(&self, command: &str, body: &impl ToString) -> Vec<u8> {
        let body = body.to_string();
        let (host, length) = (self.address, body.len());
        format!(
            "POST /v1/{command} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
             connection: close\r\n\r\n{body}"
        )
        .into_bytes()
    }

    pub fn ask(&self, command: &str, body: &impl ToString) -> Answer {
        self.send(&self.question(command, body))
    }

    pub fn solve(&self, model: &str) -> Answer {
        self.ask("solve", &json!({ "model": model }))
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(format!("GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", self.address).as_bytes())
    }

    /// Sends bytes, and reads until the connection ends.
    pub fn send(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        // A server that has heard enough does not take the rest.
        let _ = stream.write_all(bytes);
        answer(&mut stream)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_file(&self.log);
    }
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

#[derive(Debug)]
pub struct Answer {
    /// 0 if there was none.
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let line = self.head.lines().find(|line| line.to_ascii_lowercase().starts_with(&format!("{name}:")));
        line.and_then(|line| line.split_once(": ")).map(|(_, value)| value)
    }

    /// The code of what was wrong.
    pub fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// Reads until the connection ends.
pub fn answer(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    let mut piece = [0; 1 << 16];
    // A connection that is reset has said before what it had to say.
    while let Ok(read @ 1..) = stream.read(&mut piece) {
        bytes.extend_from_slice(&piece[..read]);
    }
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Answer { status, head, body: bytes.get(end + 4..).unwrap_or_default().to_owned() }
}

/// A model that takes longer than any patience: ten parties over fifty issues, who share what is always the same. Its numbers come from
/// a small generator.
pub fn hard() -> String {
    let mut state = 7u64;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % 1000) as i64
    };
    let (parties, issues) = (10, 50);
    let mut model = json!({ "zopa": 1, "parties": {}, "issues": {}, "utilities": {} });
    for party in 0..parties {
        model["parties"][format!("party{party}")] = json!({ "disagreement": 0 });
    }
    for issue in (0..issues).map(|at| format!("issue{at}")) {
        model["issues"][&issue] = json!({ "options": ["a", "b", "c"] });
        for option in ["a", "b", "c"] {
            let shares: Vec<i64> = (0..parties).map(|_| next()).collect();
            let mean = shares.iter().sum::<i64>() / parties;
            for (party, share) in shares.iter().enumerate() {
                model["utilities"][format!("party{party}")]["values"][&issue][option] = json!(share - mean);
            }
        }
    }
    model.to_string()
}
