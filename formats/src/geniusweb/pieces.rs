//! What files share: the class of a profile, the names of issues and values, decimals.

use super::super::axis::Axis;
use super::super::number;
use super::super::tree::{Asking, Kind, Tree};
use num_rational::BigRational;
use num_traits::{One, Signed};
use zopa::model::Code;
use zopa::text::quoted;

/// The classes of profiles that are read.
pub(super) const ADDITIVE: &str = "LinearAdditiveUtilitySpace";
pub(super) const GROUPS: &str = "SumOfGroupsUtilitySpace";

/// The class of a profile, and what is in it.
pub(in super::super) fn class(tree: &Tree) -> Option<(&str, &Tree)> {
    let [(key, inner)] = tree.entries() else { return None };
    // A slip in the name of a class leaves what only a profile has.
    let weighed = ["issueUtilities", "issueWeights", "partUtilities"].iter().any(|key| inner.get(key).is_some());
    let profile = weighed && inner.get("domain").is_some();
    let class = key.text().filter(|class| profile || class.ends_with("Space") || class.ends_with("Ordering"))?;
    Some((class, inner))
}

/// The issue that a key names.
pub(super) fn find<'a>(asking: &mut Asking, axes: &'a [Axis], name: &Tree) -> Option<(usize, &'a Axis)> {
    let id = asking.word(name)?;
    let found = axes.iter().enumerate().find(|(_, axis)| axis.id == id);
    if found.is_none() {
        let message = format!("the domain has no issue {}", quoted(id));
        asking.error(Code::UnknownIssue, name, message, "does the profile belong to this domain?");
    }
    found
}

pub(super) fn unknown_value(asking: &mut Asking, axis: &Axis, value: &Tree) {
    let message = format!("{} is no value of {}", value.words(), quoted(&axis.id));
    asking.error(Code::UnknownOption, value, message, "the domain lists the values of each issue");
}

/// A decimal, with or without quotes.
pub(super) fn decimal(asking: &mut Asking, tree: &Tree, what: &str) -> Option<BigRational> {
    match &tree.kind {
        Kind::Scalar { text, plain: false } if number::decimal(text).is_ok() => number::decimal(text).ok(),
        _ => asking.number(tree, what),
    }
}

/// A utility, from 0 to 1.
pub(super) fn utility(asking: &mut Asking, tree: &Tree) -> Option<BigRational> {
    let utility = decimal(asking, tree, "a utility")?;
    if utility.is_negative() || utility > BigRational::one() {
        asking.error(Code::OutOfRange, tree, "a utility lies between 0 and 1", "GeniusWeb refuses others");
        return None;
    }
    Some(utility)
}
