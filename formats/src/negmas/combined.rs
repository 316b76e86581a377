//! Utility functions over combinations of issues: boxes, mappings of whole outcomes, sums of factors.

use super::super::axis::{Axis, BY_STEPS};
use super::super::scores::Scores;
use super::super::tree::{Asking, Kind, Tree};
use super::super::valuation::{Admitted, Profile, Term, Worth};
use super::functions;
use super::kind::kind;
use num_rational::BigRational;
use num_traits::{One, Zero};
use std::collections::BTreeMap;
use zopa::model::Code;
use zopa::text::quoted;

/// The most combinations that a mapping may list.
const MOST_CELLS: usize = 100_000;
/// The most factors of a sum: fractions that are added to each other grow.
const MOST_FACTORS: usize = 1_000;

/// The issue that a position, counted from 0, or a name means.
fn issue(asking: &mut Asking, tree: &Tree, axes: &[Axis]) -> Option<usize> {
    let text = asking.word(tree)?;
    let by_name = axes.iter().position(|axis| axis.id == text);
    let plain = matches!(&tree.kind, Kind::Scalar { plain: true, .. });
    let by_position = text.parse::<usize>().ok().filter(|at| plain && *at < axes.len());
    let found = by_position.or(by_name);
    if found.is_none() {
        let message = format!("the outcome space has no issue {}", quoted(text));
        asking.error(Code::UnknownIssue, tree, message, "issues are counted from 0, or named");
    }
    found
}

/// Weights beside a list; 1 where there are none.
fn beside(asking: &mut Asking, tree: &Tree, count: usize) -> Option<Vec<BigRational>> {
    let Some(listed) = tree.given("weights").filter(|listed| !listed.items().is_empty()) else {
        return Some(vec![BigRational::one(); count]);
    };
    let listed = asking.list(listed)?;
    if listed.len() != count {
        let message = format!("{} weights for {count} entries", listed.len());
        asking.error(Code::TableShape, tree, message, "one weight for each");
        return None;
    }
    let read: Vec<_> = listed.iter().map(|one| asking.number(one, "a weight")).collect();
    read.into_iter().collect()
}

/// `HyperRectangleUtilityFunction`: boxes, each with a utility.
pub(super) fn boxes(asking: &mut Asking, tree: &Tree, axes: &[Axis], profile: &mut Profile) -> Option<()> {
    let (ranges, utilities) = (asking.required(tree, "outcome_ranges")?, asking.required(tree, "utilities")?);
    let (ranges, listed) = (asking.list(ranges)?, asking.list(utilities)?);
    if ranges.len() != listed.len() {
        let message = format!("{} utilities for {} boxes", listed.len(), ranges.len());
        asking.error(Code::TableShape, utilities, message, "one utility for each box");
        return None;
    }
    let weights = beside(asking, tree, ranges.len())?;
    for ((range, utility), weight) in ranges.iter().zip(listed).zip(weights) {
        let add = asking.number(utility, "a utility")? * weight;
        let mut when: Vec<(usize, Admitted)> = Vec::new();
        let mut possible = true;
        if !range.is_null() {
            for (key, bounds) in asking.map(range)? {
                let at = issue(asking, key, axes)?;
                if when.iter().any(|(other, _)| *other == at) {
                    asking.error(Code::DuplicateKey, key, "the issue is bounded twice", "");
                    return None;
                }
                if bounds.is_null() {
                    continue;
                }
                if axes[at].range.is_some() {
                    possible &= covered(asking, bounds, &axes[at])?;
                    continue;
                }
                match admitted(asking, bounds, &axes[at])? {
                    Some(admitted) => when.push((at, admitted)),
                    None => possible = false,
                }
            }
        }
        when.sort_by_key(|(at, _)| *at);
        match (possible, when.is_empty()) {
            (false, _) => {}
            (true, true) => profile.constant += add,
            (true, false) => {
                profile.terms.push(Term::new(when, add, Some(asking.place(range))));
            }
        }
    }
    Some(())
}

/// Whether bounds admit all levels of a continuous issue, or none; what lies between is refused.
fn covered(asking: &mut Asking, bounds: &Tree, axis: &Axis) -> Option<bool> {
    if let ([low, high], Some([least, most])) = (bounds.items(), &axis.range) {
        let (low, high) = (asking.number(low, "a bound")?, asking.number(high, "a bound")?);
        if low <= *least && high >= *most {
            return Some(true);
        }
        if high < *least || low > *most {
            return Some(false);
        }
    }
    let message = format!("{} is continuous: a box over some of its levels is not read", quoted(&axis.id));
    asking.error(Code::NotSupported, bounds, message, BY_STEPS);
    None
}

/// The options that bounds admit: two numbers are the ends of a range, anything else lists values. None within if that is
/// no option.
fn admitted(asking: &mut Asking, bounds: &Tree, axis: &Axis) -> Option<Option<Admitted>> {
    let number = |tree: &Tree| match &tree.kind {
        Kind::Scalar { text, plain: true } => super::super::number::decimal(text).ok(),
        _ => None,
    };
    if let [low, high] = bounds.items()
        && let (Some(low), Some(high)) = (number(low), number(high))
    {
        let inside = axis.numbers(|x| if *x >= low && *x <= high { BigRational::one() } else { BigRational::zero() });
        let Some(inside) = inside else {
            let message = format!("a range over {}, whose values are no numbers", quoted(&axis.id));
            asking.error(Code::Values, bounds, message, "list the values instead");
            return None;
        };
        let positions: Vec<usize> = (0..inside.len()).filter(|at| inside[*at].is_one()).collect();
        return Some(match (positions.first(), positions.last()) {
            (Some(first), Some(last)) if last - first + 1 == positions.len() => Some(Admitted::Range(*first, *last)),
            (None, _) | (_, None) => None,
            _ => Some(Admitted::Any(positions)),
        });
    }
    let values = if bounds.items().is_empty() { std::slice::from_ref(bounds) } else { bounds.items() };
    let mut positions = Vec::new();
    for value in values {
        let text = asking.word(value)?;
        match axis.written(text) {
            Some(at) if !positions.contains(&at) => positions.push(at),
            Some(_) => {}
            None => {
                let message = format!("{} is no value of {}", value.words(), quoted(&axis.id));
                asking.error(Code::UnknownOption, value, message, "the outcome space lists the values of each issue");
                return None;
            }
        }
    }
    positions.sort_unstable();
    Some(Some(Admitted::Any(positions)))
}

/// By issue, the option of an outcome, if it has any; and the levels of continuous issues.
pub(super) type Outcome = (Vec<Option<usize>>, Vec<(usize, BigRational)>);

/// An outcome: one value for each issue.
pub(super) fn outcome(asking: &mut Asking, tree: &Tree, axes: &[Axis]) -> Option<Outcome> {
    let values = values(asking, tree, axes.len())?;
    let (mut bid, mut levels) = (Vec::new(), Vec::new());
    for (at, (value, axis)) in values.iter().zip(axes).enumerate() {
        let Some([low, high]) = &axis.range else {
            bid.push(Some(option(asking, value, axis)?));
            continue;
        };
        let level = asking.number(value, "a level")?;
        if level < *low || level > *high {
            let message = format!("{} is no level of {}", value.words(), quoted(&axis.id));
            asking.error(Code::UnknownOption, value, message, "the outcome space has its lowest and its highest level");
            return None;
        }
        bid.push(None);
        levels.push((at, level));
    }
    Some((bid, levels))
}

/// The values of an outcome, or of a part of it.
fn values<'t>(asking: &mut Asking, tree: &'t Tree, count: usize) -> Option<&'t [Tree]> {
    let values = if let Kind::List(items) = &tree.kind { items.as_slice() } else { std::slice::from_ref(tree) };
    if values.len() != count {
        let message = format!("{} values for {count} issues", values.len());
        asking.error(Code::TableShape, tree, message, "one value for each issue");
        return None;
    }
    Some(values)
}

/// The position of a value.
fn option(asking: &mut Asking, value: &Tree, axis: &Axis) -> Option<usize> {
    let found = asking.word(value).and_then(|text| axis.written(text));
    if found.is_none() {
        let message = format!("{} is no value of {}", value.words(), quoted(&axis.id));
        asking.error(Code::UnknownOption, value, message, "the outcome space lists the values of each issue");
    }
    found
}

/// The positions of a combination of values, one for each issue of a scope.
fn cell(asking: &mut Asking, tree: &Tree, scope: &[usize], axes: &[Axis]) -> Option<Vec<usize>> {
    let values = values(asking, tree, scope.len())?;
    values.iter().zip(scope).map(|(value, issue)| option(asking, value, &axes[*issue])).collect()
}

/// `MappingUtilityFunction`: a utility for each outcome, and one for all others.
pub(super) fn mapping(asking: &mut Asking, tree: &Tree, axes: &[Axis], profile: &mut Profile) -> Option<()> {
    let listed = asking.required(tree, "mapping")?;
    let scope: Vec<usize> = (0..axes.len()).collect();
    if let Some(axis) = axes.iter().find(|axis| axis.range.is_some()) {
        return functions::listed(asking, listed, axis);
    }
    let cells = cells(asking, listed, &scope, axes)?;
    let default = match tree.given("default") {
        Some(default) if !default.text().is_some_and(|text| text.contains("inf") || text.contains("Inf")) => {
            Some(asking.number(default, "default")?)
        }
        _ => None,
    };
    let all = axes.iter().try_fold(1usize, |all, axis| all.checked_mul(axis.choices.len()));
    let default = match default {
        Some(default) => default,
        None if all == Some(cells.len()) => BigRational::zero(),
        None => {
            let message = "outcomes that the mapping leaves out are worth −∞";
            asking.error(Code::NotExpressible, listed, message, "give a finite `default`, or list every outcome");
            return None;
        }
    };
    profile.constant += &default;
    terms(profile, &scope, cells.into_iter().map(|(cell, (value, place))| (cell, value - &default, place)));
    Some(())
}

type Cells = BTreeMap<Vec<usize>, (BigRational, zopa::model::Place)>;

fn cells(asking: &mut Asking, listed: &Tree, scope: &[usize], axes: &[Axis]) -> Option<Cells> {
    let entries = asking.map(listed)?;
    if entries.len() > MOST_CELLS {
        let message = format!("{} outcomes; at most {MOST_CELLS} are read", entries.len());
        asking.error(Code::Limit, listed, message, "");
        return None;
    }
    let mut cells = Cells::new();
    for (key, value) in entries {
        let (cell, value) = (cell(asking, key, scope, axes)?, asking.number(value, "a utility")?);
        if cells.insert(cell, (value, asking.place(key))).is_some() {
            asking.error(Code::ListedTwice, key, "this outcome is listed twice", "");
            return None;
        }
    }
    Some(cells)
}

/// Adds values of combinations.
fn terms(
    profile: &mut Profile,
    scope: &[usize],
    cells: impl Iterator<Item = (Vec<usize>, BigRational, zopa::model::Place)>,
) {
    for (cell, add, place) in cells.filter(|(_, add, _)| !add.is_zero()) {
        let when = scope.iter().zip(cell).map(|(issue, at)| (*issue, Admitted::One(at))).collect();
        profile.terms.push(Term::new(when, add, Some(place)));
    }
}

/// `GLAUtilityFunction`: a sum of functions, each of some issues.
pub(super) fn factors(asking: &mut Asking, tree: &Tree, axes: &[Axis], profile: &mut Profile) -> Option<()> {
    let factors = asking.required(tree, "factors")?;
    let listed = asking.list(factors)?;
    if listed.len() > MOST_FACTORS {
        asking.error(Code::Limit, factors, format!("{} factors; at most {MOST_FACTORS} are read", listed.len()), "");
        return None;
    }
    let weights = beside(asking, tree, listed.len())?;
    for (factor, weight) in listed.iter().zip(weights) {
        let (scope, function, own) = match factor.items() {
            [scope, function] => (scope, function, None),
            [scope, function, own] => (scope, function, Some(own)),
            _ => return asking.wrong(factor, "a factor: [issues, function] or [issues, function, weight]"),
        };
        let weight = match own {
            Some(own) => asking.number(own, "a weight")? * weight,
            None => weight,
        };
        let mut issues = Vec::new();
        for one in asking.list(scope)? {
            let at = issue(asking, one, axes)?;
            if issues.contains(&at) {
                asking.error(Code::ListedTwice, one, "the issue is listed twice", "");
                return None;
            }
            issues.push(at);
        }
        self::factor(asking, function, &issues, &weight, axes, profile)?;
    }
    Some(())
}

fn factor(
    asking: &mut Asking,
    function: &Tree,
    issues: &[usize],
    weight: &BigRational,
    axes: &[Axis],
    profile: &mut Profile,
) -> Option<()> {
    if let Kind::Scalar { .. } = function.kind {
        profile.constant += asking.number(function, "a factor")? * weight;
        return Some(());
    }
    if let [issue] = issues {
        let scores = functions::scores(asking, function, &axes[*issue])?;
        add(asking, profile, *issue, scores, weight, function);
        return Some(());
    }
    match kind(function) {
        Some("TableMultiFun") | None => {
            let mapping = function.given("mapping").unwrap_or(function);
            if let Some(issue) = issues.iter().find(|issue| axes[**issue].range.is_some()) {
                return functions::listed(asking, mapping, &axes[*issue]);
            }
            let cells = cells(asking, mapping, issues, axes)?;
            terms(profile, issues, cells.into_iter().map(|(cell, (value, place))| (cell, value * weight, place)));
            Some(())
        }
        Some("LinearMultiFun" | "AffineMultiFun") => {
            let slopes = asking.required(function, "slope")?;
            let slopes = asking.list(slopes)?;
            for (slope, issue) in slopes.iter().zip(issues) {
                let slope = asking.number(slope, "slope")?;
                let Ok(scores) = axes[*issue].scores([], |x| x * &slope) else {
                    let message = format!("the values of {} are no numbers", quoted(&axes[*issue].id));
                    asking.error(Code::Values, function, message, "");
                    return None;
                };
                add(asking, profile, *issue, scores, weight, function);
            }
            if let Some(bias) = function.given("bias") {
                profile.constant += asking.number(bias, "bias")? * weight;
            }
            Some(())
        }
        Some(other) => {
            let message = format!("functions of the type {} are not read", quoted(other));
            asking.error(Code::NotSupported, function, message, "read are tables, and linear and affine functions");
            None
        }
    }
}

/// Adds what an issue's options are worth to what they are worth already.
fn add(asking: &Asking, profile: &mut Profile, issue: usize, scores: Scores, weight: &BigRational, tree: &Tree) {
    let values = scores.values.iter().map(|score| score * weight).collect();
    let mut sum = Scores { values, ..scores };
    if let Some(before) = profile.worths[issue].take() {
        sum = sum.plus(&Scores { levels: before.levels.clone(), values: before.values().collect() });
    }
    profile.worths[issue] = Some(Worth::new(BigRational::one(), sum, asking.place(tree)));
}
