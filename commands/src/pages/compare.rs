//! Two reports of one command side by side: what differs, in the words of the negotiation, and every place where they do.

use super::kept::AnyReport;
use super::paged::Report;
use super::sides::{asked, both, explained, line, section, settled, solved};
use itertools::Itertools;
use serde_json::value::RawValue;
use zopa::model::{Keyed, Path};
use zopa::report::{DiffReport, EvaluateReport, Names, Opening, PlaceReport, SectionReport, Verdict};
use zopa::text::words::signed;

/// What differs between two reports; none if they are not of one command.
pub fn differing(from: &AnyReport, to: &AnyReport) -> Option<DiffReport> {
    let [first, second] = [from, to].map(|report| report.opening());
    if first.command != second.command {
        return None;
    }
    let asked = std::iter::once(asked(first, second));
    let sections = match (from, to) {
        (AnyReport::Solve(from), AnyReport::Solve(to)) => solved(from, to),
        (AnyReport::Explain(from), AnyReport::Explain(to)) => explained(from, to),
        (AnyReport::Evaluate(from), AnyReport::Evaluate(to)) => evaluated(from, to),
        (AnyReport::Concessions(from), AnyReport::Concessions(to)) => evaluated(&from.evaluation, &to.evaluation),
        _ => Vec::new(),
    };
    let mut walk = Walk { names: &first.names, words: Vec::new(), places: Vec::new() };
    let written = [from, to].map(|report| serde_json::to_string(report).unwrap_or_default());
    if let [Ok(from), Ok(to)] = [&written[0], &written[1]].map(|text| serde_json::from_str::<&RawValue>(text)) {
        walk.compare(&Path::root(), Some(from), Some(to));
    }
    let places = walk.places;
    Some(DiffReport {
        of: first.command.clone(),
        opening: Opening { command: "diff".to_owned(), ..first.clone() },
        same: places.is_empty(),
        sections: asked.chain(sections).filter(|section| !section.lines.is_empty()).collect(),
        places,
    })
}

/// Two reports on the way to the places where they differ.
struct Walk<'n> {
    names: &'n Names,
    /// The way there, in words.
    words: Vec<String>,
    places: Vec<PlaceReport>,
}

impl Walk<'_> {
    /// Every place where two values differ, but for the version of the library.
    fn compare(&mut self, path: &Path, from: Option<&RawValue>, to: Option<&RawValue>) {
        let [from_text, to_text] = [from, to].map(|value| value.map(RawValue::get));
        if from_text == to_text || path.to_string() == "$.zopa" {
            return;
        }
        let list = |text: Option<&str>| text.and_then(|text| serde_json::from_str::<Vec<Box<RawValue>>>(text).ok());
        if let (Some(from), Some(to)) = (object(from_text), object(to_text)) {
            for key in from.keys().chain(to.keys()).unique() {
                self.words.push(self.called(key));
                self.compare(&path.key(key), from.get(key).map(|one| &**one), to.get(key).map(|one| &**one));
                self.words.pop();
            }
        } else if let (Some(from), Some(to)) = (list(from_text), list(to_text)) {
            for at in 0..from.len().max(to.len()) {
                let [from, to] = [&from, &to].map(|list| list.get(at).map(|one| &**one));
                let [own, other] = [from, to].map(|entry| entry.map(|entry| entry_name(entry.get())));
                // One that both have there.
                let name =
                    own.or(other.clone()).filter(|name| other.as_ref().is_none_or(|other| other == name)).flatten();
                self.words.push(name.unwrap_or_else(|| format!("{}.", at + 1)));
                self.compare(&path.index(at), from, to);
                self.words.pop();
            }
        } else {
            let [from, to] = [from_text, to_text].map(|text| text.map(str::to_owned));
            self.places.push(PlaceReport { what: path.to_string(), named: Some(self.words.join(" › ")), from, to });
        }
    }

    /// What a key is called: by the name of what has it for an id.
    fn called(&self, key: &str) -> String {
        match () {
            () if self.names.parties.get(key).is_some() => self.names.party(key),
            () if self.names.issues.get(key).is_some() => self.names.issue(key),
            () => key.replace('_', " "),
        }
    }
}

fn object(text: Option<&str>) -> Option<Keyed<Box<RawValue>>> {
    text.and_then(|text| serde_json::from_str(text).ok())
}

/// What an entry of a list is called, if it says so.
fn entry_name(text: &str) -> Option<String> {
    let object = object(Some(text))?;
    let word = |key: &str| serde_json::from_str::<String>(object.get(key)?.get()).ok();
    ["name", "concept", "id"].into_iter().find_map(word)
}

fn evaluated(from: &EvaluateReport, to: &EvaluateReport) -> Vec<SectionReport> {
    let names = &from.opening.names;
    let verdict = |report: &EvaluateReport| {
        Some(match report.status {
            Verdict::Undecided => "undecided".to_owned(),
            Verdict::Accepted => "accepted".to_owned(),
            Verdict::Refused => "refused".to_owned(),
            Verdict::Infeasible => "breaks a rule".to_owned(),
        })
    };
    let settled = settled("", [(names, &from.package), (&to.opening.names, &to.package)]);
    let parties = both(&from.parties, &to.parties).filter_map(|(id, from_party, to_party)| {
        let said = |party: &zopa::report::PartyReport| {
            let word = if party.stand.accepts { "accepts" } else { "refuses" };
            format!("{word}, {}", signed(&party.stand.gain))
        };
        line(names.party(id), from_party.map(said), to_party.map(said))
    });
    vec![
        section("How it ended", line("The package".to_owned(), verdict(from), verdict(to))),
        section("The package", settled),
        section("Who accepts, with its gain over no deal", parties),
    ]
}
