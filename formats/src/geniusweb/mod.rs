//! GeniusWeb (Baarslag, Pasman, Hindriks, Tykhonov 2019; the successor of GENIUS): a domain and profiles, in JSON.
//!
//! A profile is an object with one key, the name of its class. `LinearAdditiveUtilitySpace`: weights that sum to 1, and
//! utilities from 0 to 1, with straight lines over numbers. `SumOfGroupsUtilitySpace`: groups of issues that share no issue,
//! with a utility for combinations; what is not listed is worth nothing. What a party has without a deal is the utility
//! of a *bid*, which may leave issues open: they count nothing. Without such a bid every deal is acceptable.

mod additive;
mod groups;
mod pieces;
mod write;

pub(super) use pieces::class;
pub(super) use write::domain_and_profiles;

use super::assemble::Draft;
use super::axis::{Axis, check_id, too_many};
use super::number;
use super::opened::Opened;
use super::tree::{Asking, Tree};
use super::valuation::{Profile, Reservation};
use num_rational::BigRational;
use pieces::{ADDITIVE, GROUPS, decimal, find, unknown_value};
use zopa::model::{Code, Diagnostics};
use zopa::text::quoted;

/// Reads a domain, if there is one, and profiles.
pub(super) fn read(domain: Option<&Opened>, profiles: &[&Opened], findings: &mut Diagnostics) -> Option<Draft> {
    let first = domain.or(profiles.first().copied())?;
    let tree = first.tree()?;
    let mut asking = Asking::new(first.source);
    let inner = class(tree).map_or(Some(tree), |(_, inner)| asking.required(inner, "domain"));
    let issues = inner.and_then(|tree| issues(&mut asking, tree));
    let title = inner.and_then(|tree| tree.given("name")).and_then(Tree::text).map(str::to_owned);
    findings.0.append(&mut asking.findings.0);
    let axes = issues?;
    let read: Vec<_> = profiles.iter().map(|profile| self::profile(profile, &axes, findings)).collect();
    let profiles = read.into_iter().collect::<Option<Vec<_>>>()?;
    Some(Draft { title, axes, profiles })
}

/// The issues of a domain.
fn issues(asking: &mut Asking, domain: &Tree) -> Option<Vec<Axis>> {
    let values = asking.required(domain, "issuesValues")?;
    if too_many(values.entries().len(), &asking.place(values), &mut asking.findings) {
        return None;
    }
    let mut axes = Some(Vec::new());
    for (name, set) in asking.map(values)? {
        match issue(asking, name, set) {
            Some(axis) => axes.iter_mut().for_each(|axes| axes.push(axis.clone())),
            None => axes = None,
        }
    }
    if axes.as_ref().is_some_and(Vec::is_empty) {
        asking.error(Code::Empty, values, "there are no issues in this file", "");
        return None;
    }
    axes
}

fn issue(asking: &mut Asking, name: &Tree, set: &Tree) -> Option<Axis> {
    let place = asking.place(name);
    let id = asking.word(name)?;
    if !check_id(id, &place, &mut asking.findings) {
        return None;
    }
    let mut axis = Axis::new(id, place);
    if let Some(range) = set.given("range") {
        let mut ends = ["low", "high", "step"].map(|key| {
            let found = asking.required(range, key)?;
            decimal(asking, found, key)
        });
        let [low, high, step] = [ends[0].take()?, ends[1].take()?, ends[2].take()?];
        return axis.steps(&low, &high, &step, &mut asking.findings);
    }
    let values = asking.required(set, "values")?;
    let mut sound = true;
    for value in asking.list(values)? {
        let Some(id) = asking.word(value) else {
            sound = false;
            continue;
        };
        let place = asking.place(value);
        sound &= check_id(id, &place, &mut asking.findings);
        if !axis.add(id, number::decimal(id).ok(), Some(place)) {
            asking.error(Code::ListedTwice, value, format!("the value {} is listed twice", quoted(id)), "");
            sound = false;
        }
    }
    if axis.choices.is_empty() && sound {
        asking.error(Code::Empty, values, format!("the issue {} has no values", quoted(id)), "");
        return None;
    }
    sound.then_some(axis)
}

fn profile(file: &Opened, axes: &[Axis], findings: &mut Diagnostics) -> Option<Profile> {
    let tree = file.tree()?;
    let mut asking = Asking::new(file.source);
    let profile = inner(&mut asking, file, tree, axes);
    findings.0.append(&mut asking.findings.0);
    profile
}

fn inner(asking: &mut Asking, file: &Opened, tree: &Tree, axes: &[Axis]) -> Option<Profile> {
    let (class, inner) = class(tree)?;
    let name = inner.given("name").and_then(Tree::text).unwrap_or(&file.stem);
    let mut profile = Profile::new(name, axes.len(), asking.place(tree));
    let whole = match class {
        ADDITIVE => additive::read(asking, inner, axes, &mut profile),
        GROUPS => groups::read(asking, inner, axes, &mut profile),
        other => {
            let message = format!("profiles of the class {} are not read", quoted(other));
            let help = if other.ends_with("Ordering") {
                "it says which of two bids is better, and not by how much: there are no utilities to add"
            } else {
                "read are `LinearAdditiveUtilitySpace` and `SumOfGroupsUtilitySpace`"
            };
            asking.error(Code::NotSupported, tree, message, help);
            None
        }
    };
    whole?;
    profile.reservation = Reservation::Value(reservation(asking, inner, axes, &profile)?);
    Some(profile)
}

/// The utility of the reservation bid; 0 without one: then every deal is acceptable.
fn reservation(asking: &mut Asking, inner: &Tree, axes: &[Axis], profile: &Profile) -> Option<BigRational> {
    let Some(bid) = inner.given("reservationBid") else { return Some(BigRational::default()) };
    let values = asking.required(bid, "issuevalues")?;
    let mut chosen = vec![None; axes.len()];
    let mut sound = true;
    for (name, value) in asking.map(values)? {
        let Some((at, axis)) = find(asking, axes, name) else {
            sound = false;
            continue;
        };
        let position = value.text().and_then(|text| axis.written(text));
        if position.is_none() {
            unknown_value(asking, axis, value);
            sound = false;
        }
        chosen[at] = position;
    }
    sound.then(|| profile.worth_of(&chosen))
}
