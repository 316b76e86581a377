//! A proof in one sentence that there is no agreement, or that mixing packages would make one.
//!
//! Weights λ ≥ 0 with λ·u(x) < λ·d for every feasible package x show that no package is acceptable to all: "counting A
//! three times and B twice, the best that any package reaches is 1870; together they would need 1905". They show more:
//! no lottery over packages, and no taking of turns, is acceptable either. By Farkas' lemma such weights exist exactly
//! if that is so.
//!
//! Column generation ([`crate::search::weights`]) finds the weights with which the best package falls short most, counting
//! gains in shares of ranges. Floating point only proposes: the weights that are reported are integers, and their
//! inequality has been checked exactly over all packages.

use crate::problem::{PartyId, View};
use crate::search::Structure;
use crate::search::weights::{Columns, Guide};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::Signed;

/// What the weights show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No package, and no mixture of packages, is acceptable to all.
    NoMixture,
    /// No single package is acceptable to all, but some mixture of packages comes to within the rounding of the
    /// weights of being so.
    MixtureMayHelp,
}

/// Weights of the parties' gains, as integers, and the most that any package reaches with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// What they show.
    pub verdict: Verdict,
    /// By party, the weight of its gain; in units of [`View::gain_scale`].
    pub weights: Vec<BigInt>,
    /// The largest weighted sum of gains over all feasible packages: negative for [`Verdict::NoMixture`].
    pub most: BigInt,
}

impl Balance {
    /// Looks for weights; none if the question is not settled, or if utilities have ceilings, for which the best package
    /// is more than a sum along diagrams.
    pub(crate) fn find(view: &View, structure: &Structure) -> Option<Balance> {
        let problem = view.problem();
        if !problem.ceilings().is_empty() {
            return None;
        }
        let ranges: Vec<f64> =
            problem.party_ids().map(|party| structure.range(problem, party.index()) as f64).collect();
        let evenly = Guide::Smallest(vec![1.0; ranges.len()], vec![0.0; ranges.len()]);
        let best = |weights: &[f64]| structure.best(view, weights);
        let found = Columns::new(view, &best, ranges).find(&evenly);
        let (_, most) = structure.best_exactly(view, &found.weights);
        if most.is_negative() {
            let (weights, most) = simplest(view, structure, &found.weights).unwrap_or((found.weights, most));
            return Some(Balance { verdict: Verdict::NoMixture, weights, most });
        }
        // The best weights for all packages found are the best for all packages, and they do not separate.
        found.settled.then_some(Balance { verdict: Verdict::MixtureMayHelp, weights: found.weights, most })
    }
}

/// Weights that show the same and are easier to say: once each in the author's units, else small whole numbers near
/// the proportions of these. Checked like all others.
fn simplest(view: &View, structure: &Structure, weights: &[BigInt]) -> Option<(Vec<BigInt>, BigInt)> {
    let scales: Vec<BigInt> = (0..weights.len()).map(|party| view.gain_scale(PartyId::at(party))).collect();
    let multiple = scales.iter().fold(BigInt::from(1), |multiple, scale| multiple.lcm(scale));
    // In the author's units.
    let exact: Vec<BigInt> = weights.iter().zip(&scales).map(|(weight, scale)| weight * scale).collect();
    let largest = exact.iter().max().filter(|largest| largest.is_positive())?;
    let parts = |parts: u32| exact.iter().map(move |weight| (weight * parts * 2 + largest) / (largest * 2)).collect();
    let once = vec![BigInt::from(1); weights.len()];
    let candidates = std::iter::once(once).chain([1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 50, 100, 1000].map(parts));
    for candidate in candidates {
        let scaled: Vec<BigInt> =
            candidate.iter().zip(&scales).map(|(weight, scale)| weight * &multiple / scale).collect();
        let (_, most) = structure.best_exactly(view, &scaled);
        if most.is_negative() {
            let divisor = scaled.iter().fold(most.clone(), |divisor, weight| divisor.gcd(weight));
            return Some((scaled.into_iter().map(|weight| weight / &divisor).collect(), most / &divisor));
        }
    }
    None
}
