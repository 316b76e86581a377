//! `SumOfGroupsUtilitySpace`: a utility for combinations of the values of some issues; groups share no issue.

use super::super::axis::{Axis, zeros};
use super::super::tree::{Asking, Tree};
use super::super::valuation::{Admitted, Profile, Term, Worth};
use super::pieces::{find, unknown_value, utility};
use num_rational::BigRational;
use num_traits::One;
use std::collections::BTreeMap;
use zopa::exact::Number;
use zopa::model::Code;
use zopa::text::quoted;

/// Reads the groups; none if something is wrong.
pub(super) fn read(asking: &mut Asking, inner: &Tree, axes: &[Axis], profile: &mut Profile) -> Option<()> {
    let parts = asking.required(inner, "partUtilities")?;
    let mut sound = true;
    let mut grouped = vec![false; axes.len()];
    let mut most = BigRational::default();
    for (name, part) in asking.map(parts)? {
        match group(asking, name, part, axes, &mut grouped, profile) {
            Some(largest) => most += largest,
            None => sound = false,
        }
    }
    if sound && most > BigRational::one() {
        let message = format!("the largest utilities of the groups sum to {}, more than 1", Number::from(most));
        asking.error(Code::OutOfRange, parts, message, "GeniusWeb refuses such a profile");
        return None;
    }
    for (axis, _) in axes.iter().zip(&grouped).filter(|(_, grouped)| !**grouped) {
        if sound {
            let message = format!("the issue {} is in no group", quoted(&axis.id));
            asking.error(Code::MissingField, parts, message, "each issue belongs to one");
            return None;
        }
    }
    sound.then_some(())
}

/// Reads a group, and tells its largest utility.
fn group(
    asking: &mut Asking,
    name: &Tree,
    part: &Tree,
    axes: &[Axis],
    grouped: &mut [bool],
    profile: &mut Profile,
) -> Option<BigRational> {
    let part = part.given("partsutils").unwrap_or(part);
    let (issues, list) = (asking.required(part, "issues")?, asking.required(part, "utilslist")?);
    let mut scope = Vec::new();
    for issue in asking.list(issues)? {
        let (at, axis) = find(asking, axes, issue)?;
        if std::mem::replace(&mut grouped[at], true) {
            let message = format!("the issue {} is in two groups", quoted(&axis.id));
            asking.error(Code::ListedTwice, issue, message, "groups share no issue");
            return None;
        }
        scope.push((at, axis));
    }
    let mut cells = BTreeMap::new();
    for entry in asking.list(list)? {
        let (values, score) = (asking.required(entry, "values")?, asking.required(entry, "util")?);
        let score = utility(asking, score)?;
        let given = asking.list(values)?;
        if given.len() != scope.len() {
            let message = format!("{} values for {} issues", given.len(), scope.len());
            asking.error(Code::TableShape, values, message, "one value for each issue of the group, in its order");
            return None;
        }
        let mut cell = Vec::new();
        for (value, (_, axis)) in given.iter().zip(&scope) {
            match value.text().and_then(|text| axis.written(text)) {
                Some(at) => cell.push(at),
                None => {
                    unknown_value(asking, axis, value);
                    return None;
                }
            }
        }
        if cells.insert(cell, (score, asking.place(entry))).is_some() {
            asking.error(Code::ListedTwice, values, "this combination is listed twice", "");
            return None;
        }
    }
    let largest = cells.values().map(|(score, _)| score.clone()).max().unwrap_or_default();
    if let [(at, axis)] = scope.as_slice() {
        let mut scores = zeros(axis);
        for (cell, (score, _)) in cells {
            cell.first().and_then(|at| scores.get_mut(*at)).into_iter().for_each(|slot| *slot = score.clone());
        }
        profile.worths[*at] = Some(Worth::new(BigRational::one(), scores, asking.place(name)));
    } else {
        profile.terms.extend(cells.into_iter().map(|(cell, (add, place))| {
            let when = scope.iter().zip(cell).map(|((issue, _), at)| (*issue, Admitted::One(at))).collect();
            Term { because: name.text().map(str::to_owned), ..Term::new(when, add, Some(place)) }
        }));
    }
    Some(largest)
}
