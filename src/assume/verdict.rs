//! What became of an assumption.

use crate::exact::Number;
use crate::explain::{Fact, NoDeal};
use crate::problem::claims::comparison::Weights;
use crate::problem::{ConstraintId, IssueId, OptionId, Package, PartyId, Problem, UncertainId};
use crate::search::{Outcome, Stop};
use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use serde::{Deserialize, Serialize};

/// What became of an assumption.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It holds of every package that it speaks of.
    Proved(Proof),
    /// It does not.
    Refuted(Box<Refutation>),
    /// There is nothing that it speaks of: neither true nor false is worth anything.
    Vacuous(Vacuity),
    /// It was not decided.
    Undecided(Undecided),
}

/// How an assumption was proved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// By what stands in the model: no package had to be looked at.
    #[default]
    Structure,
    /// By looking at every combination of the options that matter.
    Listing,
    /// By a search that left nothing out.
    Search,
}

/// How an assumption was proved.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proof {
    /// The way.
    pub method: Method,
    /// With [`Method::Listing`]: how many combinations were looked at.
    pub combinations: u64,
    /// The issues whose options matter, ascending; all others make no difference.
    pub issues: Vec<IssueId>,
    /// Over how many packages it is proved: those that satisfy what is given. None if counting would take too long.
    pub packages: Option<BigUint>,
    /// A package that shows that there is one, if that was claimed; of several the one most like today.
    pub example: Option<Package>,
    /// Of the issues or parties that were claimed, so many have nothing to compare.
    pub idle: usize,
    /// If it was claimed for all numbers in their ranges: how many numbers with a range it depends on.
    pub numbers: Option<usize>,
    /// Whether it holds only because no feasible package has what it speaks of.
    pub excluded: bool,
}

impl Proof {
    /// A proof by this method, of no packages in particular.
    pub(super) fn by(method: Method) -> Self {
        Proof { method, ..Proof::default() }
    }
}

impl From<Proof> for Verdict {
    fn from(proof: Proof) -> Self {
        Verdict::Proved(proof)
    }
}

/// Why there is nothing that an assumption speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vacuity {
    /// Rules and red lines leave no package at all.
    NoPackage,
    /// No feasible package satisfies what is given.
    NothingGiven,
    /// No two feasible packages differ in the way that is claimed of.
    NothingToCompare,
    /// No acceptable package satisfies what is given.
    NoneAcceptable,
    /// There is no agreement, so that concepts choose nothing.
    NoAgreement,
}

/// Why an assumption was not decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undecided {
    /// What keeps it open.
    pub reason: Open,
    /// So many random combinations were looked at instead; none refutes it.
    pub sampled: u64,
}

/// What keeps an assumption open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// The search was stopped.
    Stopped(Stop),
    /// Claimed for all numbers in their ranges, it depends on too many of them, or on events whose probabilities follow
    /// from them. It holds with their values.
    Numbers,
    /// Claimed for all numbers in their ranges, it holds at all ends of the ranges, but may break between them.
    BetweenEnds,
}

/// What refutes an assumption.
#[derive(Clone, Debug)]
pub struct Refutation {
    /// The packages that refute it, in the order in which the claim speaks of them; none if it is refuted by what is not
    /// there.
    pub packages: Vec<Package>,
    /// What of the claim they refute.
    pub point: Point,
    /// By how much, in the author's units; of the first party, where there are several.
    pub amount: Option<Number>,
    /// What brings it about: parts of the utilities that differ between the packages.
    pub causes: Vec<Cause>,
    /// If it was claimed for all numbers in their ranges, and holds with their values: the numbers that break it, with what they are then. All else here is said of these numbers.
    pub numbers: Vec<(UncertainId, Number)>,
    /// Then also: a share of all ranges for which it still holds, and one a little larger for which it does not.
    pub share: Option<(Number, Number)>,
    /// Whether no counterexample is smaller: differs in fewer issues, beside those compared, from what holds today. False if it was
    /// found by chance, and if a part of the claim was not decided that a smaller one might refute.
    pub minimal: bool,
}

impl Refutation {
    /// A refutation by packages, or by what is not there.
    pub(super) fn of(point: Point, packages: Vec<Package>) -> Self {
        Refutation {
            packages,
            point,
            amount: None,
            causes: Vec::new(),
            numbers: Vec::new(),
            share: None,
            minimal: true,
        }
    }
}

/// Of what refutes several parts of a claim: that with the fewest issues that are not as today, of equals the first.
#[derive(Default)]
pub(super) struct Smallest {
    first: Option<(usize, Refutation)>,
    /// Whether a part was left undecided, which a smaller one might refute.
    open: bool,
}

impl Smallest {
    /// Adds what refutes a part, with as many issues that are not as today.
    pub(super) fn add(&mut self, changed: usize, refutation: Refutation) {
        if self.first.as_ref().is_none_or(|(least, _)| changed < *least) {
            self.first = Some((changed, refutation));
        }
    }

    /// What came of a part; none if a limit was met, and something refutes the claim already: that does so, whatever else there is.
    ///
    /// # Errors
    /// If a limit was met, and nothing refutes the claim.
    pub(super) fn reached<T>(&mut self, part: Result<T, Stop>) -> Result<Option<T>, Stop> {
        if part.is_err() && self.is_found() {
            self.leave_open();
            return Ok(None);
        }
        part.map(Some)
    }

    /// Tells that a part was left undecided.
    pub(super) fn leave_open(&mut self) {
        self.open = true;
    }

    /// Whether nothing that is still looked at could come first.
    pub(super) fn is_least(&self) -> bool {
        self.first.as_ref().is_some_and(|(least, refutation)| *least == 0 && refutation.minimal)
    }

    /// Whether something refutes the claim.
    pub(super) fn is_found(&self) -> bool {
        self.first.is_some()
    }

    /// What refutes the claim, if something does.
    pub(super) fn verdict(self) -> Option<Verdict> {
        let (changed, mut refutation) = self.first?;
        refutation.minimal &= !self.open || changed == 0;
        Some(refutation.into())
    }
}

impl From<Refutation> for Verdict {
    fn from(refutation: Refutation) -> Self {
        Verdict::Refuted(Box::new(refutation))
    }
}

/// What of a claim is refuted.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Point {
    /// What is claimed of these parties' utilities, on these issues.
    Utilities {
        /// The parties.
        parties: Vec<PartyId>,
        /// The issues.
        issues: Vec<IssueId>,
    },
    /// A party's utility of a package, or that it crosses this red line.
    Stance {
        /// The party.
        party: PartyId,
        /// The red line.
        red_line: Option<ConstraintId>,
    },
    /// A package that is feasible, or acceptable, and should not be so.
    Exists,
    /// No package is feasible, or acceptable, that should be; and why there is no agreement, if that was asked.
    Missing(Option<Box<Outcome<NoDeal>>>),
    /// No feasible package has this option.
    Unusable {
        /// The issue.
        issue: IssueId,
        /// The option.
        option: OptionId,
    },
    /// A package that a concept chooses.
    Chosen {
        /// The concept's id.
        concept: &'static str,
        /// The red line that it crosses, if that is the matter.
        red_line: Option<ConstraintId>,
    },
    /// With a number moved, a concept chooses another package; or none, as nothing can be agreed then.
    Moved {
        /// Which number.
        number: Moved,
        /// What it is now.
        from: Number,
        /// What it is moved to.
        to: Number,
    },
    /// A concept compares parties whose utilities have no common unit.
    NoCommonUnit {
        /// The concept's id.
        concept: &'static str,
    },
    /// Two parties are no mirrors of each other: this issue, or what issues are worth together, cannot be matched.
    NoMirror {
        /// The party.
        party: PartyId,
        /// The issue; none if it is the combination of several.
        issue: Option<IssueId>,
    },
    /// A party's numbers are scaled otherwise.
    Scaling {
        /// The party.
        party: PartyId,
        /// The issue, if it is about one.
        issue: Option<IssueId>,
        /// What is claimed, in words: `weights`, `scores`, `issues` or `packages`.
        field: &'static str,
        /// What is claimed.
        claimed: Number,
        /// What is found.
        found: Number,
    },
}

/// A number of the model that is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// A party's disagreement value.
    Disagreement(PartyId),
    /// A party's weight.
    Weight(PartyId),
    /// What an option is worth to a party.
    Value {
        /// The party.
        party: PartyId,
        /// The issue.
        issue: IssueId,
        /// The option.
        option: OptionId,
    },
}

/// A part of a party's utility that differs between packages.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// The party.
    pub party: PartyId,
    /// What it comes from.
    pub fact: Fact,
    /// By package, what it is there; in the author's units.
    pub values: Vec<Number>,
    /// What it contributes to the comparison, in the author's units: what refutes the claim has one sign.
    pub contribution: Number,
}

/// How large a violation is, for the first party that it is about: the smallest of its weighted sums; scaled.
pub(super) fn size(problem: &Problem, packages: &[Package], weights: &Weights) -> BigInt {
    let first = weights.first().map(|(party, _)| *party);
    let own = weights.iter().filter(|(party, _)| Some(*party) == first);
    let sum = |(party, weights): &(PartyId, Vec<i64>)| {
        let terms = packages.iter().zip(weights);
        terms.map(|(package, weight)| BigInt::from(problem.utilities(package)[party.index()]) * weight).sum::<BigInt>()
    };
    own.map(sum).min().unwrap_or_default()
}

/// The parts of a party's utility that make a weighted sum over packages what it is, the largest first.
pub(super) fn causes(problem: &Problem, party: PartyId, packages: &[Package], weights: &[i64]) -> Vec<Cause> {
    let parts: Vec<_> = packages.iter().map(|package| problem.breakdown(party, package)).collect();
    let value = |fact: Fact, package: usize| {
        parts[package].iter().find(|part| part.fact == fact).map_or_else(Number::zero, |part| part.value.clone())
    };
    let mut facts: Vec<Fact> = Vec::new();
    for part in parts.iter().flatten() {
        if !facts.contains(&part.fact) {
            facts.push(part.fact);
        }
    }
    let mut found: Vec<Cause> = Vec::new();
    for fact in facts {
        let values: Vec<Number> = (0..packages.len()).map(|package| value(fact, package)).collect();
        let terms = values.iter().zip(weights);
        let sum: BigRational = terms.map(|(value, weight)| value.value() * BigInt::from(*weight)).sum();
        if values.iter().all(|value| *value == values[0]) && weights.iter().sum::<i64>() == 0 || sum.is_zero() {
            continue;
        }
        found.push(Cause { party, fact, values, contribution: sum.into() });
    }
    found.sort_by_key(|cause| std::cmp::Reverse(cause.contribution.value().abs()));
    found
}
