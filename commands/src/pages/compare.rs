//! Two reports of one command side by side: what differs, in the words of the negotiation, and every place where they do.

use super::kept::AnyReport;
use super::paged::Report;
use super::sides::{asked, both, explained, line, section, settled, solved};
use itertools::Itertools;
use serde_json::value::RawValue;
use zopa::model::{Keyed, Path};
use zopa::report::{DiffReport, EvaluateReport, Opening, PlaceReport, SectionReport, Verdict};
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
    let mut places = Vec::new();
    let written = [from, to].map(|report| serde_json::to_string(report).unwrap_or_default());
    if let [Ok(from), Ok(to)] = [&written[0], &written[1]].map(|text| serde_json::from_str::<&RawValue>(text)) {
        compare(&Path::root(), Some(from), Some(to), &mut places);
    }
    Some(DiffReport {
        of: first.command.clone(),
        opening: Opening { command: "diff".to_owned(), ..first.clone() },
        same: places.is_empty(),
        sections: asked.chain(sections).filter(|section| !section.lines.is_empty()).collect(),
        places,
    })
}

/// Every place where two values differ, but for the version of the library.
fn compare(path: &Path, from: Option<&RawValue>, to: Option<&RawValue>, places: &mut Vec<PlaceReport>) {
    let [from_text, to_text] = [from, to].map(|value| value.map(RawValue::get));
    if from_text == to_text || path.to_string() == "$.zopa" {
        return;
    }
    let object = |text: Option<&str>| text.and_then(|text| serde_json::from_str::<Keyed<Box<RawValue>>>(text).ok());
    let list = |text: Option<&str>| text.and_then(|text| serde_json::from_str::<Vec<Box<RawValue>>>(text).ok());
    if let (Some(from), Some(to)) = (object(from_text), object(to_text)) {
        for key in from.keys().chain(to.keys()).unique() {
            compare(&path.key(key), from.get(key).map(|one| &**one), to.get(key).map(|one| &**one), places);
        }
    } else if let (Some(from), Some(to)) = (list(from_text), list(to_text)) {
        for at in 0..from.len().max(to.len()) {
            compare(&path.index(at), from.get(at).map(|one| &**one), to.get(at).map(|one| &**one), places);
        }
    } else {
        let [from, to] = [from_text, to_text].map(|text| text.map(str::to_owned));
        places.push(PlaceReport { what: path.to_string(), from, to });
    }
}

fn evaluated(from: &EvaluateReport, to: &EvaluateReport) -> Vec<SectionReport> {
    let names = &from.opening.names;
    let verdict = |report: &EvaluateReport| {
        Some(match report.status {
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
