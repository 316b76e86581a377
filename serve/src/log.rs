//! One line a question, as JSON on standard error: what was asked for and how it went, and nothing of what it said.

use serde::Serialize;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// What is told of a question when it is over: when this is dropped.
pub struct Line {
    begun: Instant,
    quiet: bool,
    said: Said,
}

#[derive(Serialize)]
struct Said {
    /// When it came: milliseconds since 1970.
    at: u128,
    method: &'static str,
    /// The path, where it is one of the server's; whoever asks chooses the others.
    path: String,
    /// The status of the answer; 499 if nobody waited for it.
    status: u16,
    /// How long it took, and how much of that it waited for its turn.
    ms: u128,
    waited_ms: u128,
    bytes_in: usize,
    bytes_out: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    ending: Option<String>,
    /// Why there is no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'static str>,
}

/// What is said where nobody waited for the answer.
const GONE: u16 = 499;

impl Line {
    /// Of a question that begins now.
    pub fn begin(method: &'static str, path: String, quiet: bool) -> Line {
        let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let said = Said {
            at,
            method,
            path,
            status: GONE,
            ms: 0,
            waited_ms: 0,
            bytes_in: 0,
            bytes_out: 0,
            ending: None,
            refused: None,
        };
        Line { begun: Instant::now(), quiet, said }
    }

    /// So long it waited for its turn.
    pub fn waited(&mut self, time: Duration) {
        self.said.waited_ms = time.as_millis();
    }

    /// So long it was.
    pub fn read(&mut self, bytes: usize) {
        self.said.bytes_in = bytes;
    }

    /// So it was answered.
    pub fn answered(&mut self, status: u16, bytes: usize, ending: Option<String>) {
        (self.said.status, self.said.bytes_out, self.said.ending) = (status, bytes, ending);
    }

    /// So it was refused.
    pub fn refused(&mut self, status: u16, code: &'static str) {
        (self.said.status, self.said.refused) = (status, Some(code));
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.said.ms = self.begun.elapsed().as_millis();
        if !self.quiet
            && let Ok(line) = serde_json::to_string(&self.said)
        {
            use std::io::Write;
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }
}
