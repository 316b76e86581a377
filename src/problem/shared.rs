//! A rule of acceptance that asks for a belief that all could share.
//!
//! A party's gain from a package is linear in what is believed, so that a belief with which enough parties accept exists or does
//! not by what each would gain in each state, and in none of them: those sums are consents of a rule, and a linear programme
//! over the states tells ([`crate::lp`]). They say nothing of what a party believes itself, and are added up from the problem in
//! which each state is certain.

use super::{Consents, Constraint, ConstraintKind, Deviations, MAX_UTILITY, OutOfRange, PartyId, Problem};
use crate::lp;
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};

impl Consents {
    /// Whether a belief exists with which all parties have 0 or more, of what each has in each state and in none.
    pub(crate) fn could_share(&self, surplus: &[i64]) -> bool {
        let rows = || surplus.chunks(self.states());
        if rows().any(|row| row.iter().all(|gain| *gain < 0)) {
            return false;
        }
        if self.share_for_certain(surplus) {
            return true;
        }
        if self.states() == 2 {
            return meet(rows());
        }
        let exact = |row: &[i64]| row.iter().map(|gain| BigRational::from(BigInt::from(*gain))).collect();
        let exact: Vec<Vec<BigRational>> = rows().map(exact).collect();
        lp::maximise(&exact, &vec![BigRational::zero(); self.states()]).is_ok()
    }

    /// Whether that may be so, as far as it is told quickly: false only if it is not.
    pub(crate) fn may_share(&self, surplus: &[i64]) -> bool {
        match self.states() {
            2 => self.could_share(surplus),
            states => !surplus.chunks(states).any(|row| row.iter().all(|gain| *gain < 0)),
        }
    }

    /// Whether it is so with one state for certain, or with none of them: true only if it is.
    pub(crate) fn share_for_certain(&self, surplus: &[i64]) -> bool {
        (0..self.states()).any(|state| surplus.chunks(self.states()).all(|row| row[state] >= 0))
    }

    /// How many states there are, with none of them.
    fn states(&self) -> usize {
        self.of.len() / self.rule.veto.len().max(1)
    }
}

/// With one state: whether the probabilities with which each accepts have one in common.
fn meet<'r>(rows: impl Iterator<Item = &'r [i64]>) -> bool {
    // As fractions: the least and the largest, with denominators above 0.
    let (mut low, mut high) = ((0i128, 1i128), (1i128, 1i128));
    for row in rows {
        let (happens, not) = (i128::from(row[0]), i128::from(row[1]));
        match (happens >= 0, not >= 0) {
            (true, true) => {}
            (false, false) => return false,
            // From -not / (happens - not) on.
            (true, false) => low = std::cmp::max_by(low, (-not, happens - not), compare),
            (false, true) => high = std::cmp::min_by(high, (not, not - happens), compare),
        }
    }
    compare(&low, &high).is_le()
}

/// Compares two fractions whose parts come from differences of scaled utilities.
fn compare(one: &(i128, i128), other: &(i128, i128)) -> std::cmp::Ordering {
    (one.0 * other.1).cmp(&(other.0 * one.1))
}

impl Problem {
    /// Whether packages must rest on a belief that all could share.
    pub(crate) fn asks_for_a_shared_belief(&self) -> bool {
        self.constraints.iter().any(Constraint::asks_for_a_shared_belief)
    }

    /// Whether what parties have in states, or without an agreement, moves with uncertain numbers.
    pub(super) fn moves_a_shared_belief(&self) -> bool {
        self.asks_for_a_shared_belief() && !self.uncertain.is_empty()
    }

    /// Adds up anew what parties have in each state, where numbers deviate so from those of a problem with the same parties.
    ///
    /// # Errors
    /// [`OutOfRange`] if sums could overflow.
    pub(crate) fn add_up_states(&mut self, base: &Problem, deviations: &Deviations) -> Result<(), OutOfRange> {
        if !self.asks_for_a_shared_belief() {
            return Ok(());
        }
        let bare = Problem { constraints: Vec::new(), ..base.clone() };
        let corners: Vec<Problem> = base
            .state_ids()
            .map(Some)
            .chain([None])
            .map(|state| {
                let certain = |happens| if happens { BigRational::one() } else { BigRational::zero() };
                let lever =
                    |lever: &super::Lever| certain(Some(lever.state) == state) - deviations.evaluate(&lever.belief);
                let moved = Deviations { levers: base.levers.iter().map(lever).collect(), ..deviations.clone() };
                bare.changed(base.dependences.iter().map(|one| (one.cell, moved.change(&one.terms))).collect())
            })
            .collect::<Result<_, _>>()?;
        let mut constraints = std::mem::take(&mut self.constraints);
        let mut added = Ok(());
        for constraint in &mut constraints {
            let ConstraintKind::Consents(consents) = &mut constraint.kind else { continue };
            if consents.share_a_belief {
                added = added.and(consents.in_states(&corners));
            }
        }
        self.constraints = constraints;
        added
    }
}

impl Consents {
    /// With what parties have in these problems, in each of which it is known what happens.
    fn in_states(&mut self, corners: &[Problem]) -> Result<(), OutOfRange> {
        for (party, own) in self.of.chunks_mut(corners.len()).enumerate() {
            let party = PartyId::at(party);
            let large = || OutOfRange::large(format!("what `{}` has in the states", corners[0][party].id));
            for (one, corner) in own.iter_mut().zip(corners) {
                let scale = BigRational::from(corner[party].scale.clone());
                one.least = BigRational::from(BigInt::from(corner[party].disagreement)) / scale;
                one.sum = one.added_up(corner).ok_or_else(large)?;
            }
            // Who has less under its ceiling than without a deal accepts with no belief.
            let never = corners[0].declared_ceiling(party).is_some_and(|at| *at.value() < own[0].least);
            // Only in one scale can they be weighed with probabilities.
            let scale = own.iter().fold(BigInt::one(), |scale, one| scale.lcm(&one.sum.scale));
            for one in own {
                let times = (&scale / &one.sum.scale).to_i64().ok_or_else(large)?;
                one.sum = one.sum.times(times).ok_or_else(large)?;
                if never {
                    one.sum.floor = MAX_UTILITY;
                }
            }
        }
        Ok(())
    }
}
