//! Utility functions: additive and affine ones here, others in `combined`; what wraps them, and the reserved value.

use super::super::axis::Axis;
use super::super::tree::{Asking, Kind, Tree};
use super::super::valuation::{Profile, Reservation, Worth};
use super::kind::kind;
use super::{combined, functions};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};
use zopa::model::{Code, Diagnostic};
use zopa::text::quoted;

/// How deep functions may be wrapped.
const MAX_WRAPPERS: usize = 8;

/// Reads a utility function; `stem` names the party where the file does not.
pub(super) fn read(asking: &mut Asking, tree: &Tree, stem: &str, axes: &[Axis]) -> Option<Profile> {
    let name = tree.given("name").and_then(Tree::text).unwrap_or(stem).to_owned();
    let mut profile = Profile::new(name, axes.len(), asking.place(tree.get("type").unwrap_or(tree)));
    let mut inner = tree;
    for _ in 0..MAX_WRAPPERS {
        if !kind(inner).is_some_and(|kind| kind.contains("Discounted")) {
            break;
        }
        let rate = inner.given("discount").or_else(|| inner.given("cost"));
        let shown = rate.and_then(Tree::text).map(|rate| format!(" of {rate}")).unwrap_or_default();
        let place = asking.place(rate.unwrap_or(inner));
        let message = format!("the discounting{shown} is not used: the answer is for an agreement at once");
        asking.findings.push_within_limit(|| Diagnostic::new(Code::NotUsed, place, message));
        profile.note = Some("Utilities are discounted over the negotiation; not used here.".into());
        inner = asking.required(inner, "ufun")?;
    }
    let Some(kind) = kind(inner) else {
        asking.missing(inner, "type");
        return None;
    };
    let read = match kind {
        "LinearAdditiveUtilityFunction" | "LinearAdditiveUFun" => additive(asking, inner, axes, &mut profile),
        "AffineUtilityFunction" | "LinearUtilityFunction" | "AffineUFun" | "LinearUFun" => {
            affine(asking, inner, axes, &mut profile)
        }
        "ConstUtilityFunction" | "ConstUFun" => {
            let value = asking.required(inner, "value")?;
            asking.number(value, "value").map(|value| profile.constant += value)
        }
        "HyperRectangleUtilityFunction" | "HyperRectangleUFun" => combined::boxes(asking, inner, axes, &mut profile),
        "MappingUtilityFunction" => combined::mapping(asking, inner, axes, &mut profile),
        "GLAUtilityFunction" => combined::factors(asking, inner, axes, &mut profile),
        other => {
            let help = "read are additive, linear and affine functions, boxes, mappings and sums of factors";
            let message = format!("utility functions of the type {} are not read", quoted(other));
            asking.error(Code::NotSupported, inner.get("type").unwrap_or(inner), message, help);
            None
        }
    };
    read?;
    if let Some(bias) = inner.given("bias").filter(|_| kind != "LinearUtilityFunction") {
        profile.constant += asking.number(bias, "bias")?;
    }
    profile.reservation = reservation(asking, inner, axes, &profile)?;
    Some(profile)
}

/// What the party has without a deal.
fn reservation(asking: &mut Asking, inner: &Tree, axes: &[Axis], profile: &Profile) -> Option<Reservation> {
    if let Some(outcome) = inner.given("reserved_outcome") {
        let (bid, levels) = combined::outcome(asking, outcome, axes)?;
        return Some(Reservation::Value(profile.worth_of(&bid) + profile.worth_of_levels(&levels)));
    }
    let Some(value) = inner.given("reserved_value") else { return Some(Reservation::Lowest) };
    match value.text() {
        Some("-.inf" | "-.Inf" | "-.INF" | "-inf" | "-Infinity") => Some(Reservation::Lowest),
        Some(".inf" | "inf" | "Infinity" | "+.inf") => {
            asking.error(
                Code::Number,
                value,
                "a reserved value of infinity: the party accepts nothing",
                "write a number",
            );
            None
        }
        _ => asking.number(value, "reserved_value").map(Reservation::Value),
    }
}

/// The entries for the issues: by position in a list, or by name in a map.
fn by_issue<'t>(asking: &mut Asking, tree: &'t Tree, axes: &[Axis]) -> Option<Vec<Option<&'t Tree>>> {
    match &tree.kind {
        Kind::List(items) if items.len() == axes.len() => Some(items.iter().map(Some).collect()),
        Kind::List(items) => {
            let message = format!("{} entries for {} issues", items.len(), axes.len());
            asking.error(Code::TableShape, tree, message, "one for each issue, in the order of the outcome space");
            None
        }
        Kind::Map(entries) => {
            let known = |name: &Tree| axes.iter().any(|axis| name.text() == Some(&axis.id));
            if let Some((name, _)) = entries.iter().find(|(name, _)| !known(name)) {
                let message = format!("the outcome space has no issue {}", name.words());
                asking.error(Code::UnknownIssue, name, message, "");
                return None;
            }
            Some(axes.iter().map(|axis| tree.get(&axis.id)).collect())
        }
        Kind::Scalar { .. } => asking.wrong(tree, "a list or a map"),
    }
}

/// By issue; what is left out is `otherwise`.
fn weights(asking: &mut Asking, tree: &Tree, axes: &[Axis], otherwise: BigRational) -> Option<Vec<BigRational>> {
    let Some(listed) = tree.given("weights") else { return Some(vec![otherwise; axes.len()]) };
    let entries = by_issue(asking, listed, axes)?;
    let read: Vec<_> = entries
        .into_iter()
        .map(|entry| entry.map_or(Some(otherwise.clone()), |entry| asking.number(entry, "a weight")))
        .collect();
    read.into_iter().collect()
}

fn additive(asking: &mut Asking, tree: &Tree, axes: &[Axis], profile: &mut Profile) -> Option<()> {
    let weights = weights(asking, tree, axes, BigRational::one());
    let values = asking.required(tree, "values")?;
    let entries = by_issue(asking, values, axes)?;
    let mut sound = true;
    let mut scores = Vec::new();
    for (entry, axis) in entries.into_iter().zip(axes) {
        // NegMAS takes the value itself where a function is left out.
        let read = match entry {
            Some(entry) => functions::scores(asking, entry, axis).map(|scores| (scores, asking.place(entry))),
            None => axis.scores([], Clone::clone).ok().map(|scores| (scores, asking.place(values))),
        };
        if read.is_none() && entry.is_none() {
            let message = format!("no function for {}, whose values are no numbers", quoted(&axis.id));
            asking.error(Code::Values, values, message, "");
        }
        sound &= read.is_some();
        scores.push(read);
    }
    let weights = weights.filter(|_| sound)?;
    for (at, (read, weight)) in scores.into_iter().zip(weights).enumerate() {
        profile.worths[at] = read.map(|(scores, place)| Worth::new(weight, scores, place));
    }
    Some(())
}

fn affine(asking: &mut Asking, tree: &Tree, axes: &[Axis], profile: &mut Profile) -> Option<()> {
    let share = BigRational::new(BigInt::from(1), BigInt::from(axes.len().max(1)));
    let weights = weights(asking, tree, axes, share)?;
    let place = asking.place(tree.given("weights").unwrap_or(tree));
    for (at, (axis, weight)) in axes.iter().zip(weights).enumerate() {
        let scores = if weight.is_zero() { Some(axis.constant(&weight)) } else { axis.scores([], Clone::clone).ok() };
        let Some(scores) = scores else {
            let message = format!("the values of {} are no numbers to be multiplied by a weight", quoted(&axis.id));
            asking.error(Code::Values, tree, message, "use `LinearAdditiveUtilityFunction` with a table");
            return None;
        };
        profile.worths[at] = Some(Worth::new(weight, scores, place.clone()));
    }
    Some(())
}
