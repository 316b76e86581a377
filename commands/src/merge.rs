//! `zopa merge`.

use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::frontier::Frontier;
use super::part::{Divided, Parts, unreadable};
use super::play::Play;
use super::sweep::Sweep;
use super::test::Test;
use clap::Args;
use serde::Deserialize;
use serde_json::Value;
use std::path::PathBuf;

/// What is read takes its bytes, and about as much again once it is understood.
const COPIES: u64 = 2;

/// Put the parts of an answer together that several machines gave
///
/// Parts are what `zopa sweep`, `zopa frontier`, `zopa test` and a tournament of `zopa play` write with --shard. All of them, in any order, give the answer that
/// one machine would have given, byte for byte. A part that is missing, cut, damaged, stopped by a limit, or of another
/// question is named. The parts have the model in them.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa sweep model.json --draws 1000000 --shard 1/40 --output part-1.jsonl
  zopa merge part-*.jsonl
  zopa merge part-*.jsonl --partial

The status is that of the command that wrote the parts.

{STATUSES}"))]
pub struct Merge {
    /// The parts: files that --shard wrote
    #[arg(value_name = "PART", required = true)]
    #[serde(skip)]
    files: Vec<PathBuf>,
    /// Of draws: answer with those that are there
    #[arg(long)]
    partial: bool,
    /// The form of the result: one that the command has which wrote the parts
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_PARTS))]
    #[serde(deserialize_with = "Format::of_parts")]
    format: Format,
}

impl Merge {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let files = desk.host().files(&self.files)?;
        let bytes: u64 = files.iter().map(|file| file.bytes.len() as u64).sum();
        if bytes.saturating_mul(COPIES) > desk.limits().memory {
            let help = "allow more with --memory-limit";
            return Err(Refusal::new("these parts need more memory than there may be", Some(help)));
        }
        let parts = Parts::read(files, self.partial)?;
        let command = parts.head().command.clone();
        if self.partial && command != Sweep::COMMAND {
            let help = "name the files of all parts, and leave --partial out";
            return Err(Refusal::new(&format!("some parts of zopa {command} tell nothing of all"), Some(help)));
        }
        let [there, of] = parts.many();
        if there < of {
            desk.tell(&format!("note: {there} of {of} parts are there\n"));
        }
        match command.as_str() {
            Sweep::COMMAND => self.merged::<Sweep>(parts, desk),
            Frontier::COMMAND => self.merged::<Frontier>(parts, desk),
            Test::COMMAND => self.merged::<Test>(parts, desk),
            Play::COMMAND => self.merged::<Play>(parts, desk),
            other => Err(unreadable(other)),
        }
    }

    /// Runs the command that wrote the parts, which knows what they say.
    fn merged<D: Divided>(&self, parts: Parts, desk: &Desk) -> Result<Ending, Refusal> {
        let mut options = parts.head().question.clone();
        options.insert("format".to_owned(), self.format.name().into());
        let wrong = |error: serde_json::Error| Refusal::new(&error.to_string(), None);
        let mut asked: D = serde_json::from_value(Value::Object(options)).map_err(wrong)?;
        let (files, sharded) = asked.divided();
        files.given = Some(parts.source(files.reading())?);
        sharded.known = Some(parts.merged());
        asked.answer(desk)
    }
}
