//! `zopa new`.

use super::desk::Desk;
use super::ending::{Ending, Refusal};
use clap::Args;
use num_traits::ToPrimitive;
use serde::Deserialize;
use zopa::exact::Number;
use zopa::model::{Matter, Model};
use zopa::problem::{MAX_OPTIONS, Problem};
use zopa::text::visible;

/// Write a model to begin with: the parties and the issues, with numbers to fill in
///
/// Every number is 0 and says in its note what is to stand there; `zopa check` counts those that are left. Ids are made
/// from the names.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = "\
Examples:
  zopa new --party Buyer --party Seller --issue price=80..120 --issue \"Delivery=8 weeks,12 weeks\" -o model.json
  zopa check model.json

Exit status:
  0  written
  2  the command line is wrong")]
pub struct New {
    /// Who negotiates; may be given several times
    #[arg(long, value_name = "NAME", required = true)]
    #[serde(deserialize_with = "super::written::names")]
    party: Vec<String>,
    /// What is negotiated, with its options, or with the lowest and the highest of the numbers that settle it (price=80..120; any
    /// level between if one is written with a point, relief=0.0..100); may be given several times
    #[arg(long, value_name = "NAME=OPTION,OPTION", required = true)]
    #[serde(deserialize_with = "super::written::names")]
    issue: Vec<String>,
    /// A line that names the negotiation
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
}

impl New {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        if self.party.is_empty() || self.issue.is_empty() {
            let help = "name the parties and the issues: --party Buyer --party Seller --issue price=80..120";
            return Err(Refusal::new("a model has parties and issues", Some(help)));
        }
        let issues = self.issue.iter().map(|text| matter(text)).collect::<Result<Vec<_>, Refusal>>()?;
        let model = Model::to_begin_with(self.title, &self.party, &issues);
        // What reads back as nothing that can be asked about is wrong here already: two things of one name, an empty one.
        let read = Model::from_json(&model.to_json()).and_then(|model| Problem::compile(&model));
        read.map_err(Refusal::from)?;
        desk.json(&model)?;
        desk.tell(&format!(
            "{} numbers are to be filled in; `zopa check` counts those that are left\n",
            model.to_replace()
        ));
        Ok(Ending::Answered)
    }
}

/// An issue, as it is written.
fn matter(text: &str) -> Result<(String, Matter), Refusal> {
    let wrong = |message: String| {
        Refusal::new(&message, Some("write it as \"Delivery=8 weeks,12 weeks\", or with numbers as price=80..120"))
    };
    let Some((name, by)) = text.split_once('=').map(|(name, by)| (name.trim(), by.trim())) else {
        return Err(wrong(format!("`{}` does not say how the issue can be settled", visible(text))));
    };
    let ends = by.split_once("..").map(|(from, to)| (from.trim(), to.trim()));
    let numbers = ends.and_then(|(from, to)| Some((from.parse::<Number>().ok()?, to.parse::<Number>().ok()?)));
    let Some((min, max)) = numbers else {
        let options: Vec<String> =
            by.split(',').map(|option| option.trim().to_owned()).filter(|option| !option.is_empty()).collect();
        return match options.is_empty() {
            true => Err(wrong(format!("`{}` has no options", visible(name)))),
            false => Ok((name.to_owned(), Matter::Options(options))),
        };
    };
    if min >= max {
        return Err(wrong(format!("`{}` runs from {min} to {max}: the lowest comes first", visible(name))));
    }
    let whole = |number: &Number| number.value().is_integer().then(|| number.value().to_integer().to_i64()).flatten();
    let levels = whole(&min).zip(whole(&max)).filter(|_| !by.replace("..", "").contains('.'));
    let few = |(min, max): &(i64, i64)| max.checked_sub(*min).is_some_and(|steps| steps < MAX_OPTIONS as i64);
    Ok((
        name.to_owned(),
        match levels.filter(few) {
            Some((min, max)) => Matter::Whole(min, max),
            None => Matter::Level(min, max),
        },
    ))
}
