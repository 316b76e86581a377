//! `zopa new`.

use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::source::Source;
use clap::Args;
use num_traits::ToPrimitive;
use serde::Deserialize;
use std::path::PathBuf;
use zopa::exact::Number;
use zopa::model::{Matter, Model, Quantity, Values};
use zopa::problem::{MAX_ISSUES, MAX_OPTIONS, MAX_PARTIES, Problem};
use zopa::text::visible;
use zopa_formats::Outline;

/// Write a model to begin with: the parties and the issues, with numbers to fill in
///
/// Every number is 0 and says in its note what is to stand there; `zopa check` counts those that are left. Ids are made
/// from the names. Parties and issues are named here, or in a table, or asked for on the terminal if nothing is named.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa new --party Buyer --party Seller --issue price=80..120 --issue \"Delivery=8 weeks,12 weeks\" -o model.json
  zopa new --from issues.csv -o model.json
  zopa new -o model.json
  zopa check model.json

A table has the first line issue,option and then a name for each party; a row for each option follows, whose
numbers may be missing. A row (no deal) says what each party has without a deal.

{STATUSES}"))]
pub struct New {
    /// Who negotiates; may be given several times
    #[arg(long, value_name = "NAME")]
    #[serde(deserialize_with = "super::written::names")]
    party: Vec<String>,
    /// What is negotiated, with its options, or with the lowest and the highest of the numbers that settle it (price=80..120; any
    /// level between if one is written with a point, relief=0.0..100); may be given several times
    #[arg(long, value_name = "NAME=OPTION,OPTION")]
    #[serde(deserialize_with = "super::written::names")]
    issue: Vec<String>,
    /// A table in CSV that names issues, options and parties; those of --party and --issue come behind them
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    from: Option<PathBuf>,
    /// Ask for the parties and the issues, a line each, also where standard input is no terminal
    #[arg(long)]
    #[serde(skip)]
    ask: bool,
    /// A line that names the negotiation
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
}

impl New {
    /// Runs the command.
    pub fn run(mut self, desk: &Desk) -> Result<Ending, Refusal> {
        let outline = self.outline(desk)?;
        let mut issues = Vec::new();
        for (name, options) in &outline.issues {
            issues.push((name.clone(), Matter::Options(options.clone())));
        }
        for text in &self.issue {
            issues.push(matter(text)?);
        }
        let named: Vec<&String> = outline.parties.iter().chain(&self.party).collect();
        if let Some(twice) = named.iter().enumerate().find(|(at, name)| named[..*at].contains(name)) {
            return Err(Refusal::new(&format!("the party `{}` is named twice", visible(twice.1)), None));
        }
        let nothing = self.party.is_empty() && outline.parties.is_empty() && issues.is_empty();
        if self.ask || nothing && desk.host().answers() {
            self.asked(desk, &outline, &mut issues)?;
        }
        let parties = [outline.parties.as_slice(), &self.party].concat();
        if parties.is_empty() || issues.is_empty() {
            let help = "name the parties and the issues: --party Buyer --party Seller --issue price=80..120";
            return Err(Refusal::new("a model has parties and issues", Some(help)));
        }
        let mut model = Model::to_begin_with(self.title, &parties, &issues);
        // What reads back as nothing that can be asked about is wrong here already: two things of one name, an empty one.
        let read = Model::from_json(&model.to_json()).and_then(|model| Problem::compile(&model));
        read.map_err(Refusal::from)?;
        fill_in(&mut model, &outline);
        desk.json(&model)?;
        let left = model.to_replace();
        desk.tell(&match left {
            0 => "all numbers are filled in\n".to_owned(),
            _ => format!("{left} numbers are to be filled in; `zopa check` counts those that are left\n"),
        });
        Ok(Ending::Answered)
    }

    /// What the table names, if there is one.
    fn outline(&self, desk: &Desk) -> Result<Outline, Refusal> {
        let paths: Vec<PathBuf> = self.from.iter().cloned().collect();
        let mut files = desk.host().files(&paths)?;
        // Who has the files already may have named a model, which is nothing to begin with.
        files.retain(|file| self.from.is_some() || zopa_formats::is_foreign(file));
        let Some(file) = files.pop() else { return Ok(Outline::default()) };
        if !files.is_empty() {
            return Err(Refusal::new("a model to begin with comes from one table", Some("name one file")));
        }
        Outline::read(&file).map_err(|findings| (Source::table(file), findings).into())
    }

    /// Asks for what is not named yet.
    fn asked(&mut self, desk: &Desk, outline: &Outline, issues: &mut Vec<(String, Matter)>) -> Result<(), Refusal> {
        let line = |question: &str| {
            let answer = desk.host().ask(question).map(|answer| answer.trim().to_owned());
            answer.filter(|answer| !answer.is_empty())
        };
        if self.title.is_none() {
            self.title = line("What is negotiated, in a line (may be left empty): ");
        }
        while outline.parties.len() + self.party.len() < MAX_PARTIES {
            let Some(name) = line("A party (empty if all are named): ") else { break };
            if [&outline.parties, &self.party].into_iter().flatten().any(|other| *other == name) {
                desk.tell(&format!("  `{}` is named already\n", visible(&name)));
                continue;
            }
            self.party.push(name);
        }
        while issues.len() < MAX_ISSUES {
            let Some(name) = line("An issue (empty if all are named): ") else { break };
            loop {
                let question = "  its options, with commas between, or its numbers, as in 80..120: ";
                let Some(by) = line(question) else { break };
                match settled(&name, &by) {
                    Ok(matter) => {
                        issues.push((name, matter));
                        break;
                    }
                    Err(wrong) => desk.tell(&format!("  {wrong}\n")),
                }
            }
        }
        Ok(())
    }
}

/// Puts in the numbers that are known.
fn fill_in(model: &mut Model, outline: &Outline) {
    for ((_, party), number) in model.parties.0.iter_mut().zip(&outline.no_deal) {
        if let Some(number) = number {
            party.disagreement = Some(number.clone().into());
        }
    }
    for ([party, issue, option], number) in &outline.values {
        let Some((_, utility)) = model.utilities.0.get_mut(*party) else { continue };
        let Some((_, Values::ByOption(values))) = utility.values.0.get_mut(*issue) else { continue };
        if let Some((_, value)) = values.0.get_mut(*option) {
            *value = Quantity::from(number.clone());
        }
    }
}

/// An issue, as it is written.
fn matter(text: &str) -> Result<(String, Matter), Refusal> {
    let help = "write it as \"Delivery=8 weeks,12 weeks\", or with numbers as price=80..120";
    let Some((name, by)) = text.split_once('=').map(|(name, by)| (name.trim(), by)) else {
        let message = format!("`{}` does not say how the issue can be settled", visible(text));
        return Err(Refusal::new(&message, Some(help)));
    };
    settled(name, by).map(|matter| (name.to_owned(), matter)).map_err(|wrong| Refusal::new(&wrong, Some(help)))
}

/// How an issue can be settled: options with commas between, or the lowest and the highest number.
fn settled(name: &str, by: &str) -> Result<Matter, String> {
    let ends = by.split_once("..").map(|(from, to)| (from.trim(), to.trim()));
    let numbers = ends.and_then(|(from, to)| Some((from.parse::<Number>().ok()?, to.parse::<Number>().ok()?)));
    let Some((min, max)) = numbers else {
        let options: Vec<String> =
            by.split(',').map(|option| option.trim().to_owned()).filter(|option| !option.is_empty()).collect();
        return match options.is_empty() {
            true => Err(format!("`{}` has no options", visible(name))),
            false => Ok(Matter::Options(options)),
        };
    };
    if min >= max {
        return Err(format!("`{}` runs from {min} to {max}: the lowest comes first", visible(name)));
    }
    let whole = |number: &Number| number.value().is_integer().then(|| number.value().to_integer().to_i64()).flatten();
    let levels = whole(&min).zip(whole(&max)).filter(|_| !by.replace("..", "").contains('.'));
    let few = |(min, max): &(i64, i64)| max.checked_sub(*min).is_some_and(|steps| steps < MAX_OPTIONS as i64);
    Ok(match levels.filter(few) {
        Some((min, max)) => Matter::Whole(min, max),
        None => Matter::Level(min, max),
    })
}
