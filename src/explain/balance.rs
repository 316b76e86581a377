//! A proof in one sentence that there is no agreement, or that mixing packages would make one.
//!
//! Weights λ ≥ 0 with λ·u(x) < λ·d for every feasible package x show that no package is acceptable to all: "counting A
//! three times and B twice, the best that any package reaches is 1870; together they would need 1905". They show more:
//! no lottery over packages, and no taking of turns, is acceptable either. By Farkas' lemma such weights exist exactly
//! if that is so.
//!
//! Found by column generation. A linear programme (good_lp) finds the weights that separate best over the packages
//! found so far; rounded to integers, they ask the diagrams for the package that is best for them, in exact integers;
//! that package joins the programme. Floating point only proposes: the weights that are reported are integers, and
//! their inequality has been checked exactly over all packages.

use crate::problem::View;
use crate::search::Structure;
use good_lp::{Expression, ProblemVariables, Solution, SolverModel, microlp, variable};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

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

/// Weights are rounded to this many parts.
const PARTS: f64 = (1u64 << 20) as f64;
/// Rounds of column generation.
const ROUNDS: usize = 200;

impl Balance {
    /// Looks for weights; none if the programme does not settle the question, or if utilities have ceilings, for which the
    /// best package is more than a sum along diagrams.
    pub(crate) fn find(view: &View, structure: &Structure) -> Option<Balance> {
        if !view.problem().ceilings().is_empty() {
            return None;
        }
        let parties = view.parties();
        // Gains in shares of each party's range, so that the programme's numbers are near 1.
        let ranges: Vec<i64> = (0..parties).map(|party| structure.range(view.problem(), party)).collect();
        let mut columns: Vec<Vec<f64>> = Vec::new();
        let mut shares = vec![1.0 / parties as f64; parties];
        for _ in 0..ROUNDS {
            let weights = rounded(&shares, &ranges);
            let (gains, most) = structure.best_exactly(view, &weights);
            if most.is_negative() {
                let (weights, most) = simplest(view, structure, &weights).unwrap_or((weights, most));
                return Some(Balance { verdict: Verdict::NoMixture, weights, most });
            }
            let column: Vec<f64> =
                gains.iter().zip(&ranges).map(|(gain, range)| *gain as f64 / *range as f64).collect();
            if columns.contains(&column) {
                // The best weights for all packages found are the best for all packages, and they do not separate.
                return Some(Balance { verdict: Verdict::MixtureMayHelp, weights, most });
            }
            columns.push(column);
            shares = separating(&columns, parties)?;
        }
        None
    }
}

/// Weights that show the same and are easier to say: once each in the author's units, else small whole numbers near
/// the proportions of these. Checked like all others.
fn simplest(view: &View, structure: &Structure, weights: &[BigInt]) -> Option<(Vec<BigInt>, BigInt)> {
    let scales: Vec<BigInt> = (0..weights.len()).map(|party| view.gain_scale(party)).collect();
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

/// The weights, summing to 1, for which the best of these gains is as small as possible.
fn separating(columns: &[Vec<f64>], parties: usize) -> Option<Vec<f64>> {
    let mut variables = ProblemVariables::new();
    let weights = variables.add_vector(variable().min(0.0).max(1.0), parties);
    let best = variables.add(variable());
    let mut model = variables.minimise(best).using(microlp);
    model.add_constraint(weights.iter().sum::<Expression>().eq(1.0));
    for column in columns {
        let reached: Expression = weights.iter().zip(column).map(|(weight, gain)| *weight * *gain).sum();
        model.add_constraint((reached - best).leq(0.0));
    }
    let solution = model.solve().ok()?;
    Some(weights.iter().map(|weight| solution.value(*weight)).collect())
}

/// Integer weights of scaled gains for shares of ranges, in lowest terms.
fn rounded(shares: &[f64], ranges: &[i64]) -> Vec<BigInt> {
    let multiple = ranges.iter().fold(BigInt::from(1), |multiple, range| multiple.lcm(&BigInt::from(*range)));
    let parts = |share: &f64| BigInt::from((share * PARTS).round().max(0.0).to_i64().unwrap_or(0));
    let weights: Vec<BigInt> =
        shares.iter().zip(ranges).map(|(share, range)| parts(share) * &multiple / range).collect();
    let divisor = weights.iter().fold(BigInt::zero(), |divisor, weight| divisor.gcd(weight));
    if divisor.is_zero() { weights } else { weights.into_iter().map(|weight| weight / &divisor).collect() }
}
