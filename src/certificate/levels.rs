//! What is claimed where there are continuous issues: with prices, which are looked for here.
//!
//! A package names levels as fractions. That nothing is better is shown by weights of gains with prices of rules over levels
//! (`search/levels/prove.rs`); of the Nash package of three and more parties, which can be irrational, that no product exceeds a bound.

use super::file::{Claim, HintClaim, ProofClaim, Terms, place_of};
use super::{Certificate, concept_id};
use crate::concept::{Measure, Value};
use crate::exact::Number;
use crate::model::Keyed;
use crate::problem::PartyId;
use crate::search::{
    Agreement, Answer, Budget, Multipliers, Reasons, Solution, Sought, Status, Stop, aim, best_for_each, reasons,
};
use itertools::Itertools;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::collections::HashMap;

/// Weights and prices of one proof, which is as many as checkers read.
const MOST_PRICES: usize = 64;
/// A bound that is claimed is larger than what is known by one part in ten to this.
const SPARE: u32 = 12;
/// Why something is not claimed.
const TOO_MANY: &str = "no few prices show it";

/// Who bargains.
struct Of<'o> {
    members: &'o [PartyId],
    all: usize,
}

impl Of<'_> {
    fn flags(&self) -> Vec<bool> {
        (0..self.all).map(|party| self.members.contains(&PartyId::at(party))).collect()
    }
}

/// What is claimed of a choice: that these are the best, or a bound.
struct Chosen {
    best: Vec<String>,
    bound: Option<Number>,
    proof: ProofClaim,
}

/// Where not all can gain: that no more can at once, and that the product over as many is the largest.
fn degenerate(
    powers: &[u32],
    gains: &[BigRational],
    key: impl Fn(&Measure) -> BigRational,
) -> Vec<(Measure, Option<BigRational>)> {
    let counted: Vec<usize> = (0..powers.len()).filter(|party| powers[*party] > 0).collect();
    let of = |own: &[usize]| {
        Measure::Product((0..powers.len()).map(|at| if own.contains(&at) { powers[at] } else { 0 }).collect())
    };
    let gaining: Vec<usize> = counted.iter().copied().filter(|party| gains[*party].is_positive()).collect();
    let value = key(&of(&gaining));
    let more = counted.iter().copied().combinations(gaining.len() + 1).map(|own| (of(&own), None));
    let same = counted.iter().copied().combinations(gaining.len()).filter(|own| !own.is_empty());
    more.chain(same.map(|own| (of(&own), Some(value.clone())))).take(MOST_PRICES + 1).collect()
}

impl Certificate<'_> {
    /// Claims what concepts chose, or that there is no agreement, where there are levels.
    ///
    /// # Errors
    /// If a limit was met on the way.
    pub(super) fn solutions_with_levels(&mut self, answer: &Answer, budget: &Budget) -> Result<(), Stop> {
        let floored = self.view.floors().iter().all(Option::is_some);
        let why = match answer.status {
            Status::NoAgreement => {
                let deciding: Vec<Vec<bool>> = self.view.acceptance().deciding().collect();
                return self.nothing_with_levels(&deciding, None, None, budget);
            }
            Status::Stopped(stop) => stop.to_string(),
            Status::Agreement if answer.by_rule || !floored => "the sets that decide by the rule choose them".into(),
            Status::Agreement => return self.chosen_with_levels(answer, budget),
        };
        let packages = answer.solutions.iter().flat_map(|solution| &solution.agreements);
        packages.for_each(|point| drop(self.name(&point.package)));
        self.unchecked.push(format!("that the packages are the best: {why}"));
        Ok(())
    }

    fn chosen_with_levels(&mut self, answer: &Answer, budget: &Budget) -> Result<(), Stop> {
        let everybody: Vec<PartyId> = self.view.problem().party_ids().collect();
        let coalitions: Vec<&Vec<PartyId>> =
            answer.solutions.iter().filter_map(|solution| solution.coalition.as_ref()).unique().collect();
        if let Some(size) = coalitions.first().map(|members| members.len()) {
            // The sets that agree are the largest, and of their size there are no others.
            if size < everybody.len() {
                let larger: Vec<Vec<bool>> = self.view.acceptance().coalitions(size + 1).collect();
                self.nothing_with_levels(&larger, None, Some(size + 1), budget)?;
            }
            let others: Vec<Vec<bool>> = self.view.acceptance().coalitions(size).collect();
            for members in others {
                let own = super::ids(&members);
                if !coalitions.contains(&&own) {
                    self.nothing_with_levels(&[members], Some(&own), None, budget)?;
                }
            }
        }
        let mut known: HashMap<Option<Vec<PartyId>>, Option<Vec<BigRational>>> = HashMap::new();
        for solution in &answer.solutions {
            let of = Of { members: solution.coalition.as_deref().unwrap_or(&everybody), all: everybody.len() };
            let parties = solution.coalition.as_deref().map(|members| self.parties(members));
            if !known.contains_key(&solution.coalition) {
                let ideal = self.ideal_with_levels(&of, parties.as_ref(), budget)?;
                known.insert(solution.coalition.clone(), ideal);
            }
            let ideal = known.get(&solution.coalition).and_then(Option::as_deref);
            let claim = match solution.proven {
                true => self.solution_with_levels(solution, &of, ideal, budget)?,
                false => Err("it is not proven"),
            };
            match claim {
                Ok(Chosen { bound: Some(bound), proof, .. }) => {
                    let concept = concept_id(solution.concept);
                    self.claims.push(Claim::Bound { concept, bound, parties, proof });
                }
                Ok(Chosen { best, proof, .. }) => {
                    let (concept, degenerate) = (concept_id(solution.concept), solution.degenerate);
                    self.claims.push(Claim::Concept {
                        concept,
                        best,
                        parties,
                        terms: Terms::default(),
                        degenerate,
                        proof,
                    });
                }
                Err(why) => {
                    solution.agreements.iter().for_each(|point| drop(self.name(&point.package)));
                    self.unchecked.push(format!("what is said of {}: {why}", solution.concept.name()));
                }
            }
        }
        Ok(())
    }

    /// Claims the most that each of these parties gets from what all of them accept; everybody's gains there, if all are claimed.
    fn ideal_with_levels(
        &mut self,
        of: &Of,
        parties: Option<&Vec<String>>,
        budget: &Budget,
    ) -> Result<Option<Vec<BigRational>>, Stop> {
        let (problem, floors) = (self.view.problem(), self.view.least_gains_of(&of.flags()));
        let found = best_for_each(&self.view, &floors, &budget.left()?)?;
        let Some(best) = found.and_then(|found| found.best) else { return Ok(None) };
        let (mut ideal, mut whole) = (Vec::new(), true);
        for (party, point) in problem.party_ids().zip(&best) {
            let most = point.gains[party.index()].value().clone();
            ideal.push(most.clone());
            if !of.members.contains(&party) {
                continue;
            }
            let measure = Measure::gain_of(party.index(), floors.len());
            let sought = Sought { measure: &measure, floors: &floors, first: Some(&most) };
            let Some(found) = reasons(&self.view, &sought, MOST_PRICES, &budget.left()?)? else {
                self.unchecked.push(format!("what {} gets at most: {TOO_MANY}", problem[party].name));
                whole = false;
                continue;
            };
            let claim = Claim::Ideal {
                party: problem[party].id.clone(),
                most: point.utilities[party.index()].clone(),
                witness: self.name(&point.package),
                parties: parties.cloned(),
                proof: self.priced(found),
            };
            self.claims.push(claim);
        }
        Ok(whole.then_some(ideal))
    }

    /// What is claimed of one concept's choice, or why nothing is.
    fn solution_with_levels(
        &mut self,
        solution: &Solution,
        of: &Of,
        ideal: Option<&[BigRational]>,
        budget: &Budget,
    ) -> Result<Result<Chosen, &'static str>, Stop> {
        let floors = self.view.least_gains_of(&of.flags());
        let known = crate::concept::ALL.iter().any(|concept| concept.id() == solution.concept.id());
        if !known || ideal.is_none() && solution.concept.needs_ideal() {
            return Ok(Err("it is not among the concepts that a checker knows, or what it rests on is not claimed"));
        }
        let ones = vec![BigRational::one(); floors.len()];
        let Some(aim) = aim(&self.view, solution.concept, &of.flags(), ideal.unwrap_or(&ones)) else {
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
        let bound = match (&solution.bound, &aim.measure) {
            (None, _) => None,
            (Some(Value { number, exact: true }), Measure::Product(_)) if aim.root.is_one() => {
                // A little above what is proven, so that sums can be rounded.
                let spare = BigRational::new(BigInt::one(), BigInt::from(10).pow(SPARE)) + BigInt::one();
                Some(number.value() * spare)
            }
            _ => return Ok(Err("it is known to lie between bounds only")),
        };
        let key = |measure: &Measure| measure.key(&gains).into_iter().next().unwrap_or_default();
        // What is looked for, and the first number of what is best.
        let asked: Vec<(Measure, Option<BigRational>)> = match (&aim.measure, &bound) {
            (measure, Some(bound)) => vec![(measure.clone(), Some(bound.clone()))],
            (Measure::Product(powers), None) if solution.degenerate => degenerate(powers, &gains, key),
            (measure, None) => vec![(measure.clone(), Some(key(measure)))],
        };
        let mut all = Reasons::default();
        for (measure, first) in &asked {
            let sought = Sought { measure, floors: &floors, first: first.as_ref() };
            let left = MOST_PRICES.saturating_sub(all.prices.iter().map(Vec::len).sum());
            match reasons(&self.view, &sought, left, &budget.left()?)? {
                Some(found) => all.join(found),
                None => return Ok(Err(TOO_MANY)),
            }
        }
        let best = self.named_once(&solution.agreements, of);
        Ok(Ok(Chosen { best, bound: bound.map(Number::from), proof: self.priced(all) }))
    }

    /// The names of packages, of those that are worth the same to all who bargain one.
    fn named_once(&mut self, agreements: &[Agreement], of: &Of) -> Vec<String> {
        let mut seen: Vec<Vec<&Number>> = Vec::new();
        let mut names = Vec::new();
        for point in agreements {
            let own = of.members.iter().map(|party| &point.gains[party.index()]).collect();
            if !seen.contains(&own) {
                seen.push(own);
                names.push(self.name(&point.package));
            }
        }
        names
    }

    /// Claims that nothing is accepted by any of these sets.
    fn nothing_with_levels(
        &mut self,
        sets: &[Vec<bool>],
        parties: Option<&[PartyId]>,
        at_least: Option<usize>,
        budget: &Budget,
    ) -> Result<(), Stop> {
        let mut all = Reasons::default();
        for members in sets {
            // Somebody's gain who has to accept: of others a proof may not weigh it, since they accept anything.
            let first = members.iter().position(|member| *member).unwrap_or(0);
            let any = Measure::gain_of(first, self.view.parties());
            let floors = self.view.least_gains_of(members);
            let sought = Sought { measure: &any, floors: &floors, first: None };
            let left = MOST_PRICES.saturating_sub(all.prices.len());
            match reasons(&self.view, &sought, left, &budget.left()?)? {
                Some(found) => all.join(found),
                None => {
                    self.unchecked.push(format!("what cannot be agreed: {TOO_MANY}"));
                    return Ok(());
                }
            }
        }
        let (parties, proof) = (parties.map(|members| self.parties(members)), self.priced(all));
        self.claims.push(Claim::NoAgreement { parties, at_least, floors: Keyed::default(), proof });
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
