//! What can be asked of a model, as the command line asks it: a command, files, options, and where the answer goes.
//!
//! [`call`] is all that a service, or a binding to another language, needs: it answers with the very bytes that the program
//! writes. The program is this and a terminal around it: each command is declared once, with the options that its help page
//! lists, which are also the keys of the options here.
//!
//! ```
//! use zopa_commands::{Ending, call};
//! use zopa_formats::File;
//! use zopa::Limits;
//!
//! let model = File::new("first-steps.json", include_str!("../../models/examples/first-steps.json"));
//! let options = serde_json::json!({ "concept": ["nash"], "fix": { "price": "80" }, "time-limit": 5 });
//! let mut answer = Vec::new();
//! let called = call("solve", &[model], &options, &Limits::default(), &mut answer)?;
//! assert_eq!(called.ending, Ending::Answered);
//! let answer: serde_json::Value = serde_json::from_slice(&answer)?;
//! assert_eq!(answer["status"], "agreement");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Where question and answer are JSON, [`answer`] is all of it, and [`Question`] its parts.
//!
//! What is wrong with a file or an option is a [`Refusal`], with the findings as data and as a text. What takes long holds to
//! the limits, is interrupted and watched through them (see [`Limits`]), and ends with what was found by then. Names in
//! options are names only: nothing is read from a disk, or written to one, but by the program itself.

mod asked;
mod beliefs;
mod brief;
mod certified;
mod check;
mod choices;
mod compare;
pub mod complete;
mod counter;
mod desk;
mod diff;
mod elicit;
mod ending;
mod evaluate;
mod explain;
mod export;
mod fewest;
mod format;
mod frontier;
mod holds;
mod import;
mod input;
mod lines;
mod linkage;
mod merge;
mod new;
mod on_table;
mod options;
pub mod page;
mod pages;
mod part;
mod pictures;
mod play;
mod protocol;
mod question;
mod reading;
mod report;
mod robust;
mod rows;
mod schema;
mod show;
mod sink;
mod solve;
mod source;
mod stability;
mod sweep;
mod test;
mod trades;
mod verify;
mod written;

pub use desk::{Desk, Host, Phase};
pub use ending::{Ending, Refusal, STATUSES};
pub use pages::Report;
#[cfg(feature = "schema")]
pub use pages::report_schema;
pub use pages::{AnyReport, REPORT_SCHEMA, Unreadable};
pub use question::{Question, Unanswered, answer};
pub use sink::Sink;
pub use written::{Bytes, Time, UpTo};

use clap::Subcommand;
use desk::Caller;
use serde::Deserialize;
use serde_json::{Value, json};
use std::io::Write;
use zopa::search::Limits;
use zopa_formats::File;

/// A question, with its options: of each, `zopa COMMAND --help` tells what it does.
#[allow(
    missing_docs,
    reason = "what is said here would be the help of the program, in the place of that of the options"
)]
#[derive(Subcommand, Deserialize)]
#[serde(tag = "command", content = "options", rename_all = "kebab-case")]
pub enum Command {
    Check(check::Check),
    New(new::New),
    Solve(solve::Solve),
    Brief(brief::Brief),
    Report(report::Dossier),
    Frontier(frontier::Frontier),
    Evaluate(evaluate::Evaluate),
    Linkage(linkage::Linkage),
    Explain(explain::Explain),
    Stability(stability::Stability),
    Beliefs(beliefs::Beliefs),
    Holds(holds::Holds),
    Protocol(Box<protocol::Protocol>),
    Play(play::Play),
    Sweep(sweep::Sweep),
    Robust(robust::Robust),
    Trades(trades::Trades),
    Counter(counter::Counter),
    Compare(compare::Compare),
    Test(test::Test),
    Import(import::Import),
    Export(export::Export),
    Elicit(elicit::Elicit),
    Merge(merge::Merge),
    Show(show::Show),
    Diff(diff::Diff),
    Schema(schema::Schema),
    Verify(verify::Verify),
}

impl Command {
    /// Answers it.
    ///
    /// # Errors
    /// What is wrong with the files or the options, and what could not be written.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let ended = match self {
            Command::Check(asked) => asked.run(desk),
            Command::New(asked) => asked.run(desk),
            Command::Solve(asked) => asked.run(desk),
            Command::Brief(asked) => asked.run(desk),
            Command::Report(asked) => asked.run(desk),
            Command::Frontier(asked) => asked.run(desk),
            Command::Evaluate(asked) => asked.run(desk),
            Command::Linkage(asked) => asked.run(desk),
            Command::Explain(asked) => asked.run(desk),
            Command::Stability(asked) => asked.run(desk),
            Command::Beliefs(asked) => asked.run(desk),
            Command::Holds(asked) => asked.run(desk),
            Command::Protocol(asked) => asked.run(desk),
            Command::Play(asked) => asked.run(desk),
            Command::Sweep(asked) => asked.run(desk),
            Command::Robust(asked) => asked.run(desk),
            Command::Trades(asked) => asked.run(desk),
            Command::Counter(asked) => asked.run(desk),
            Command::Compare(asked) => asked.run(desk),
            Command::Test(asked) => asked.run(desk),
            Command::Import(asked) => asked.run(desk),
            Command::Export(asked) => asked.run(desk),
            Command::Elicit(asked) => asked.run(desk),
            Command::Merge(asked) => asked.run(desk),
            Command::Show(asked) => asked.run(desk),
            Command::Diff(asked) => asked.run(desk),
            Command::Schema(asked) => asked.run(desk),
            Command::Verify(asked) => asked.run(desk),
        };
        match ended {
            // Nothing is wrong with the model: it was not read to its end.
            Err(refusal) if desk.is_unsettled() => {
                desk.host().complain(&refusal.render(desk.host().colour()));
                Ok(Ending::Stopped)
            }
            Ok(_) if desk.is_unsettled() || desk.cut().is_some() => Ok(Ending::Stopped),
            ended => ended,
        }
    }
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// What kind of answer it is: the program's exit status.
    pub ending: Ending,
    /// What was to be said beside the answer, a line each: what was noted while files were read, or why a list is cut.
    pub notes: String,
}

/// Asks a command of files, and writes what it answers into the sink: JSON, with all digits, unless the option `format` says
/// otherwise; a line at a time where it is `jsonl`.
///
/// Options are an object; its keys are the long options of the program's help (`fix`, `time-limit`, …) and, where options of
/// a package are asked for, `package`. What is chosen for issues is an object of ids, or a list of `issue=option`. Of several
/// files, all are one negotiation, but for those that `reading` names, `elicit`, where the last one holds the statements, and `compare`,
/// where each is one. Numbers that have to be exact are texts; a JSON number is taken as its shortest decimal. The options `time-limit`, `memory-limit` and `threads` lower the limits
/// given here, and do not raise them. Where there is no agreement to ask about (`stability`, `beliefs`, `holds`), nothing is written, and
/// the notes say so. A sink that flushes with a broken pipe has nobody who reads: then nothing more is put together for it. With
/// `"solver": "highs"`, the library of HiGHS is loaded, as [`BackEnd`](zopa::BackEnd) says.
///
/// # Errors
/// What is wrong with the command, its options or the files; also what the sink could not take. Then what is in the sink is
/// not an answer.
pub fn call(
    command: &str,
    inputs: &[File],
    options: &Value,
    limits: &Limits,
    sink: &mut dyn Write,
) -> Result<Called, Refusal> {
    let mut options = if options.is_null() { json!({}) } else { options.clone() };
    let limits = written::lowered(limits, &mut options)?;
    let named = Vec::deserialize(&options["reading"]).unwrap_or_default();
    let request = json!({ "command": command, "options": options });
    let command: Command = serde_json::from_value(request).map_err(|error| Refusal::new(&error.to_string(), None))?;
    let caller = Caller::new(inputs, &named, limits.threads);
    let ending = command.run(&Desk::new(&caller, limits, sink))?;
    Ok(Called { ending, notes: caller.notes() })
}
