//! One package for all numbers: the largest product of worst gains, the largest expected product, the least regret.
//!
//! * **Max–min Nash**: the package whose product of gains is largest with every party's worst numbers. Only packages that
//!   are necessarily acceptable compete. Where no number enters the worth of two issues it is the Nash package of the
//!   problem with every entry at its worst, found by search; else packages are compared one by one.
//! * **Expected Nash**: the largest expectation of the product, over [scenarios](super::scenarios); a scenario in which
//!   somebody refuses counts 0. It may be 0, as the others may.
//! * **Minimax regret**: the least of the largest differences, over scenarios, between the largest product that the
//!   scenario allows and the package's own.
//!
//! In all three, weights are powers in their smallest whole proportions: weights of 2 and 2 are counted as 1 and 1. Which package has
//! the largest expectation, or the least regret, depends on it.
//!
//! And what is lost or gained by agreeing now: **before** it is known which scenario holds, on the package with the largest
//! product of expected gains, or **after**, in each scenario on its Nash package (Myerson 1981; Perles and Maschler 1981).
//!
//! All packages that are acceptable with some numbers compete for the last three. Their worth is calculated in floating
//! point, which only proposes: what comes within a billionth of the best is calculated again in fractions.

use super::robust::mean;
use super::rough::{self, Estimate, Rough};
use super::scenarios::Scenarios;
use super::sweep::{Drawn, Sweep};
use crate::concept::{Nash, total_power};
use crate::exact::Number;
use crate::problem::{Bounds, OptionId, OutOfRange, Package, PartyId, Problem, View, accepts};
use crate::search::{Control, Limits, Status, Structure, candidates, each_acceptable};
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// Steps of the walk over the packages that compete.
const STEPS: u64 = 1 << 22;
/// Packages that may compete.
const COMPETING: usize = 200_000;
/// Packages that are calculated again in fractions.
const RECALCULATED: usize = 256;
/// Means and regrets of products whose powers sum to more are not calculated: in floating point, which proposes, they end.
const MAX_POWERS_OF_MEANS: u32 = 32;

/// A package for all numbers.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The packages that are best, equally good.
    pub packages: Vec<Package>,
    /// What is best about them: a product of gains, or a difference of two.
    pub value: Number,
}

/// What to agree on while numbers are not known.
#[derive(Clone, Debug)]
pub struct Choices {
    /// The largest product with everybody's worst numbers; none if no package is necessarily acceptable, or if that could
    /// not be decided.
    pub max_min: Option<Choice>,
    /// Whether that is known: a limit may have been met, or a number may enter the worth of several issues, and packages be
    /// too many to be looked at one by one.
    pub max_min_known: bool,
    /// The largest expected product; none if nothing is agreed in any scenario.
    pub expected: Option<Choice>,
    /// The least largest regret; none likewise.
    pub regret: Option<Choice>,
    /// Whether what is missing of these two is known not to be there: else there were too many packages that are about
    /// equally good, or weights that are too finely divided, or a limit was met.
    pub known: bool,
    /// How many scenarios there are.
    pub scenarios: usize,
    /// Whether these are all combinations that can occur, with their probabilities; else draws.
    pub all_scenarios: bool,
    /// Whether all packages competed for what depends on scenarios; else only the Nash packages of the scenarios.
    pub all_packages: bool,
    /// Agreeing before the scenario is known: the package, and by party its expected gain.
    pub before: Option<(Package, Vec<Number>)>,
    /// Agreeing after: by party its expected gain.
    pub after: Vec<Number>,
}

impl Sweep {
    /// Tells what to agree on while numbers are not known, with so many scenarios where they cannot be listed.
    ///
    /// # Errors
    /// [`OutOfRange`] if the ranges are too finely divided, or too wide, for sums to be exact.
    pub fn choices(&self, scenarios: u64, limits: &Limits) -> Result<Choices, OutOfRange> {
        self.view().without_levels()?;
        self.view().without_moving_consents()?;
        let scenarios = Scenarios::new(self, scenarios);
        let bounds = Bounds::new(self.problem());
        let outcomes: Vec<Drawn> = self.solve_all(scenarios.draws.iter().map(|(draw, _)| draw.clone()).collect());
        let weights: Vec<BigRational> = scenarios.draws.iter().map(|(_, weight)| weight.clone()).collect();
        let best = &bounds.ends()?[1];
        let (max_min, max_min_known) = self.max_min(&bounds, limits)?;
        let mut found = Choices {
            max_min,
            max_min_known,
            expected: None,
            regret: None,
            known: true,
            scenarios: scenarios.draws.len(),
            all_scenarios: scenarios.all,
            all_packages: true,
            before: None,
            after: Vec::new(),
        };
        let mut competing = self.competing(best, limits);
        if competing.is_none() {
            found.all_packages = false;
            let mut agreed: Vec<Package> = outcomes.iter().flat_map(|outcome| outcome.agreed.clone()).collect();
            agreed.sort();
            agreed.dedup();
            competing = Some(agreed);
        }
        let race = Race::new(self, &outcomes, weights);
        found.after = race.after(self);
        let competing = competing.unwrap_or_default();
        found.known = total_power(&self.problem().exponents, MAX_POWERS_OF_MEANS).is_some();
        if !found.known || competing.is_empty() {
            return Ok(found);
        }
        let rough = Rough::new(self, &outcomes, &race.weights, &race.most);
        let control = Control::new(limits);
        let estimate =
            |package: &Package| control.examined(scenarios.draws.len() as u64).map(|()| rough.estimate(package));
        let Ok(estimates) = competing.iter().map(estimate).collect::<Result<Vec<Estimate>, _>>() else {
            found.known = false;
            return Ok(found);
        };
        let exact = |by: fn(&Estimate) -> rough::Bounds, of: &dyn Fn(&[Vec<BigRational>]) -> Option<BigRational>| {
            race.decide(self, &competing, &estimates.iter().map(by).collect::<Vec<_>>(), of, &control)
        };
        // Where the largest product is 0, what nobody could agree on in any scenario is as good; it is none to choose.
        let among = |gains: &[Vec<BigRational>], value: BigRational| race.is_agreed(gains).then_some(value);
        let expected = exact(|rough| rough.expected, &|gains| among(gains, race.expected(gains)));
        let regret = exact(|rough| rough.regret, &|gains| among(gains, -race.regret(gains)));
        found.known = expected.is_some() && regret.is_some();
        found.expected = expected.flatten();
        found.regret = (regret.flatten())
            .map(|choice| Choice { value: Number::from(-choice.value.value()), packages: choice.packages });
        let before = exact(|rough| rough.of_means, &|gains| race.of_means(gains));
        found.before = before.flatten().and_then(|choice| choice.packages.into_iter().next()).map(|package| {
            let gains = race.gains(self, &package);
            let means = gains.iter().map(|row| Number::from(mean(row, &race.weights))).collect();
            (package, means)
        });
        Ok(found)
    }

    /// The Nash package of the problem with every entry at its worst.
    fn max_min(&self, bounds: &Bounds, limits: &Limits) -> Result<(Option<Choice>, bool), OutOfRange> {
        if !bounds.separate {
            return self.max_min_of_each(bounds, limits);
        }
        let worst = &bounds.ends()?[0];
        let view = self.view().of(worst).with_declared_disagreement();
        let answer = view.search().concepts([&Nash as _]).without_ideal().without_counts().limits(limits.clone()).run();
        let choice = match answer.status {
            Status::Agreement => answer.solutions.into_iter().find(|solution| solution.coalition.is_none()),
            Status::NoAgreement => None,
            Status::Stopped(_) => return Ok((None, false)),
        };
        let choice = choice.and_then(|solution| {
            let gains: Vec<BigRational> =
                solution.agreements.first()?.gains.iter().map(|gain| gain.value().clone()).collect();
            let packages = solution.agreements.into_iter().map(|point| point.package).collect();
            // Counted as the expected product and the regret are, which are not known where powers are too large.
            let value = match total_power(&self.problem().exponents, MAX_POWERS_OF_MEANS) {
                Some(_) => Number::from(powers(&gains, &self.problem().exponents)),
                None => solution.value?.number,
            };
            Some(Choice { packages, value })
        });
        Ok((choice, true))
    }

    /// The largest product of worst gains, package by package: where numbers enter the worth of several issues.
    fn max_min_of_each(&self, bounds: &Bounds, limits: &Limits) -> Result<(Option<Choice>, bool), OutOfRange> {
        let exponents = &self.problem().exponents;
        let everybody = vec![true; self.view().parties()];
        let view = self.view().clone().with_consent_of(&everybody);
        let Some(found) = candidates(&view, bounds, limits)? else { return Ok((None, false)) };
        if total_power(exponents, MAX_POWERS_OF_MEANS).is_none() {
            return Ok((None, false));
        }
        let mut best: Option<(BigRational, Vec<Package>)> = None;
        for package in found.sure.into_iter().chain(found.open) {
            let judged = bounds.judge(&view, &package);
            match judged.necessarily {
                Some(false) => continue,
                Some(true) if judged.gains.iter().all(|gain| gain.reached) => {}
                _ => return Ok((None, false)),
            }
            let least: Vec<BigRational> = judged.gains.iter().map(|gain| gain.least.clone()).collect();
            let product = powers(&least, exponents);
            match &mut best {
                Some((most, _)) if product < *most => {}
                Some((most, packages)) if product == *most => packages.push(package),
                _ => best = Some((product, vec![package])),
            }
        }
        let Some((product, packages)) = best else { return Ok((None, true)) };
        // Of packages with a product of 0, or of parties without weight, another rule decides which is better.
        if !product.is_positive() || exponents.contains(&0) {
            return Ok((None, false));
        }
        Ok((Some(Choice { packages, value: product.into() }), true))
    }

    /// All packages that are acceptable with every entry at its best; none if there are too many.
    fn competing(&self, best: &Problem, limits: &Limits) -> Option<Vec<Package>> {
        let everybody = vec![true; self.view().parties()];
        let view = self.view().of(best).with_declared_disagreement().with_consent_of(&everybody);
        let control = Control::new(limits);
        let Some(structure) = Structure::build(&view, &control).ok()? else { return Some(Vec::new()) };
        let mut packages = Vec::new();
        let mut visit = |options: &[OptionId], _: &[i64]| {
            if packages.len() <= COMPETING {
                packages.push(Package::new(options));
            }
        };
        let whole = each_acceptable(&view, &structure, STEPS, &control, &mut visit).ok()?;
        (whole && packages.len() <= COMPETING).then_some(packages)
    }
}

/// Packages against each other over scenarios.
struct Race {
    weights: Vec<BigRational>,
    /// By scenario: the largest product.
    most: Vec<BigRational>,
    outcomes: Vec<Drawn>,
    exponents: Vec<u32>,
}

impl Race {
    fn new(sweep: &Sweep, outcomes: &[Drawn], weights: Vec<BigRational>) -> Self {
        let exponents = sweep.problem().exponents.clone();
        let mut race = Race { weights, most: Vec::new(), outcomes: outcomes.to_vec(), exponents };
        let mut at = 0;
        let mut most = vec![BigRational::zero(); outcomes.len()];
        sweep.again(outcomes, |outcome, view| {
            while race.outcomes[at].at != outcome.at {
                at += 1;
            }
            if !outcome.agreed.is_empty() {
                most[at] = race.product(gains(view, &outcome.utilities).iter());
            }
        });
        race.most = most;
        race
    }

    /// The product of gains to their weights; 0 if somebody refuses.
    fn product<'g>(&self, gains: impl Iterator<Item = &'g BigRational>) -> BigRational {
        let power = |(gain, exponent): (&BigRational, &u32)| {
            if accepts(gain) { num_traits::pow(gain.clone(), *exponent as usize) } else { BigRational::zero() }
        };
        let mut product = BigRational::one();
        for (gain, exponent) in gains.zip(&self.exponents) {
            if gain.is_negative() {
                return BigRational::zero();
            }
            product *= power((gain, exponent));
        }
        product
    }

    /// By party and scenario, the gains from a package.
    fn gains(&self, sweep: &Sweep, package: &Package) -> Vec<Vec<BigRational>> {
        let mut rows = vec![Vec::new(); self.exponents.len()];
        sweep.again(&self.outcomes, |_, view| {
            let utilities = view.problem().utilities(package);
            rows.iter_mut().zip(gains(view, &utilities)).for_each(|(row, gain)| row.push(gain));
        });
        rows
    }

    fn products(&self, gains: &[Vec<BigRational>]) -> Vec<BigRational> {
        let scenario = |at: usize| self.product(gains.iter().map(|row| &row[at]));
        (0..self.weights.len()).map(scenario).collect()
    }

    fn expected(&self, gains: &[Vec<BigRational>]) -> BigRational {
        mean(&self.products(gains), &self.weights)
    }

    fn regret(&self, gains: &[Vec<BigRational>]) -> BigRational {
        let regrets = self.products(gains).into_iter().zip(&self.most).map(|(own, most)| most - own);
        regrets.max().unwrap_or_default()
    }

    /// Whether there is a scenario in which everybody accepts.
    fn is_agreed(&self, gains: &[Vec<BigRational>]) -> bool {
        (0..self.weights.len()).any(|at| gains.iter().all(|row| accepts(&row[at])))
    }

    /// The product of expected gains; none if somebody expects a loss.
    fn of_means(&self, gains: &[Vec<BigRational>]) -> Option<BigRational> {
        let means: Vec<BigRational> = gains.iter().map(|row| mean(row, &self.weights)).collect();
        means.iter().all(accepts).then(|| self.product(means.iter()))
    }

    /// By party, its expected gain if each scenario is agreed on by itself.
    fn after(&self, sweep: &Sweep) -> Vec<Number> {
        let mut rows = vec![Vec::new(); self.exponents.len()];
        sweep.again(&self.outcomes, |outcome, view| {
            let own = gains(view, &outcome.utilities);
            rows.iter_mut().zip(own).for_each(|(row, gain)| row.push(gain));
        });
        rows.iter().map(|row| Number::from(mean(row, &self.weights))).collect()
    }

    /// The best packages by an exact criterion, among those that may be best; none within if there is none, none outside
    /// if they are too many to be calculated exactly, or a limit was met.
    fn decide(
        &self,
        sweep: &Sweep,
        packages: &[Package],
        rough: &[rough::Bounds],
        of: &dyn Fn(&[Vec<BigRational>]) -> Option<BigRational>,
        control: &Control,
    ) -> Option<Option<Choice>> {
        let kept = rough::not_below(rough);
        if kept.len() > RECALCULATED {
            return None;
        }
        let mut values: Vec<(BigRational, usize)> = Vec::new();
        for at in kept {
            control.check().ok()?;
            values.extend(of(&self.gains(sweep, &packages[at])).map(|value| (value, at)));
        }
        let Some(most) = values.iter().map(|(value, _)| value).max().cloned() else { return Some(None) };
        let chosen = values.iter().filter(|(value, _)| *value == most).map(|(_, at)| packages[*at].clone());
        Some(Some(Choice { packages: chosen.collect(), value: most.into() }))
    }
}

/// The product of gains to these powers.
fn powers(gains: &[BigRational], exponents: &[u32]) -> BigRational {
    let power = |(gain, exponent): (&BigRational, &u32)| num_traits::pow(gain.clone(), *exponent as usize);
    gains.iter().zip(exponents).map(power).product()
}

/// Gains in the author's units.
fn gains(view: &View, utilities: &[i64]) -> Vec<BigRational> {
    let gain = |party: PartyId| view.gain_in_units(party, view.gain(party, utilities[party.index()])).value().clone();
    view.problem().party_ids().map(gain).collect()
}
