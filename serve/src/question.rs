//! A question as it comes over HTTP, asked as `zopa_commands` asks it.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use zopa::Limits;
use zopa_commands::{Called, Refusal, call};
use zopa_formats::File;

/// What is asked.
#[derive(Debug)]
pub struct Question {
    command: String,
    files: Vec<File>,
    options: Value,
}

/// The body of a question.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body<'b> {
    /// A model, or whatever the command reads first: as JSON, or as a text, whose places then are those of the findings.
    #[serde(borrow)]
    model: Option<&'b RawValue>,
    /// More files, each with a name.
    #[serde(default, borrow)]
    files: Vec<Named<'b>>,
    /// The options: the keys are the long options of the program.
    #[serde(default)]
    options: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named<'b> {
    name: String,
    #[serde(borrow)]
    text: &'b RawValue,
}

/// What the first file is called in findings.
const MODEL: &str = "model.json";

impl Question {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with the body; nothing of the model is looked at.
    pub fn read(command: &str, body: &[u8]) -> Result<Question, String> {
        let body: Body = serde_json::from_slice(body).map_err(|error| error.to_string())?;
        let text = |raw: &RawValue| match raw.get().starts_with('"') {
            true => serde_json::from_str::<String>(raw.get()).map_err(|error| error.to_string()),
            false => Ok(raw.get().to_owned()),
        };
        let mut files = Vec::new();
        if let Some(model) = body.model {
            files.push(File::new(MODEL, text(model)?));
        }
        for file in &body.files {
            files.push(File::new(file.name.clone(), text(file.text)?));
        }
        Ok(Question { command: command.to_owned(), files, options: body.options })
    }

    /// The media type of the answer.
    pub fn media_type(&self) -> &'static str {
        match self.options.get("format").and_then(Value::as_str) {
            Some("text") => "text/plain; charset=utf-8",
            Some("markdown") => "text/markdown; charset=utf-8",
            Some("html") => "text/html; charset=utf-8",
            Some("svg") => "image/svg+xml",
            Some("csv") => "text/csv; charset=utf-8",
            Some("jsonl") => "application/jsonl",
            Some("junit") => "application/xml",
            _ => "application/json",
        }
    }

    /// Asks it. The answer goes on until it is complete, or somebody sets the flag.
    ///
    /// # Errors
    /// What is wrong with the question or its files.
    pub fn ask(&self, limits: &Limits, gone: Arc<AtomicBool>) -> Result<(Called, Vec<u8>), Refusal> {
        let mut sink = Sink { bytes: Vec::new(), gone };
        let called = call(&self.command, &self.files, &self.options, limits, &mut sink)?;
        Ok((called, sink.bytes))
    }
}

/// The longest answer.
const LONGEST: usize = 64 << 20;

/// Takes an answer, as long as somebody waits for it.
struct Sink {
    bytes: Vec<u8>,
    gone: Arc<AtomicBool>,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.gone.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        if self.bytes.len() + bytes.len() > LONGEST {
            return Err(io::Error::other(format!("it is longer than {} MB; ask for less of it", LONGEST >> 20)));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.gone.load(Ordering::Relaxed) {
            true => Err(io::ErrorKind::BrokenPipe.into()),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_taken_as_it_is_written() {
        let read = |body: &str| Question::read("solve", body.as_bytes());
        let bytes = |body: &str| read(body).expect("a question").files.remove(0).bytes;
        // No digit is lost on the way, and a text keeps its lines.
        assert_eq!(bytes(r#"{"model": {"x": 0.10000000000000000001}}"#), br#"{"x": 0.10000000000000000001}"#);
        assert_eq!(bytes(r#"{"model": "{\n \"x\": 1.50}"}"#), b"{\n \"x\": 1.50}");
        let two =
            read(r#"{"files": [{"name": "a.csv", "text": "x"}, {"name": "b.json", "text": {}}]}"#).expect("files");
        assert_eq!(two.files.len(), 2);
        for wrong in ["", "[]", "{", r#"{"modle": {}}"#, r#"{"files": [{"name": "a"}]}"#, r#"{"files": {"a": "b"}}"#] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        let deep = format!("{{\"model\": {}{}}}", "[".repeat(200_000), "]".repeat(200_000));
        // Whatever becomes of it, it is not a stack that overflows.
        drop(read(&deep));
        let options = format!("{{\"options\": {}{}}}", "[".repeat(200_000), "]".repeat(200_000));
        assert!(read(&options).is_err());
    }
}
