//! What is claimed of lotteries: that no mixture of packages is better, by weights with which none can be.

use super::Certificate;
use super::file::{Claim, MixtureClaim};
use crate::exact::Number;
use crate::lottery::{self, Lottery, LotteryAnswer};
use crate::problem::{View, exponents};
use crate::search::{Budget, Engine, Limits, Stop};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed};

/// Weights of a lottery may have so many bits, which is as many as checkers keep.
const WEIGHT_BITS: u64 = 60;
/// What the powers of a lottery's product may sum to.
const MOST_POWERS: u32 = 100;
/// Digits of the share by which another lottery could be better.
const DIGITS: u32 = 12;

impl Certificate<'_> {
    /// Claims of lotteries with the largest product of gains that no other has a larger one, or one that is larger by a small
    /// share at most; of those that are as even as can be, by gains or by shares of ideal gains, that no other is. All else that is
    /// said of lotteries is left open.
    ///
    /// # Errors
    /// If a limit was met on the way.
    pub fn lotteries(&mut self, answer: &LotteryAnswer, limits: &Limits) -> Result<(), Stop> {
        if self.beside_levels("what is said of lotteries, beside continuous issues") {
            return Ok(());
        }
        let budget = Budget::new(limits);
        self.settle(Engine::Automatic, &budget)?;
        for lottery in &answer.lotteries {
            let claim = match lottery.concept {
                _ if self.usual.rule.is_some() => None,
                lottery::Concept::Nash => self.lottery(lottery),
                _ => self.even_lottery(lottery, &budget)?,
            };
            match claim {
                Some(claim) => self.claims.push(claim),
                None => self.unchecked.push(format!("what is said of {}", lottery.concept.id())),
            }
        }
        Ok(())
    }

    fn lottery(&mut self, lottery: &Lottery) -> Option<Claim> {
        let problem = self.view.problem();
        let support = lottery.proof.as_ref().filter(|_| !lottery.degenerate && problem.ceilings().is_empty())?;
        let powers = exponents(problem.parties()).filter(|powers| powers.iter().sum::<u32>() <= MOST_POWERS)?;
        if support.weights.iter().any(|weight| weight.bits() > WEIGHT_BITS) {
            return None;
        }
        // No mixture has a larger product than Mᴱ · Π eᵉ / (Eᴱ · Π λᵉ): by how much that is above this one's.
        let all: u32 = powers.iter().sum();
        let (mut above, mut own) = (support.most.value().pow(all as i32), power(all, all));
        for (party, exponent) in problem.party_ids().zip(&powers).filter(|(_, exponent)| **exponent > 0) {
            let scale = BigRational::from(self.view.gain_scale(party));
            let gain = lottery.gains[party.index()].value() * scale;
            let weight = BigRational::from(support.weights[party.index()].clone());
            above *= power(*exponent, *exponent);
            own *= (weight * gain).pow(*exponent as i32);
        }
        if !own.is_positive() {
            return None;
        }
        let share = above / own - BigRational::one();
        let fine = BigRational::from(BigInt::from(10).pow(DIGITS));
        let within = share.is_positive().then(|| Number::from((share * &fine).ceil() / &fine));
        let scales = problem.party_ids().zip(&support.weights);
        let weights =
            scales.map(|(party, weight)| BigRational::from(weight * self.view.gain_scale(party)).into()).collect();
        let odds = lottery.parts.iter().map(|part| (self.name(&part.package), part.probability.to_string())).collect();
        Some(Claim::Lottery { concept: lottery.concept.id(), odds, weights, within, proof: self.usual.clone() })
    }

    fn even_lottery(&mut self, lottery: &Lottery, budget: &Budget) -> Result<Option<Claim>, Stop> {
        if !lottery.exact || !self.view.problem().ceilings().is_empty() {
            return Ok(None);
        }
        let Some(found) = self.view.evenness(lottery.concept, &budget.left()?)? else { return Ok(None) };
        let all = found.ideal.iter().map(|(_, weights)| weights).chain(&found.stages);
        if all.flatten().any(|weight| weight.bits() > WEIGHT_BITS) {
            return Ok(None);
        }
        let in_units = |weights: &[BigInt], view: &View| -> Vec<Number> {
            let scaled = view.problem().party_ids().zip(weights);
            scaled.map(|(party, weight)| BigRational::from(weight * view.gain_scale(party)).into()).collect()
        };
        let weights = found.stages.iter().map(|stage| in_units(stage, &self.view)).collect();
        let mut ideal = Vec::new();
        for (parts, weights) in &found.ideal {
            let odds = parts.iter().map(|(package, share)| (self.name(package), share.to_string())).collect();
            ideal.push(MixtureClaim { odds, weights: in_units(weights, &self.view) });
        }
        let odds = lottery.parts.iter().map(|part| (self.name(&part.package), part.probability.to_string())).collect();
        let proof = self.usual.clone();
        Ok(Some(Claim::EvenLottery { concept: lottery.concept.id(), odds, weights, ideal, proof }))
    }
}

/// A power of a whole number.
fn power(base: u32, exponent: u32) -> BigRational {
    BigRational::from(BigInt::from(base).pow(exponent))
}
