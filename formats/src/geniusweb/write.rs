//! GeniusWeb files: a domain and a profile for each party.
//!
//! Where the model has weights that sum to 1 and scores from 0 to 1, a profile is `LinearAdditiveUtilitySpace`; otherwise
//! `SumOfGroupsUtilitySpace`, with a group for issues that interactions link. What a party has without a deal must be the
//! utility of a bid: one is looked for, and may leave groups open, which count nothing.

use super::super::axis::Axis;
use super::super::source::File;
use super::super::valuation::Profile;
use super::super::write::{Sheet, cannot, digits, file_name, json};
use super::additive::TABLE;
use super::pieces::{ADDITIVE, GROUPS};
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::collections::BTreeMap;
use zopa::model::Diagnostics;
use zopa::text::quoted;

/// The most combinations of a group, and the most sums that are looked at for a reservation bid.
const MOST_CELLS: usize = 100_000;
const MOST_SUMS: usize = 200_000;

/// A group of issues, and what its combinations are worth.
struct Group {
    issues: Vec<usize>,
    cells: Vec<(Vec<usize>, BigRational)>,
}

/// Writes the files; what cannot be written is noted.
pub(in super::super) fn domain_and_profiles(sheet: &Sheet, findings: &mut Diagnostics) -> Option<Vec<File>> {
    let title = sheet.title.as_deref().unwrap_or("domain");
    let domain = domain(title, &sheet.axes);
    let mut files = vec![File::new(file_name(title, "json", &[]), format!("{domain}\n"))];
    let mut whole = true;
    for profile in &sheet.profiles {
        match self::profile(profile, &sheet.axes, &domain, findings) {
            Some(text) => {
                let name = file_name(&profile.name, "json", &files);
                files.push(File::new(name, text + "\n"));
            }
            None => whole = false,
        }
    }
    whole.then_some(files)
}

fn domain(title: &str, axes: &[Axis]) -> String {
    let values = |axis: &Axis| {
        let values: Vec<String> = axis.choices.iter().map(|choice| json(&choice.id)).collect();
        format!("{}: {{\"values\": [{}]}}", json(&axis.id), values.join(", "))
    };
    let issues: Vec<String> = axes.iter().map(values).collect();
    format!("{{\"name\": {}, \"issuesValues\": {{{}}}}}", json(title), issues.join(", "))
}

fn profile(profile: &Profile, axes: &[Axis], domain: &str, findings: &mut Diagnostics) -> Option<String> {
    let (class, body, groups) = match additive(profile, axes) {
        Some(body) => (ADDITIVE, body, groups(profile, axes)?),
        None => {
            let mut folded = profile.clone();
            folded.fold();
            let Some(groups) = groups(&folded, axes) else {
                let message = format!(
                    "interactions of {} link issues with more than {MOST_CELLS} combinations",
                    quoted(&profile.name)
                );
                cannot(&profile.place, message, "NegMAS and CSV have interactions one by one", findings);
                return None;
            };
            let most = |group: &Group| group.cells.iter().map(|(_, value)| value.clone()).max().unwrap_or_default();
            let sum = groups.iter().map(most).fold(BigRational::zero(), |sum, most| sum + most);
            let negative = groups.iter().flat_map(|group| &group.cells).any(|(_, value)| value.is_negative());
            if negative || sum > BigRational::one() || !folded.constant.is_zero() {
                let message = format!("the utilities of {} do not lie between 0 and 1", quoted(&profile.name));
                cannot(&profile.place, message, "`--rescale` brings them there", findings);
                return None;
            }
            (GROUPS, parts(&groups, axes, profile, findings)?, groups)
        }
    };
    let bid = reservation(profile, axes, &groups, findings)?;
    let name = json(&profile.name);
    Some(format!("{{{}: {{\"name\": {name}, \"domain\": {domain}, {body}{bid}}}}}", json(class)))
}

/// Weights and utilities as the model has them, if GeniusWeb takes them.
fn additive(profile: &Profile, axes: &[Axis]) -> Option<String> {
    let one = BigRational::one();
    let plain = |number: &BigRational| {
        !number.is_negative() && *number <= one && zopa::Number::from(number.clone()).is_decimal()
    };
    if !profile.constant.is_zero() || !profile.terms.is_empty() {
        return None;
    }
    let worths: Vec<_> = profile.worths.iter().collect();
    let sum = worths.iter().filter_map(|worth| worth.as_ref()).fold(BigRational::zero(), |sum, one| sum + &one.weight);
    let sound = worths
        .iter()
        .all(|worth| worth.as_ref().is_some_and(|worth| plain(&worth.weight) && worth.scores.iter().all(plain)));
    if !sound || sum != one {
        return None;
    }
    let (mut weights, mut utilities) = (Vec::new(), Vec::new());
    let text = |number: &BigRational| zopa::Number::from(number.clone()).to_string();
    for (axis, worth) in axes.iter().zip(worths) {
        let worth = worth.as_ref()?;
        weights.push(format!("{}: {}", json(&axis.id), text(&worth.weight)));
        let scores = axis.choices.iter().zip(&worth.scores);
        let scores: Vec<String> =
            scores.map(|(choice, score)| format!("{}: {}", json(&choice.id), text(score))).collect();
        let scores = scores.join(", ");
        utilities.push(format!("{}: {{{}: {{\"valueUtilities\": {{{scores}}}}}}}", json(&axis.id), json(TABLE)));
    }
    let (weights, utilities) = (weights.join(", "), utilities.join(", "));
    Some(format!("\"issueWeights\": {{{weights}}}, \"issueUtilities\": {{{utilities}}}"))
}

/// The issues that interactions link, with what their combinations are worth; none if there are too many.
fn groups(profile: &Profile, axes: &[Axis]) -> Option<Vec<Group>> {
    // The least issue that each is linked with.
    let mut first: Vec<usize> = (0..axes.len()).collect();
    for term in &profile.terms {
        let issues = || term.when.iter().map(|(issue, _)| *issue);
        let linked: Vec<usize> = issues().filter_map(|issue| first.get(issue).copied()).collect();
        let least = linked.iter().copied().min()?;
        first.iter_mut().filter(|one| linked.contains(one)).for_each(|one| *one = least);
    }
    let mut scopes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    first.iter().enumerate().for_each(|(issue, first)| scopes.entry(*first).or_default().push(issue));
    let group = |issues: Vec<usize>| {
        let sizes: Vec<usize> =
            issues.iter().filter_map(|issue| axes.get(*issue)).map(|axis| axis.choices.len()).collect();
        let count = sizes.iter().try_fold(1usize, |count, size| count.checked_mul(*size))?;
        if count > MOST_CELLS {
            return None;
        }
        let only =
            |issue: &usize| if issues.contains(issue) { profile.worths.get(*issue).cloned().flatten() } else { None };
        let part = Profile {
            constant: BigRational::zero(),
            worths: (0..axes.len()).map(|issue| only(&issue)).collect(),
            terms: profile.terms.iter().filter(|t| t.when.iter().all(|(at, _)| issues.contains(at))).cloned().collect(),
            ..profile.clone()
        };
        let cells = (0..count).map(|cell| {
            let mut rest = cell;
            let mut bid = vec![None; axes.len()];
            let mut options = vec![0; issues.len()];
            for (at, (issue, size)) in issues.iter().zip(&sizes).enumerate().rev() {
                (options[at], bid[*issue]) = (rest % size, Some(rest % size));
                rest /= size;
            }
            let worth = part.worth_of(&bid);
            (options, worth)
        });
        Some(Group { cells: cells.collect(), issues: issues.clone() })
    };
    scopes.into_values().map(group).collect()
}

fn parts(groups: &[Group], axes: &[Axis], profile: &Profile, findings: &mut Diagnostics) -> Option<String> {
    let mut parts = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        let ids: Vec<String> =
            group.issues.iter().filter_map(|issue| axes.get(*issue)).map(|axis| json(&axis.id)).collect();
        let mut list = Vec::new();
        for (cell, value) in group.cells.iter().filter(|(_, value)| !value.is_zero()) {
            let values = values(group, cell, axes);
            let values: Vec<String> = values.iter().map(|(_, value)| json(value)).collect();
            let utility = digits(value, &profile.place, findings)?;
            list.push(format!("{{\"values\": [{}], \"util\": {utility}}}", values.join(", ")));
        }
        let (ids, list) = (ids.join(", "), list.join(", "));
        parts.push(format!(
            "\"group {}\": {{\"partsutils\": {{\"issues\": [{ids}], \"utilslist\": [{list}]}}}}",
            at + 1
        ));
    }
    Some(format!("\"partUtilities\": {{{}}}", parts.join(", ")))
}

/// By issue of a group, the id of its option in a combination.
fn values<'a>(group: &Group, cell: &[usize], axes: &'a [Axis]) -> Vec<(&'a str, &'a str)> {
    let pair = |(issue, at): (&usize, &usize)| {
        let axis = axes.get(*issue)?;
        Some((axis.id.as_str(), axis.choices.get(*at)?.id.as_str()))
    };
    group.issues.iter().zip(cell).filter_map(pair).collect()
}

/// A bid that is worth what the party has without a deal; nothing if that is 0.
fn reservation(profile: &Profile, axes: &[Axis], groups: &[Group], findings: &mut Diagnostics) -> Option<String> {
    let wanted = profile.disagreement();
    if wanted.is_zero() {
        return Some(String::new());
    }
    // All sums that some groups can reach, with the choice that leads to each.
    let mut sums: Vec<BTreeMap<BigRational, (BigRational, Option<usize>)>> =
        vec![[(BigRational::zero(), (BigRational::zero(), None))].into_iter().collect()];
    for group in groups {
        let mut next = BTreeMap::new();
        for sum in sums.last()?.keys() {
            next.entry(sum.clone()).or_insert((sum.clone(), None));
            for (at, (_, value)) in group.cells.iter().enumerate() {
                let reached = sum + value;
                if reached <= wanted && next.len() <= MOST_SUMS {
                    next.entry(reached).or_insert((sum.clone(), Some(at)));
                }
            }
        }
        sums.push(next);
    }
    if !sums.last()?.contains_key(&wanted) {
        let message = format!(
            "no bid was found that is worth exactly {} to {}: GeniusWeb says by a bid what a party has without a deal",
            zopa::Number::from(wanted),
            quoted(&profile.name)
        );
        cannot(&profile.place, message, "change what it has without a deal to the utility of a package", findings);
        return None;
    }
    let mut sum = wanted;
    let mut chosen: Vec<String> = Vec::new();
    for (reached, group) in sums.iter().skip(1).zip(groups).rev() {
        let (before, choice) = reached.get(&sum)?;
        if let Some((cell, _)) = choice.and_then(|at| group.cells.get(at)) {
            let pairs = values(group, cell, axes);
            chosen.extend(pairs.iter().map(|(issue, value)| format!("{}: {}", json(issue), json(value))));
        }
        sum = before.clone();
    }
    Some(format!(", \"reservationBid\": {{\"issuevalues\": {{{}}}}}", chosen.join(", ")))
}
