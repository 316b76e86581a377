//! The file in which `zopa sweep --lines` keeps its draws, and goes on where it ends.

use super::ending::Refusal;
use super::options::Asking;
use super::part::{self, End};
use super::written::Choice;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;
use zopa::exact::Number;
use zopa::model::Model;
use zopa::problem::Problem;
use zopa::report::{DrawReport, SetReport};
use zopa::text::visible;
use zopa::uncertain::{Drawn, Sweep};

/// The first line of a file of draws: all that draws depend on, and what their columns mean.
#[derive(Serialize)]
pub struct Head<'a> {
    zopa: &'static str,
    sweep: u32,
    seed: u64,
    fix: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exclude: Vec<String>,
    without: &'a [String],
    /// The numbers that the question put in the place of what the author wrote.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    set: Vec<String>,
    parties: Vec<&'a str>,
    issues: Vec<&'a str>,
    numbers: Vec<String>,
    /// By continuous issue that is asked about in steps: its levels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<(&'a str, Vec<&'a str>)>,
    model: &'a Model,
}

impl<'a> Head<'a> {
    pub fn new(model: &'a Model, problem: &'a Problem, seed: u64, asking: &'a Asking) -> Self {
        Head {
            zopa: env!("CARGO_PKG_VERSION"),
            sweep: 1,
            seed,
            fix: asking.fix.iter().map(Choice::to_string).collect(),
            exclude: asking.exclude.iter().map(Choice::to_string).collect(),
            without: &asking.without,
            set: SetReport::of(problem).iter().map(SetReport::said).collect(),
            parties: problem.parties().iter().map(|party| party.id.as_str()).collect(),
            issues: problem.issues().iter().map(|issue| issue.id.as_str()).collect(),
            steps: (problem.issues().iter().filter(|issue| issue.in_steps))
                .map(|issue| (issue.id.as_str(), issue.options.iter().map(|option| option.id.as_str()).collect()))
                .collect(),
            numbers: problem.uncertain().iter().map(|number| number.path.to_string()).collect(),
            model,
        }
    }
}

/// What has to be known of a line to go on after it.
#[derive(Deserialize)]
struct Kept {
    draw: u64,
    nash: Vec<Vec<Box<RawValue>>>,
    #[serde(default)]
    unsolved: bool,
    utilities: Vec<Number>,
    accepted: Vec<String>,
}

/// A file of draws.
pub struct Lines {
    file: File,
    name: String,
    /// The draws that were there, not more than are asked for.
    pub known: Vec<Drawn>,
    /// Whether it is a part, whose lines say whether they are whole.
    part: bool,
    /// Whether that has its end.
    ended: bool,
}

/// What a file of draws begins with.
pub enum Begins<'a> {
    /// All draws, as many as are asked for.
    All(&'a Head<'a>),
    /// A part of them.
    Part(&'a part::Head),
}

impl Begins<'_> {
    fn line(&self) -> Result<String, Refusal> {
        match self {
            Begins::All(head) => serde_json::to_string(head).map_err(cannot_write),
            Begins::Part(head) => part::sealed(head),
        }
    }
}

fn cannot_write(error: serde_json::Error) -> Refusal {
    Refusal::new(&format!("cannot write JSON: {error}"), None)
}

impl Lines {
    /// Opens the file, and reads what is there of the same sweep. A line that was not written to its end is cut off.
    pub fn open(path: &Path, begins: &Begins, sweep: &Sweep, draws: Range<u64>) -> Result<Self, Refusal> {
        let name = visible(&path.display().to_string()).into_owned();
        let cannot = |error: std::io::Error| Refusal::new(&format!("cannot use {name}: {error}"), None);
        let other = |why: &str| {
            let help = "name another file, or remove this one";
            Refusal::new(&format!("{name} {why}"), Some(help))
        };
        let (head, part) = (begins.line()?, matches!(begins, Begins::Part(_)));
        let many = draws.end - draws.start;
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).open(path).map_err(cannot)?;
        if !file.metadata().map_err(cannot)?.is_file() {
            return Err(other("is no regular file: draws could not be read back from it"));
        }
        let mut reader = BufReader::new(file);
        let (mut line, mut end, mut known) = (Vec::new(), 0u64, Vec::new());
        let mut first = true;
        // Longer lines than this are not of our making.
        let longest = head.len() as u64 + (1 << 20);
        loop {
            line.clear();
            reader.by_ref().take(longest).read_until(b'\n', &mut line).map_err(cannot)?;
            if line.last() != Some(&b'\n') {
                break;
            }
            let text = std::str::from_utf8(&line[..line.len() - 1]).unwrap_or_default();
            if first {
                if text != head {
                    return Err(other("has draws of another model, seed or question"));
                }
                first = false;
            } else if known.len() as u64 >= many {
                break;
            } else {
                let object = if part { part::opened(text) } else { Some(text.to_owned()) };
                let at = draws.start + known.len() as u64;
                match object.and_then(|object| kept(&object, sweep)) {
                    Some(outcome) if outcome.at == at => known.push(outcome),
                    // It goes on where it was stopped.
                    None if part && part::ends(text) => break,
                    _ => return Err(other(&format!("has no readable draw in line {}", known.len() + 2))),
                }
            }
            end += line.len() as u64;
        }
        // More draws than are asked for stay where they are, and so does the end of a part; half a line at the end does not.
        let more = known.len() as u64 >= many && line.last() == Some(&b'\n');
        // The beginning of our own head is that of a run that ended there.
        if first && !head.as_bytes().starts_with(&line) {
            return Err(other("is not empty, and no file of draws"));
        }
        let mut file = reader.into_inner();
        if !more {
            file.set_len(end).map_err(cannot)?;
            file.seek(SeekFrom::Start(end)).map_err(cannot)?;
            if first {
                file.write_all(format!("{head}\n").as_bytes()).map_err(cannot)?;
            }
        }
        Ok(Lines { file, name, known, part, ended: part && more })
    }

    /// Adds draws at the end.
    pub fn write(&mut self, sweep: &Sweep, outcomes: &[Drawn]) -> Result<(), Refusal> {
        let mut text = String::new();
        for outcome in outcomes {
            let draw = DrawReport::new(sweep, outcome);
            let line = if self.part { part::sealed(&draw) } else { serde_json::to_string(&draw).map_err(cannot_write) };
            text.push_str(&line?);
            text.push('\n');
        }
        self.add(&text)
    }

    /// Ends a part that has all of its draws.
    pub fn end(&mut self, draws: u64) -> Result<(), Refusal> {
        if self.ended {
            return Ok(());
        }
        self.add(&format!("{}\n", End::new(draws, None).line()?))
    }

    fn add(&mut self, text: &str) -> Result<(), Refusal> {
        let written = self.file.write_all(text.as_bytes()).and_then(|()| self.file.flush());
        written.map_err(|error| Refusal::new(&format!("cannot write {}: {error}", self.name), None))
    }
}

/// The draw of a line, if that is what it is.
pub fn kept(text: &str, sweep: &Sweep) -> Option<Drawn> {
    let kept: Kept = serde_json::from_str(text).ok()?;
    let problem = sweep.problem();
    let package = |options: &Vec<Box<RawValue>>| {
        if options.len() != problem.issues().len() {
            return None;
        }
        // Of numbers, every digit counts.
        let id = |option: &RawValue| serde_json::from_str(option.get()).unwrap_or_else(|_| option.get().to_owned());
        let ids: Vec<String> = options.iter().map(|option| id(option)).collect();
        let choices = problem.issues().iter().zip(&ids).map(|(issue, option)| (issue.id.as_str(), option.as_str()));
        problem.package(choices).ok()
    };
    let agreed = kept.nash.iter().map(package).collect::<Option<Vec<_>>>()?;
    let accepted: Vec<bool> = problem.proposals().iter().map(|proposal| kept.accepted.contains(&proposal.id)).collect();
    if accepted.iter().filter(|accepted| **accepted).count() != kept.accepted.len() {
        return None;
    }
    sweep.known(kept.draw, agreed, kept.unsolved, kept.utilities, accepted)
}
