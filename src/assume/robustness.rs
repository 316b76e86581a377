//! Whether what Nash chooses keeps a property while single numbers are moved, each by up to a share of itself.
//!
//! While one number moves, every package's product of gains (its root, if the party's weight is not that of the others) is
//! linear in the number, so that the largest product is convex. A package that is chosen at both ends of an interval is
//! chosen within it, with exactly the same ties. So the interval is cut where the products of the packages chosen at its
//! ends cross, until neighbours share their package: the way in which Eisner and Severance (1976) find all optima of a
//! parametric problem. A weight is an exponent, where crossings are no fractions: there intervals are halved, and what
//! is still open after some halvings is left undecided. So is what values under a ceiling do, with which products are not
//! convex, and what the values of a party do whose utility a rule adds up: with them, what is feasible moves.

use super::scope::{Excluded, lacking};
use super::tester::Tester;
use super::verdict::{Moved, Point, Refutation};
use crate::concept::Nash;
use crate::exact::Number;
use crate::explain::{Lever, Product};
use crate::problem::{Package, View};
use crate::search::{Status, Stop};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// So often an interval is cut.
const CUTS: u32 = 64;

/// A number that breaks the property when it is moved, if there is one.
pub(super) fn broken_by(
    tester: &Tester,
    view: &View,
    excluding: &[Excluded],
    share: &Number,
) -> Result<Option<Refutation>, Stop> {
    let problem = view.problem();
    let mut levers: Vec<(Lever, Moved, Number)> = Vec::new();
    for (party, declared) in problem.party_ids().zip(problem.parties()) {
        levers.push((Lever::Disagreement(party), Moved::Disagreement(party), view.disagreement(party)));
        levers.push((Lever::Weight(party), Moved::Weight(party), declared.weight.clone()));
        for issue in problem.issue_ids() {
            for option in problem.option_ids(issue) {
                let worth = problem.in_units(party, problem.worth(party.index(), issue.index(), option));
                let moved = Moved::Value { party, issue, option };
                levers.push((Lever::Value { party, issue, option }, moved, worth));
            }
        }
    }
    // Under a ceiling, products are not convex; where a rule adds up utilities, what is feasible moves with them.
    let mut open = None;
    for (lever, number, now) in levers.into_iter().filter(|(.., now)| !now.value().is_zero()) {
        let ruled = lever.moves_rules(problem);
        if ruled || matches!(lever, Lever::Value { party, .. } if problem.has_ceiling(party)) {
            open = Some(if ruled { Stop::MovingRules } else { Stop::TooLarge });
            continue;
        }
        let walk = Walk { tester, view, lever, excluding };
        let by = now.value().abs() * share.value();
        let ends = [now.value() - &by, now.value() + &by].map(|end| walk.parameter(&now, &end));
        if let Some((at, package)) = walk.between(&ends[0], &ends[1])? {
            let point = Point::Moved { number, to: walk.number(&now, &at), from: now };
            return Ok(Some(Refutation::of(point, package.into_iter().collect())));
        }
    }
    open.map_or(Ok(None), Err)
}

/// What is found at some value: where the property breaks, and the package that breaks it (none if there is no agreement).
type Broken = Option<(BigRational, Option<Package>)>;

/// A package that is chosen at some value; before it, what its product is made of: its utilities where nothing is moved, and
/// how the number enters. What agrees in these has the same product wherever the number is moved.
type Chosen = ((Vec<i64>, BigRational), Package);

/// One number on its way.
struct Walk<'w> {
    tester: &'w Tester<'w>,
    view: &'w View<'w>,
    lever: Lever<'w>,
    excluding: &'w [Excluded],
}

impl Walk<'_> {
    /// How far the lever must be moved for a number to have a value.
    fn parameter(&self, now: &Number, value: &BigRational) -> BigRational {
        match self.lever {
            Lever::Weight(_) => value.clone(),
            _ => (value - now.value()) * BigRational::from(self.view.gain_scale(self.lever.party())),
        }
    }

    /// The value of the number when the lever is moved so far.
    fn number(&self, now: &Number, t: &BigRational) -> Number {
        match self.lever {
            Lever::Weight(_) => t.clone().into(),
            _ => (now.value() + t / BigRational::from(self.view.gain_scale(self.lever.party()))).into(),
        }
    }

    /// Where the property breaks between two values, if it does.
    fn between(&self, low: &BigRational, high: &BigRational) -> Result<Broken, Stop> {
        let mut ends = Vec::new();
        for end in [low, high] {
            match self.look(end)? {
                Ok(chosen) => ends.push(chosen),
                Err(package) => return Ok(Some((end.clone(), package))),
            }
        }
        let mut open = vec![(low.clone(), ends[0].clone(), high.clone(), ends[1].clone())];
        let mut cuts = 0;
        while let Some((low, first, high, last)) = open.pop() {
            let shares =
                |some: &[Chosen], others: &[Chosen]| some.iter().any(|(line, _)| others.iter().any(|(l, _)| l == line));
            if shares(&first, &last) {
                continue;
            }
            cuts += 1;
            if cuts > CUTS {
                return Err(Stop::TooLarge);
            }
            let crossing = self.crossing(&first[0].1, &last[0].1).filter(|at| *at > low && *at < high);
            let exact = crossing.is_some();
            let at = crossing.unwrap_or_else(|| (&low + &high) / BigInt::from(2));
            let here = match self.look(&at)? {
                Ok(here) => here,
                Err(package) => return Ok(Some((at, package))),
            };
            // At an exact crossing both are chosen, or something better is.
            if exact && (shares(&here, &first) || shares(&here, &last)) {
                continue;
            }
            open.push((low, first, at.clone(), here.clone()));
            open.push((at, here, high, last));
        }
        Ok(None)
    }

    /// Where the products of two packages are equal, if that is a fraction.
    fn crossing(&self, one: &Package, other: &Package) -> Option<BigRational> {
        let (one, other) = (Product::of(self.view, self.lever, one), Product::of(self.view, self.lever, other));
        if matches!(self.lever, Lever::Weight(_)) || one.exponent != 1 {
            return None;
        }
        // (g₁ + s₁t)·o₁ = (g₂ + s₂t)·o₂
        let slope = &one.slope * &one.others - &other.slope * &other.others;
        let gap = other.gain * other.others - one.gain * one.others;
        (!slope.is_zero()).then(|| BigRational::from(gap) / slope)
    }

    /// What is chosen when the lever is moved so far. A package that lacks the property instead, or none if there is no
    /// agreement.
    fn look(&self, t: &BigRational) -> Result<Result<Vec<Chosen>, Option<Package>>, Stop> {
        let limits = self.tester.limits()?;
        let ask = |view: &View| {
            let answer = view.clone().search().concepts([&Nash as _]).limits(limits).without_ideal().run();
            match answer.status {
                Status::Stopped(stop) => return Err(stop),
                Status::NoAgreement => return Ok(Err(None)),
                Status::Agreement => {}
            }
            let mut chosen = Vec::new();
            for solution in &answer.solutions {
                if let Some((package, _)) = lacking(view, solution, self.excluding, &|| self.tester.limits())? {
                    return Ok(Err(Some(package)));
                }
                let packages = solution.agreements.iter().map(|point| point.package.clone());
                chosen.extend(packages.map(|package| {
                    let slope = self.lever.slope(self.view.problem(), &package);
                    ((self.view.problem().utilities(&package), slope), package)
                }));
            }
            Ok(Ok(chosen))
        };
        self.lever.moved(self.view, t, ask).unwrap_or(Err(Stop::TooLarge))
    }
}
