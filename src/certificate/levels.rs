//! What is claimed where there are continuous issues: with prices, which are looked for here.
//!
//! A package names levels as fractions. That nothing is better is shown by weights of gains with prices of rules over levels
//! (`search/levels/prove.rs`); of the Nash package of three and more parties, which can be irrational, that no product exceeds a bound.

use super::{Certificate, Claim, HintClaim, ProofClaim, concept_id, place_of};
use crate::concept::{Measure, Value};
use crate::exact::Number;
use crate::problem::PartyId;
use crate::search::{
    Agreement, Answer, Budget, Multipliers, Reasons, Solution, Sought, Status, Stop, aim, best_for_each, reasons,
};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// Weights and prices of one proof, which is as many as checkers read.
const MOST_PRICES: usize = 64;
/// A bound that is claimed is larger than what is known by one part in ten to this.
const SPARE: u32 = 12;
/// Why something is not claimed.
const TOO_MANY: &str = "no few prices show it";

impl Certificate<'_> {
    /// Claims what concepts chose, or that there is no agreement, where there are levels.
    ///
    /// # Errors
    /// If a limit was met on the way.
    pub(super) fn solutions_with_levels(&mut self, answer: &Answer, budget: &Budget) -> Result<(), Stop> {
        let packages = answer.solutions.iter().flat_map(|solution| &solution.agreements);
        let whole = answer.solutions.iter().all(|solution| solution.coalition.is_none());
        match answer.status {
            Status::NoAgreement => return self.no_agreement_with_levels(budget),
            Status::Agreement if whole && self.view.least_gains().iter().all(Option::is_some) => {}
            _ => {
                packages.for_each(|point| drop(self.name(&point.package)));
                self.unchecked.push(match answer.status {
                    Status::Stopped(stop) => format!("that the packages are the best: {stop}"),
                    _ => "what coalitions choose beside continuous issues".into(),
                });
                return Ok(());
            }
        }
        let ideal = self.ideal_with_levels(budget)?;
        for solution in &answer.solutions {
            let proven = solution.proven && !solution.degenerate;
            let claim = match proven {
                true => self.solution_with_levels(solution, ideal.as_deref(), budget)?,
                false => Err("it is not proven, or not all can gain"),
            };
            match claim {
                Ok(claim) => self.claims.push(claim),
                Err(why) => {
                    solution.agreements.iter().for_each(|point| drop(self.name(&point.package)));
                    self.unchecked.push(format!("what is said of {}: {why}", solution.concept.name()));
                }
            }
        }
        Ok(())
    }

    /// Claims the most that each party gets from what all accept; these gains, if all of them are claimed.
    fn ideal_with_levels(&mut self, budget: &Budget) -> Result<Option<Vec<BigRational>>, Stop> {
        let (problem, floors) = (self.view.problem(), self.view.least_gains());
        let found = best_for_each(&self.view, &floors, &budget.left()?)?;
        let Some(best) = found.and_then(|found| found.best) else { return Ok(None) };
        let mut ideal = Vec::new();
        for (party, point) in problem.party_ids().zip(&best) {
            let most = point.gains[party.index()].value().clone();
            let measure = Measure::gain_of(party.index(), floors.len());
            let sought = Sought { measure: &measure, floors: &floors, first: Some(&most) };
            let Some(found) = reasons(&self.view, &sought, MOST_PRICES, &budget.left()?)? else {
                self.unchecked.push(format!("what {} gets at most: {TOO_MANY}", problem[party].name));
                continue;
            };
            let claim = Claim::Ideal {
                party: problem[party].id.clone(),
                most: point.utilities[party.index()].clone(),
                witness: self.name(&point.package),
                parties: None,
                proof: self.priced(found),
            };
            self.claims.push(claim);
            ideal.push(most);
        }
        Ok((ideal.len() == floors.len()).then_some(ideal))
    }

    /// What is claimed of one concept's choice, or why nothing is.
    fn solution_with_levels(
        &mut self,
        solution: &Solution,
        ideal: Option<&[BigRational]>,
        budget: &Budget,
    ) -> Result<Result<Claim, &'static str>, Stop> {
        let floors = self.view.least_gains();
        let known = crate::concept::ALL.iter().any(|concept| concept.id() == solution.concept.id());
        let ones = vec![BigRational::one(); floors.len()];
        let everybody = vec![true; floors.len()];
        if !known || ideal.is_none() && solution.concept.needs_ideal() {
            return Ok(Err("it is not among the concepts that a checker knows, or what it rests on is not claimed"));
        }
        let Some(aim) = aim(&self.view, solution.concept, &everybody, ideal.unwrap_or(&ones)) else {
            return Ok(Err("it is not among the concepts that a checker knows"));
        };
        let counts = match &aim.measure {
            Measure::Sum(units) => units.iter().any(|unit| !unit.is_zero()),
            Measure::Smallest { units, .. } => units.iter().any(Option::is_some),
            Measure::Product(_) => true,
        };
        if !counts {
            return Ok(Err("nobody can gain"));
        }
        let Some(point) = solution.agreements.first() else { return Ok(Err("there is no package")) };
        let gains: Vec<BigRational> = point.gains.iter().map(|gain| gain.value().clone()).collect();
        let key = aim.measure.key(&gains);
        let bound = solution.bound.as_ref();
        let (first, bound) = match (bound, &aim.measure) {
            (None, _) => (key.first().cloned().unwrap_or_else(BigRational::zero), None),
            (Some(Value { number, exact: true }), Measure::Product(_)) if aim.root.is_one() => {
                // A little above what is proven, so that sums can be rounded.
                let spare = BigRational::new(BigInt::one(), BigInt::from(10).pow(SPARE)) + BigInt::one();
                let bound = number.value() * spare;
                (bound.clone(), Some(Number::from(bound)))
            }
            _ => return Ok(Err("it is known to lie between bounds only")),
        };
        let sought = Sought { measure: &aim.measure, floors: &floors, first: Some(&first) };
        let Some(found) = reasons(&self.view, &sought, MOST_PRICES, &budget.left()?)? else {
            return Ok(Err(TOO_MANY));
        };
        let best: Vec<String> = self.named_once(&solution.agreements);
        let (concept, proof) = (concept_id(solution.concept), self.priced(found));
        Ok(Ok(match bound {
            Some(bound) => Claim::Bound { concept, bound, proof },
            None => Claim::Concept { concept, best, parties: None, degenerate: false, proof },
        }))
    }

    /// The names of packages, of those that are worth the same to everybody one.
    fn named_once(&mut self, agreements: &[Agreement]) -> Vec<String> {
        let mut seen: Vec<&[Number]> = Vec::new();
        let mut names = Vec::new();
        for point in agreements {
            if !seen.contains(&&*point.gains) {
                seen.push(&point.gains);
                names.push(self.name(&point.package));
            }
        }
        names
    }

    fn no_agreement_with_levels(&mut self, budget: &Budget) -> Result<(), Stop> {
        let any = Measure::gain_of(0, self.view.parties());
        let mut all = Reasons::default();
        let coalitions: Vec<Vec<bool>> = self.view.acceptance().deciding().collect();
        for members in coalitions {
            let floors = self.view.least_gains_of(&members);
            let sought = Sought { measure: &any, floors: &floors, first: None };
            let left = MOST_PRICES - all.prices.len();
            match reasons(&self.view, &sought, left, &budget.left()?)? {
                Some(found) => {
                    all.prices.extend(found.prices);
                    (all.cuts, all.order) = (found.cuts, found.order);
                }
                None => {
                    self.unchecked.push(format!("that there is no agreement: {TOO_MANY}"));
                    return Ok(());
                }
            }
        }
        let proof = self.priced(all);
        self.claims.push(Claim::NoAgreement { parties: None, at_least: None, proof });
        Ok(())
    }

    /// Reasons as a proof.
    fn priced(&self, reasons: Reasons) -> ProofClaim {
        let problem = self.view.problem();
        let order: Vec<String> = reasons.order.iter().map(|issue| problem[*issue].id.clone()).collect();
        let declared = order.iter().zip(problem.issues()).all(|(own, issue)| *own == issue.id);
        let cuts = problem.level_ids().zip(reasons.cuts).filter(|(_, cuts)| !cuts.is_empty());
        let id = |party: &PartyId| problem[*party].id.clone();
        let hint = |one: Multipliers| {
            let mut prices: Vec<(String, BigRational)> = Vec::new();
            for ((at, least), price) in one.rules {
                let rule = &problem[at];
                let mut name = place_of(&rule.path);
                if let (Some(_), Some((level, _))) = (&rule.premise, rule.levels.first()) {
                    name = format!("{name}.{}", problem[problem[*level].issue].id);
                }
                // What is to be had for the most that a rule leaves, or for the least.
                let price = if least { -price } else { price };
                match prices.iter_mut().find(|(own, _)| *own == name) {
                    Some((_, own)) => *own += price,
                    None => prices.push((name, price)),
                }
            }
            // The same proportions in whole numbers.
            let numbers = || one.gains.iter().chain(prices.iter().map(|(_, price)| price));
            let common = numbers().chain(one.ceilings.iter().map(|(_, weight)| weight)).fold(BigInt::one(), lcm);
            let whole = |number: &BigRational| Number::from(number * &common);
            HintClaim {
                weights: one.gains.iter().map(whole).collect(),
                ceilings: one.ceilings.iter().map(|(party, weight)| (id(party), whole(weight))).collect(),
                rules: prices.iter().map(|(name, price)| (name.clone(), whole(price))).collect(),
            }
        };
        ProofClaim {
            order: if declared { Vec::new() } else { order },
            cuts: cuts
                .map(|(level, cuts)| {
                    (problem[problem[level].issue].id.clone(), cuts.into_iter().map(Number::from).collect())
                })
                .collect(),
            prices: reasons.prices.into_iter().map(|stages| stages.into_iter().map(hint).collect()).collect(),
            ..ProofClaim::default()
        }
    }
}

fn lcm(common: BigInt, number: &BigRational) -> BigInt {
    num_integer::Integer::lcm(&common, number.denom())
}
