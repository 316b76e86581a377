//! Assumptions, compiled: what the author takes to be true, in positions instead of ids.

use super::claims::Claim;
use super::claims::comparison::Form;
use super::{Condition, IssueId, OptionId, PartyId, Pick, Problem};
use crate::exact::Number;
use crate::model::Path;
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;

/// So many changes are told of one assumption.
const MOST_CHANGES: usize = 256;

/// That options are changed, all else equal, and a party never gains more than so much by it.
pub(crate) struct Change {
    pub party: PartyId,
    pub from: Vec<(IssueId, OptionId)>,
    pub to: Vec<(IssueId, OptionId)>,
    /// In the author's units.
    pub most: Number,
}

/// Something that the author takes to be true of the model.
#[derive(Clone, Debug)]
pub struct Assumption {
    /// Its id, or where it stands in the file: `assumptions[2]`.
    pub name: String,
    /// What is claimed.
    pub claim: Claim,
    /// Where it is claimed: issues are distinct and in ascending order; empty for everywhere.
    pub given: Condition,
    /// Whether packages count that rules and red lines exclude.
    pub anywhere: bool,
    /// Whether it names a continuous issue: then it is asked of the problem [in steps](super::Problem::in_steps_for).
    pub of_levels: bool,
    /// Whether it is claimed for all numbers in their ranges.
    pub robust: bool,
    /// Whether what is stated is that the claim does not hold.
    pub fails: bool,
    /// Why it is so, in the author's words.
    pub because: Option<String>,
    /// Where it is stated.
    pub source: Option<String>,
    /// Where it stands in the file.
    pub path: Path,
}

impl Assumption {
    /// Whether it speaks of how the model is written, and not of packages.
    pub fn is_static(&self) -> bool {
        self.claim.meaning().is_static()
    }

    /// What it claims, as changes that never gain a party more than so much; none if it is no such claim, or of too many.
    pub(crate) fn changes(&self, problem: &Problem) -> Option<Vec<Change>> {
        if self.fails || self.of_levels || !self.given.0.is_empty() {
            return None;
        }
        let mut found = Vec::new();
        for comparison in self.claim.meaning().comparisons(problem) {
            if comparison.only_at.is_some() {
                return None;
            }
            for form in comparison.forms()? {
                found.push(change(problem, &comparison.issues, &form)?);
                if found.len() > MOST_CHANGES {
                    return None;
                }
            }
        }
        Some(found)
    }
}

/// A violation that a single party would gain too much by one change, as the change by which it gains no more.
fn change(problem: &Problem, issues: &[IssueId], form: &Form) -> Option<Change> {
    let ([one, other], [demand]) = (form.copies.as_slice(), form.demands.as_slice()) else { return None };
    let [weight, against] = demand.weights[..] else { return None };
    if weight == 0 || weight.checked_add(against)? != 0 || problem.ceiling(demand.party).is_some() {
        return None;
    }
    let side = |copy: &[Pick]| {
        let option = |pick: &Pick| if let Pick::Option(option) = pick { Some(*option) } else { None };
        copy.iter().map(option).zip(issues).map(|(option, issue)| Some((*issue, option?))).collect::<Option<Vec<_>>>()
    };
    let (from, to) = if weight > 0 { (side(other)?, side(one)?) } else { (side(one)?, side(other)?) };
    // The least sum that would be too much, less a unit.
    let most = BigInt::from(Integer::div_ceil(&demand.least, &weight.abs()) - 1);
    let most = Number::from(BigRational::new(most, problem[demand.party].scale.clone()));
    Some(Change { party: demand.party, from, to, most })
}
