//! NegoLog files: a profile for each of two parties.

use super::super::source::File;
use super::super::valuation::Profile;
use super::super::write::{Sheet, cannot, digits, json};
use num_rational::BigRational;
use num_traits::{One, Zero};
use zopa::exact::Number;
use zopa::model::{Diagnostics, Path, Place};

/// Writes the files; what cannot be written is noted.
pub(in super::super) fn profiles(sheet: &Sheet, findings: &mut Diagnostics) -> Option<Vec<File>> {
    for term in sheet.profiles.iter().filter_map(|profile| profile.terms.first()) {
        let place = term.place.clone().unwrap_or_else(|| Place::value(&Path::root()));
        cannot(&place, "NegoLog has no interactions".into(), "GeniusWeb, NegMAS and CSV have them", findings);
    }
    if sheet.profiles.len() != 2 {
        let message = format!("NegoLog has two parties, and the model {}", sheet.profiles.len());
        cannot(&Place::key(&Path::root().key("parties")), message, "", findings);
    }
    if findings.has_errors() {
        return None;
    }
    let names = ["profileA.json", "profileB.json"];
    let files = sheet.profiles.iter().zip(names);
    files.map(|(profile, name)| Some(File::new(name, text(sheet, profile, findings)?))).collect()
}

fn text(sheet: &Sheet, profile: &Profile, findings: &mut Diagnostics) -> Option<String> {
    let mut profile = profile.clone();
    if !profile.constant.is_zero() {
        // What is below 0 stays so: NegoLog adds up what is written.
        profile.fold();
    }
    let (mut weights, mut issues) = (Vec::new(), Vec::new());
    for (axis, worth) in sheet.axes.iter().zip(&profile.worths) {
        let worth = worth.as_ref()?;
        let values: Vec<BigRational> = worth.values().collect();
        let decimal = |number: &BigRational| Number::from(number.clone()).is_decimal();
        let largest = values.iter().max().cloned().unwrap_or_default();
        // A weight that is the largest value, if the shares of it are decimals; else the values themselves.
        let weight = [worth.weight.clone(), largest]
            .into_iter()
            .find(|weight| {
                !weight.is_zero() && decimal(weight) && values.iter().all(|value| decimal(&(value / weight)))
            })
            .unwrap_or_else(BigRational::one);
        let mut options = Vec::new();
        for (choice, value) in axis.choices.iter().zip(&values) {
            options.push((choice.id.clone(), digits(&(value / &weight), &worth.place, findings)?));
        }
        weights.push((axis.id.clone(), digits(&weight, &worth.place, findings)?));
        issues.push((axis.id.clone(), options));
    }
    let reservation = digits(&profile.disagreement(), &profile.place, findings)?;
    let member = |(key, value): &(String, String)| format!("{}: {value}", json(key));
    let object = |members: &[(String, String)], indent: &str| {
        let members: Vec<String> = members.iter().map(|one| format!("\n{indent}  {}", member(one))).collect();
        format!("{{{}\n{indent}}}", members.join(","))
    };
    let issues: Vec<(String, String)> =
        issues.iter().map(|(id, options)| (id.clone(), object(options, "    "))).collect();
    let (weights, issues) = (object(&weights, "  "), object(&issues, "  "));
    Some(format!(
        "{{\n  \"reservationValue\": {reservation},\n  \"issueWeights\": {weights},\n  \"issues\": {issues}\n}}\n"
    ))
}
