//! One number on its way: what it is, the problem in which it stands elsewhere, and what that does to a package.

use crate::exact::Number;
use crate::problem::{Cell, IssueId, OptionId, Package, PartyId, Problem, View};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// A number of the author's that enters one party's utility, and what one more of it adds to the party's tables.
#[derive(Clone, Debug)]
pub(crate) struct Quantity {
    pub party: PartyId,
    /// What it is now.
    pub now: Number,
    /// By entry, what is added; in the author's units.
    pub cells: Vec<(Cell, BigRational)>,
}

/// A number that moves: a disagreement value, a quantity, or what an option is worth, by *t* in the units of the party's
/// gains; a weight to *t*.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Lever<'n> {
    Disagreement(PartyId),
    Weight(PartyId),
    Quantity(&'n Quantity),
    Value { party: PartyId, issue: IssueId, option: OptionId },
}

impl Lever<'_> {
    /// Whose number it is.
    pub(crate) fn party(self) -> PartyId {
        match self {
            Lever::Disagreement(party) | Lever::Weight(party) | Lever::Value { party, .. } => party,
            Lever::Quantity(quantity) => quantity.party,
        }
    }

    /// Whether what is feasible moves with it: a rule over utilities, or about what parties have in each state.
    pub(crate) fn moves_rules(self, problem: &Problem) -> bool {
        match self {
            Lever::Weight(_) => false,
            _ if problem.asks_for_a_shared_belief() => true,
            Lever::Disagreement(_) => false,
            Lever::Quantity(_) | Lever::Value { .. } => {
                problem.consents_over_utilities().any(|party| party == self.party())
            }
        }
    }

    /// Asks a question of a view with the number moved; none if numbers would not fit.
    pub(crate) fn moved<R>(self, view: &View, t: &BigRational, ask: impl FnOnce(&View) -> R) -> Option<R> {
        let problem = view.problem();
        let scale = |party: PartyId| BigRational::from(view.gain_scale(party));
        match self {
            Lever::Disagreement(party) => {
                let value = Number::from(view.disagreement(party).value() + t / scale(party));
                Some(ask(&view.clone().with_disagreement(party, &value).ok()?))
            }
            Lever::Weight(party) => {
                let problem = problem.with_weight(party, &t.clone().into()).ok()?;
                Some(ask(&view.of(&problem)))
            }
            Lever::Quantity(quantity) => {
                let by = t / scale(quantity.party);
                let changes = quantity.cells.iter().map(|(cell, add)| (*cell, add * &by)).collect();
                let problem = problem.changed(changes).ok()?;
                Some(ask(&view.of(&problem)))
            }
            Lever::Value { party, issue, option } => {
                let problem = problem.with_value_raised(party, issue, option, &(t / scale(party))).ok()?;
                Some(ask(&view.of(&problem)))
            }
        }
    }

    /// Whether no package's gain rises when the lever is moved this way.
    pub(super) fn never_raises(self, sign: i64) -> bool {
        match self {
            // Entries count in a gain or do not, and a disagreement value against it.
            Lever::Quantity(quantity) => (quantity.cells.iter()).all(|(cell, add)| {
                !matches!(cell, Cell::Disagreement { .. }) && (add * BigInt::from(sign)) <= BigRational::zero()
            }),
            _ => false,
        }
    }

    /// By how much a package's gain rises with the lever, both in the units of gains.
    pub(crate) fn slope(self, problem: &Problem, package: &Package) -> BigRational {
        match self {
            Lever::Disagreement(_) => -BigRational::from(BigInt::from(1)),
            Lever::Weight(_) => BigRational::zero(),
            Lever::Quantity(quantity) => {
                quantity.cells.iter().map(|(cell, add)| add * BigInt::from(problem.counts(*cell, package))).sum()
            }
            Lever::Value { issue, option, .. } => {
                BigRational::from(BigInt::from(i32::from(package.option(issue) == option)))
            }
        }
    }
}

/// A package's product of gains while a number moves, below any ceiling: (gain + slope·t)^exponent · others. The roots of two
/// such products are straight lines, which cross once.
pub(crate) struct Product {
    pub gain: BigInt,
    pub slope: BigRational,
    pub exponent: u32,
    pub others: BigInt,
}

impl Product {
    /// That of a package while a lever moves; in the units of gains.
    pub(crate) fn of(view: &View, lever: Lever, package: &Package) -> Self {
        let problem = view.problem();
        let gains = view.gains(&problem.utilities(package));
        let exponents = &problem.exponents;
        let party = lever.party();
        let others = || problem.party_ids().filter(|other| *other != party);
        let power =
            |other: PartyId| num_traits::pow(BigInt::from(gains[other.index()]), exponents[other.index()] as usize);
        // What somebody else refuses is never better.
        let refused = others().any(|other| gains[other.index()] < 0);
        let others = if refused { BigInt::zero() } else { others().map(power).product() };
        let slope = lever.slope(problem, package);
        Product { gain: gains[party.index()].into(), slope, exponent: exponents[party.index()], others }
    }

    pub(super) fn gain_at(&self, t: &BigRational) -> BigRational {
        t * &self.slope + &self.gain
    }

    pub(super) fn at(&self, t: &BigRational) -> BigRational {
        let gain = self.gain_at(t);
        // Who loses refuses; no power may hide it.
        if gain.is_negative() {
            return gain * &self.others;
        }
        num_traits::pow(gain, self.exponent as usize) * &self.others
    }

    /// How fast the product rises in the end, while the lever is moved this way ever farther: what multiplies its highest
    /// power.
    pub(super) fn rate(&self, sign: &BigInt) -> BigRational {
        let slope = &self.slope * sign;
        if !slope.is_positive() {
            return BigRational::zero();
        }
        num_traits::pow(slope, self.exponent as usize) * &self.others
    }

    /// What this one's gain has to be multiplied with for the product to be compared with another's by gains alone: a root;
    /// none if it is no fraction. Both products have the same exponent, which is not 0; the others' part of the other is not 0.
    pub(super) fn root_against(&self, other: &Product) -> Option<BigRational> {
        let quotient = BigRational::new(self.others.clone(), other.others.clone());
        let root = |number: &BigInt| {
            let root = number.nth_root(self.exponent);
            (num_traits::pow(root.clone(), self.exponent as usize) == *number).then_some(root)
        };
        Some(BigRational::new(root(quotient.numer())?, root(quotient.denom())?))
    }
}
