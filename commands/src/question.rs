//! A question as JSON, and what is told where there is no answer: the same over HTTP and in bindings to other languages.

use super::Called;
use super::ending::{Ending, Refusal};
use super::sink::Sink;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;
use std::io::Write;
use zopa::model::Diagnostics;
use zopa::search::Limits;
use zopa_formats::File;

/// What is asked: a command, its files, its options.
///
/// As JSON it is `{"command": …, "model": …, "files": […], "options": {…}}`. `model` is what the command reads first: as JSON,
/// of which no digit is lost, or as the text of a file, whose lines and columns then are those of the findings. `files` are
/// more of them, `{"name": …, "text": …}` each. Options are those of [`call`](super::call).
#[derive(Debug)]
pub struct Question {
    command: String,
    files: Vec<File>,
    options: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body<'b> {
    command: Option<String>,
    #[serde(borrow)]
    model: Option<&'b RawValue>,
    #[serde(default, borrow)]
    files: Vec<Named<'b>>,
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
    /// Reads it. The command is said either here or in the question itself.
    ///
    /// # Errors
    /// What is wrong with the question; nothing of the model is looked at.
    pub fn read(command: Option<&str>, question: &[u8]) -> Result<Question, Unanswered> {
        let read = || -> Result<Question, String> {
            let body: Body = serde_json::from_slice(question).map_err(|error| error.to_string())?;
            let command = match (command, body.command) {
                (Some(_), Some(_)) => return Err("it names a command, and stands where one is named already".into()),
                (None, None) => return Err("it names no command".into()),
                (said, own) => said.map(str::to_owned).or(own).unwrap_or_default(),
            };
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
            Ok(Question { command, files, options: body.options })
        };
        read().map_err(|error| {
            let form = match command {
                Some(_) => "{\"model\": {…}, \"options\": {…}}",
                None => "{\"command\": \"solve\", \"model\": {…}, \"options\": {…}}",
            };
            let help = format!("{form}, where the options are those of the program, and the model may be a text");
            Unanswered::new("wrong-question", format!("the question cannot be read: {error}"), &help)
        })
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

    /// Asks it, and writes the answer into the sink, as [`call`](super::call) does.
    ///
    /// # Errors
    /// What is wrong with the question or its files, or what the sink could not take.
    pub fn ask(&self, limits: &Limits, sink: &mut dyn Write) -> Result<Called, Refusal> {
        super::call(&self.command, &self.files, &self.options, limits, sink)
    }
}

/// Answers a question that is JSON with JSON, and never without: for bindings to other languages. The answer is
///
/// * `{"ending", "notes", "media_type", "text"}`: how it ended, in the words of [`Ending`], what was said beside it, and what the
///   program writes, byte for byte, as a JSON string;
/// * or `{"error": {"code", "message", "help", "diagnostics", "text"}}`, as over HTTP ([`Unanswered`]); also where the text would be
///   longer than 64 MB ([`Sink`]).
///
/// ```
/// let question = br#"{"command": "schema", "options": {}}"#;
/// let answer = zopa_commands::answer(question, &zopa::Limits::default());
/// let answer: serde_json::Value = serde_json::from_slice(&answer)?;
/// assert_eq!(answer["ending"], "answered");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn answer(question: &[u8], limits: &Limits) -> Vec<u8> {
    #[derive(Serialize)]
    struct Answer<'a> {
        ending: Ending,
        notes: &'a str,
        media_type: &'static str,
        text: &'a str,
    }
    let answered = || -> Result<Vec<u8>, Unanswered> {
        let question = Question::read(None, question)?;
        let mut sink = Sink::default();
        let Called { ending, notes } = question.ask(limits, &mut sink)?;
        let text = String::from_utf8_lossy(&sink.bytes);
        let answer = Answer { ending, notes: &notes, media_type: question.media_type(), text: &text };
        serde_json::to_vec(&answer).map_err(|error| Unanswered::new("fault", error.to_string(), ""))
    };
    answered().unwrap_or_else(|unanswered| unanswered.json())
}

/// What is told where there is no answer.
#[derive(Debug, Serialize)]
pub struct Unanswered {
    /// What kind of thing is wrong.
    pub code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(flatten, serialize_with = "findings")]
    refusal: Option<Refusal>,
}

/// What is wrong with the files, each with its place; and all of it as a page of text.
fn findings<S: Serializer>(refusal: &Option<Refusal>, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Findings<'r> {
        #[serde(skip_serializing_if = "Option::is_none")]
        diagnostics: Option<&'r Diagnostics>,
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    }
    let refusal = refusal.as_ref();
    let text = refusal.map(|refusal| refusal.render(false));
    Findings { diagnostics: refusal.and_then(Refusal::diagnostics), text }.serialize(serializer)
}

impl Unanswered {
    /// Something that is wrong, and what to do about it, if that can be said.
    pub fn new(code: &'static str, message: impl Into<String>, help: &str) -> Self {
        let help = Some(help.to_owned()).filter(|help| !help.is_empty());
        Unanswered { code, message: message.into(), help, refusal: None }
    }

    /// It as JSON: `{"error": {…}}`.
    pub fn json(&self) -> Vec<u8> {
        #[derive(Serialize)]
        struct Told<'u> {
            error: &'u Unanswered,
        }
        serde_json::to_vec_pretty(&Told { error: self }).unwrap_or_default()
    }
}

impl From<Refusal> for Unanswered {
    fn from(refusal: Refusal) -> Self {
        Unanswered { code: "refused", message: refusal.message(), help: None, refusal: Some(refusal) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_taken_as_it_is_written() {
        let read = |body: &str| Question::read(Some("solve"), body.as_bytes());
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

    #[test]
    fn a_command_is_named_once() {
        assert!(Question::read(Some("solve"), br#"{"command": "solve"}"#).is_err());
        assert!(Question::read(None, b"{}").is_err());
        assert_eq!(Question::read(None, br#"{"command": "solve"}"#).expect("a question").command, "solve");
    }

    #[test]
    fn whatever_is_asked_there_is_an_answer() {
        let asked = |question: &str| -> Value {
            serde_json::from_slice(&answer(question.as_bytes(), &Limits::default())).expect("JSON")
        };
        for (question, code) in [
            ("", "wrong-question"),
            ("\u{0}", "wrong-question"),
            ("{}", "wrong-question"),
            (r#"{"command": "slove"}"#, "refused"),
            (r#"{"command": "solve"}"#, "refused"),
            (r#"{"command": "solve", "model": {"zopa": 2}}"#, "refused"),
            (r#"{"command": "solve", "model": {}, "options": {"fixx": 1}}"#, "refused"),
            (r#"{"command": "solve", "model": {}, "options": []}"#, "refused"),
        ] {
            let told = asked(question);
            assert_eq!(told["error"]["code"], code, "{question}: {told}");
            assert!(told["error"]["message"].as_str().is_some_and(|message| !message.is_empty()), "{question}");
        }
        let wrong = asked(r#"{"command": "solve", "model": "{\n  \"zopa\": 1,\n  \"partys\": {}\n}"}"#);
        let found = wrong["error"]["diagnostics"].as_array().expect("findings");
        assert!(found.iter().any(|finding| finding["span"]["line"] == 3), "{wrong}");
        let checked = asked(r#"{"command": "check", "model": {"zopa": 1, "x": 1}, "options": {"format": "json"}}"#);
        assert_eq!((&checked["ending"], &checked["media_type"]), (&"wrong".into(), &"application/json".into()));
    }
}
