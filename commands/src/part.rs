//! Parts of a question: each is answered by itself, on whatever machine, and `zopa merge` puts them together again.
//!
//! A part is a file of JSON Lines: a head that says which part of which question about which model it is, a line for each thing
//! that was answered, and an end. The model is in the head, so that whoever has the parts needs nothing else. Each line carries
//! the beginning of its own SHA-256, so that what was cut, mixed up or damaged on the way is found and not counted.
//!
//! What is divided has units in an order that does not depend on machines: draws by their position, assumptions by their place
//! in the model, games by their number, a frontier by the options of its largest issues. Part `i` of `n` has the units from `(i - 1) N / n` up to
//! `i N / n`, so that a merge only has to put them into that order.

use super::asked;
use super::desk::Desk;
use super::ending::{Ending, Refusal};
use super::input::Loaded;
use super::options::Files;
use super::source::Source;
use super::written::{MOST_SHARDS, Shard};
use clap::Args;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::ops::Range;
use zopa::model::Setting;
use zopa::search::Stop;
use zopa::text::{quoted, visible};
use zopa_formats::File;

/// Which part of a question is asked, or what its parts say.
#[derive(Args, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Sharded {
    /// Answer a part of so many only, 3/40: lines for `zopa merge`, which puts all parts together into the answer that one machine
    /// would have given
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard<1>>,
    /// The same, counted from 0, for engines that number their tasks so: 2/40
    #[arg(long, value_name = "I/N", conflicts_with = "shard")]
    shard_from_zero: Option<Shard<0>>,
    /// What is known, where parts were answered before.
    #[arg(skip)]
    #[serde(skip)]
    pub known: Option<Merged>,
}

/// A part of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Portion {
    at: u64,
    of: u64,
}

impl Sharded {
    /// The part that is asked for, if not all is.
    pub fn portion(&self) -> Result<Option<Portion>, Refusal> {
        let first = self.shard.map(|Shard { at, of }| Portion { at, of });
        let second = self.shard_from_zero.map(|Shard { at, of }| Portion { at, of });
        match (first, second) {
            (Some(_), Some(_)) => {
                let help = "leave out --shard or --shard-from-zero";
                Err(Refusal::new("a part is counted from 1 or from 0, and not both", Some(help)))
            }
            (portion, None) | (None, portion) => Ok(portion),
        }
    }
}

impl Portion {
    /// Which of so many units are its own.
    pub fn units(self, all: u64) -> Range<u64> {
        let cut = |at: u64| (u128::from(at) * u128::from(all) / u128::from(self.of)) as u64;
        cut(self.at)..cut(self.at + 1)
    }
}

/// A question that can be divided.
pub trait Divided: Serialize + DeserializeOwned + Default {
    /// The name of the command.
    const COMMAND: &'static str;

    /// The files that it asks about, and which part of it is asked.
    fn divided(&mut self) -> (&mut Files, &mut Sharded);

    /// Runs the command.
    fn answer(self, desk: &Desk) -> Result<Ending, Refusal>;
}

/// The first line of a part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The version of the program.
    zopa: String,
    /// The form of these lines.
    part: u32,
    pub command: String,
    /// Which part, from 1, and of how many.
    shard: [u64; 2],
    /// The first unit that is its own, and the first behind them.
    units: [u64; 2],
    /// How many units there are.
    pub all: u64,
    /// The options that were given.
    pub question: Map<String, Value>,
    /// The numbers that are asked about in place of the model's.
    set: Vec<String>,
    /// What the model's files are called together.
    model: String,
    files: Vec<Kept>,
}

/// The form of the lines that this version writes and reads.
const FORM: u32 = 1;

/// A file in a head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    name: String,
    sha256: String,
    /// What is in it, if that is UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// Its bytes, if it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<Vec<u8>>,
}

impl Head {
    /// Of this part of this question about this model, which has so many units.
    pub fn new<D: Divided>(asked: &D, portion: Portion, all: u64, loaded: &Loaded) -> Result<Self, Refusal> {
        let units = portion.units(all);
        let source = &loaded.source;
        let kept = |file: &File| {
            let text = String::from_utf8(file.bytes.clone());
            let (text, bytes) = text.map_or_else(|_| (None, Some(file.bytes.clone())), |text| (Some(text), None));
            Kept { name: file.name.clone(), sha256: zopa_verify::fingerprint(&file.bytes), text, bytes }
        };
        Ok(Head {
            zopa: env!("CARGO_PKG_VERSION").to_owned(),
            part: FORM,
            command: D::COMMAND.to_owned(),
            shard: [portion.at + 1, portion.of],
            units: [units.start, units.end],
            all,
            question: asked::options(asked)?,
            set: source.settings.iter().map(Setting::to_string).collect(),
            model: source.name.clone(),
            files: source.files.iter().map(kept).collect(),
        })
    }

    /// Which units are its own.
    pub fn units(&self) -> Range<u64> {
        self.units[0]..self.units[1]
    }

    /// What it is called in sentences.
    fn shown(&self) -> String {
        format!("part {}/{}", self.shard[0], self.shard[1])
    }

    /// The model that was asked about, to be read as the question says.
    fn source(&self, reading: zopa_formats::Options) -> Option<Source> {
        let file = |kept: &Kept| {
            let bytes = kept.text.clone().map(String::into_bytes).or_else(|| kept.bytes.clone())?;
            (zopa_verify::fingerprint(&bytes) == kept.sha256).then(|| File::new(kept.name.clone(), bytes))
        };
        let files = self.files.iter().map(file).collect::<Option<Vec<_>>>()?;
        let settings = self.set.iter().map(|text| Setting::parse(text).ok()).collect::<Option<Vec<_>>>()?;
        Some(Source::kept(self.model.clone(), files, reading, settings))
    }

    /// In what both differ that parts of one answer have in common.
    fn differs(&self, other: &Head) -> Option<String> {
        let options = |head: &Head| Value::Object(head.question.clone()).to_string();
        let pairs = [
            ("the version of zopa", self.zopa.clone(), other.zopa.clone()),
            ("the command", self.command.clone(), other.command.clone()),
            ("the number of parts", self.shard[1].to_string(), other.shard[1].to_string()),
            ("the options", options(self), options(other)),
            ("what is set", self.set.join(", "), other.set.join(", ")),
            ("what there is to answer", self.all.to_string(), other.all.to_string()),
        ];
        if let Some((what, own, others)) = pairs.iter().find(|(_, own, others)| own != others) {
            return Some(format!("{what}: {} there, and {} here", visible(others), visible(own)));
        }
        // Where files lie is another matter on each machine; what they are called there may be read as a party's name.
        let own_name = |file: &Kept| file.name.rsplit(['/', '\\']).next().map(str::to_owned);
        let content =
            |head: &Head| head.files.iter().map(|file| (own_name(file), file.sha256.clone())).collect::<Vec<_>>();
        (content(self) != content(other))
            .then(|| format!("the model: {} there, and {} here", visible(&other.model), visible(&self.model)))
    }
}

/// The last line of a part.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// How many lines are between this one and the head.
    lines: u64,
    /// What stopped it before all of its units were answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stopped: Option<Stop>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Closing {
    end: End,
}

impl End {
    /// Behind so many lines.
    pub fn new(lines: u64, stopped: Option<Stop>) -> Self {
        End { lines, stopped }
    }

    /// As a line.
    pub fn line(&self) -> Result<String, Refusal> {
        sealed(&Closing { end: self.clone() })
    }
}

/// What stands before the checksum of a line.
const SEAL: &str = ",\"sum\":\"";
/// So many digits of it are written.
const DIGITS: usize = 16;

/// An object as a line that says whether it is whole, without its end.
pub fn sealed(object: &impl Serialize) -> Result<String, Refusal> {
    let cannot = |error| Refusal::new(&format!("cannot write JSON: {error}"), None);
    let mut line = serde_json::to_string(object).map_err(cannot)?;
    let print = zopa_verify::fingerprint(line.as_bytes());
    line.pop();
    line.push_str(SEAL);
    line.push_str(&print[..DIGITS]);
    line.push_str("\"}");
    Ok(line)
}

/// The object of such a line, if it is whole.
pub fn opened(line: &str) -> Option<String> {
    let open = unsealed(line)?;
    let print = line[open.len()..].strip_prefix(SEAL)?.strip_suffix("\"}")?;
    let object = format!("{open}}}");
    zopa_verify::fingerprint(object.as_bytes()).starts_with(print).then_some(object)
}

/// What stands before the seal of a line, without its last bracket.
fn unsealed(line: &str) -> Option<&str> {
    let at = line.len().checked_sub(SEAL.len() + DIGITS + 2)?;
    line.get(..at)
}

/// Whether a line is the end of a part.
pub fn ends(line: &str) -> bool {
    opened(line).is_some_and(|object| serde_json::from_str::<Closing>(&object).is_ok())
}

/// Writes a part: its head, lines and end.
pub struct PartWriter<'d, 'h> {
    desk: &'d Desk<'h>,
    lines: u64,
}

impl<'d, 'h> PartWriter<'d, 'h> {
    /// Begins with the head.
    pub fn begin(desk: &'d Desk<'h>, head: &Head) -> Result<Self, Refusal> {
        let writer = PartWriter { desk, lines: 0 };
        writer.write(&[sealed(head)?])?;
        Ok(writer)
    }

    /// Adds lines.
    pub fn add<O: Serialize>(&mut self, objects: impl IntoIterator<Item = O>) -> Result<(), Refusal> {
        let lines = objects.into_iter().map(|object| sealed(&object)).collect::<Result<Vec<_>, _>>()?;
        self.lines += lines.len() as u64;
        self.write(&lines)
    }

    /// Ends it; so the command ends.
    pub fn end(self, stopped: Option<Stop>) -> Result<Ending, Refusal> {
        self.write(&[End::new(self.lines, stopped).line()?])?;
        Ok(stopped.map_or(Ending::Answered, |_| Ending::Stopped))
    }

    fn write(&self, lines: &[String]) -> Result<(), Refusal> {
        self.desk.stream(|sink| {
            lines.iter().try_for_each(|line| sink.write_all(line.as_bytes()).and_then(|()| sink.write_all(b"\n")))
        })
    }
}

/// What the parts of an answer say, in their order.
pub struct Merged {
    parts: Vec<Part>,
    /// Whether some are not there.
    pub partial: bool,
}

impl Merged {
    /// The objects of their lines. They are read one by one, since all of them may be much.
    pub fn objects(&self) -> impl Iterator<Item = String> + '_ {
        self.parts.iter().flat_map(Part::objects)
    }
}

/// A part that was read.
struct Part {
    name: String,
    head: Head,
    /// What is in its file, and where its lines are between head and end.
    text: String,
    lines: Range<usize>,
    /// How many these are.
    many: u64,
    end: Option<End>,
}

impl Part {
    /// Reads a part. What follows its last whole line is left out.
    fn read(file: File) -> Result<Part, Refusal> {
        let name = visible(&file.name).into_owned();
        let other = || {
            let help = "parts are what --shard writes, of zopa sweep, frontier, test or play";
            Refusal::new(&format!("{name} is no part of an answer"), Some(help))
        };
        let text = String::from_utf8(file.bytes).map_err(|_| other())?;
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let mut lines = whole.split('\n').enumerate();
        let head = lines.next().and_then(|(_, line)| opened(line)).ok_or_else(other)?;
        let head: Head = serde_json::from_str(&head).map_err(|_| other())?;
        if head.part != FORM {
            let message = format!("{name} is a part in a form that this version does not read");
            return Err(Refusal::new(&message, Some("merge parts with the version that wrote them")));
        }
        let portion = Portion { at: head.shard[0].wrapping_sub(1), of: head.shard[1] };
        if portion.at >= portion.of || portion.of > MOST_SHARDS || portion.units(head.all) != head.units() {
            return Err(other());
        }
        let first = whole.find('\n').map_or(whole.len(), |end| end + 1);
        let (mut many, mut last, mut end) = (0, first, None);
        for (at, line) in lines {
            let damaged = |why: &str| {
                let help = "answer that part again";
                Refusal::new(&format!("line {} of {name} {why}", at + 1), Some(help))
            };
            let object = opened(line).ok_or_else(|| damaged("is damaged: its checksum is another one"))?;
            match end {
                Some(_) => return Err(damaged("stands behind the end of the part")),
                None => match serde_json::from_str::<Closing>(&object) {
                    Ok(Closing { end: found }) if found.lines == many => end = Some(found),
                    Ok(Closing { end: found }) => {
                        return Err(damaged(&format!("ends {} lines, and there are {many}", found.lines)));
                    }
                    Err(_) => (many, last) = (many + 1, last + line.len() + 1),
                },
            }
        }
        Ok(Part { name, head, lines: first..last, many, end, text })
    }

    /// The objects of its lines, which are whole.
    fn objects(&self) -> impl Iterator<Item = String> + '_ {
        self.text[self.lines.clone()].split_terminator('\n').map(|line| format!("{}}}", unsealed(line).unwrap_or(line)))
    }

    /// Why it is not all of its part.
    fn lacks(&self) -> Option<String> {
        let (shown, name) = (self.head.shown(), &self.name);
        match &self.end {
            Some(End { stopped: None, .. }) => None,
            Some(End { stopped: Some(stop), .. }) => Some(format!("{name} ({shown}) did not come to its end: {stop}")),
            None => Some(format!("{name} ({shown}) has no end: it was cut, or its program was stopped")),
        }
    }
}

/// The parts of one answer, and what asked for them.
pub struct Parts(Vec<Part>, bool);

impl Parts {
    /// The parts in these files, in their order. Without `partial`, all have to be there.
    pub fn read(files: Vec<File>, partial: bool) -> Result<Parts, Refusal> {
        let mut parts = files.into_iter().map(Part::read).collect::<Result<Vec<_>, _>>()?;
        parts.sort_by_key(|part| part.head.shard[0]);
        let Some(first) = parts.first() else {
            return Err(Refusal::new("there are no parts", Some("name the files that --shard wrote")));
        };
        for part in &parts {
            if let Some(why) = part.head.differs(&first.head) {
                let message = format!("{} and {} are no parts of one answer", first.name, part.name);
                return Err(Refusal::new(&message, Some(&format!("they differ in {why}"))));
            }
        }
        let of = first.head.shard[1];
        let mut kept: Vec<Part> = Vec::new();
        for part in parts {
            match kept.last_mut().filter(|last| last.head.shard == part.head.shard) {
                // Answered twice, as engines do that lose sight of a machine: of two that agree, the one with more.
                Some(last) => {
                    let same = last.objects().zip(part.objects()).all(|(one, other)| one == other);
                    if !same {
                        let message =
                            format!("{} and {} are both {}, and differ", last.name, part.name, part.head.shown());
                        return Err(Refusal::new(&message, Some("answer that part again")));
                    }
                    if part.many > last.many || part.end.is_some() && last.lacks().is_some() {
                        *last = part;
                    }
                }
                None => kept.push(part),
            }
        }
        if partial {
            return Ok(Parts(kept, true));
        }
        if let Some(why) = kept.iter().find_map(Part::lacks) {
            return Err(Refusal::new(&why, Some("answer that part again, with more time if a limit stopped it")));
        }
        let there: Vec<u64> = kept.iter().map(|part| part.head.shard[0]).collect();
        match missing(&there, of) {
            gaps if gaps.is_empty() => Ok(Parts(kept, false)),
            gaps => {
                let message = format!("of {of} parts, these are missing: {gaps}");
                Err(Refusal::new(&message, Some("name the files of all parts")))
            }
        }
    }

    /// What was asked.
    pub fn head(&self) -> &Head {
        &self.0[0].head
    }

    /// The model that was asked about, to be read as the question says.
    pub fn source(&self, reading: zopa_formats::Options) -> Result<Source, Refusal> {
        let part = &self.0[0];
        part.head.source(reading).ok_or_else(|| {
            let message = format!("the model in {} is not the one that its checksum was made of", quoted(&part.name));
            Refusal::new(&message, Some("answer that part again"))
        })
    }

    /// How many of how many are there.
    pub fn many(&self) -> [u64; 2] {
        [self.0.len() as u64, self.head().shard[1]]
    }

    /// What they say.
    pub fn merged(self) -> Merged {
        Merged { parts: self.0, partial: self.1 }
    }
}

/// The numbers from 1 to this one that are not there, of which all are in order: `3, 7 to 9`.
fn missing(there: &[u64], all: u64) -> String {
    let mut gaps = Vec::new();
    let mut next = 1;
    for at in there.iter().copied().chain([all + 1]) {
        match at - next {
            0 => {}
            1 => gaps.push(next.to_string()),
            _ => gaps.push(format!("{next} to {}", at - 1)),
        }
        next = at + 1;
    }
    gaps.join(", ")
}

/// A line that a part of this version does not have.
pub fn unreadable(command: &str) -> Refusal {
    let message = format!("a line of these parts is no answer of zopa {command}");
    Refusal::new(&message, Some("answer these parts again, with this version"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_line_that_was_changed_is_not_opened() {
        let line = sealed(&json!({ "draw": 7, "name": "Ö" })).expect("it is written");
        assert_eq!(opened(&line).as_deref(), Some("{\"draw\":7,\"name\":\"Ö\"}"));
        for at in (0..line.len()).filter(|at| line.is_char_boundary(*at)) {
            let (before, behind) = line.split_at(at);
            let one = behind.chars().next().map_or(0, char::len_utf8);
            assert_eq!(opened(&format!("{before}{}", &behind[one..])), None, "without the letter at {at}");
            assert_eq!(opened(before), None, "cut at {at}");
        }
    }

    #[test]
    fn units_are_divided_without_gaps() {
        for (all, of) in [(0, 3), (1, 3), (7, 3), (1_000_000, 7), (u64::MAX, 1_000_000)] {
            let mut next = 0;
            for at in 0..of.min(1000) {
                let units = Portion { at, of }.units(all);
                assert_eq!(units.start, next);
                next = units.end;
            }
            assert_eq!(Portion { at: of - 1, of }.units(all).end, all);
        }
    }

    #[test]
    fn gaps_are_named() {
        assert_eq!(missing(&[1, 2, 3], 3), "");
        assert_eq!(missing(&[2, 6], 9), "1, 3 to 5, 7 to 9");
        assert_eq!(missing(&[], 1), "1");
    }
}
