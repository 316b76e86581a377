//! The axioms of bargaining theory as properties, for any solution concept.
//!
//! A concept is tested as it is defined: by its objective, maximised over the individually rational packages of finite
//! bargaining problems. What an objective prefers is what it chooses, efficient or not, so that one that is not monotone
//! is found out by [`Axiom::Efficiency`]. That the search comes to the same is a law of its own ([`Axiom::FoundBySearch`]).
//!
//! On finite sets fewer axioms hold than on convex ones: see the table in `docs/axioms.md`, which is made by [`Table`].
//!
//! ```
//! use zopa::concept::Nash;
//! use zopa::proptest::laws::{Axiom, obeys};
//! obeys(&Nash, &[Axiom::Efficiency, Axiom::ScaleInvariance, Axiom::ContractionIndependence], 200);
//! ```

use super::models::{Bargain, Knobs, bargains};
use crate::concept::{Concept, Setting};
use crate::exact::Number;
use crate::problem::Problem;
use ::proptest::prelude::*;
use ::proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};
use num_bigint::BigInt;
use num_rational::BigRational;
use std::collections::BTreeSet;
use std::fmt;

/// A property that solution concepts may have. All are about finite sets of packages, and about sets of chosen utilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Axiom {
    /// Nothing chosen is dominated by another package (Nash 1950: strong Pareto efficiency).
    Efficiency,
    /// Nobody is worse off than without a deal.
    IndividualRationality,
    /// Units and zeros of each party's utility, chosen for each by itself, make no difference.
    ScaleInvariance,
    /// A common unit of all parties, and the zeros of each, make no difference.
    CommonScaleInvariance,
    /// The names of the parties make no difference (weights go with them).
    Anonymity,
    /// If some of what is chosen is left, taking others away leaves just that (Arrow's form; Kaneko 1980).
    ContractionIndependence,
    /// The same where the ideal point stays.
    ContractionIndependenceAtIdeal,
    /// Adding a package that another one dominates makes no difference.
    DominatedAdditions,
    /// The value of the objective does not fall when a package is added.
    ValueGrows,
    /// No party's utility falls when a package is added (individual monotonicity in its strongest form).
    PayoffsGrow,
    /// A party's utility does not fall when it has more without a deal.
    OwnDisagreement,
    /// A party's utility does not fall when its weight rises.
    OwnWeight,
    /// A twin of a party counts as much as twice its weight.
    Replication,
    /// The search of this library chooses the same.
    FoundBySearch,
}

impl Axiom {
    /// All of them.
    pub const ALL: [Axiom; 14] = [
        Axiom::Efficiency,
        Axiom::IndividualRationality,
        Axiom::ScaleInvariance,
        Axiom::CommonScaleInvariance,
        Axiom::Anonymity,
        Axiom::ContractionIndependence,
        Axiom::ContractionIndependenceAtIdeal,
        Axiom::DominatedAdditions,
        Axiom::ValueGrows,
        Axiom::PayoffsGrow,
        Axiom::OwnDisagreement,
        Axiom::OwnWeight,
        Axiom::Replication,
        Axiom::FoundBySearch,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Axiom::Efficiency => "strong Pareto efficiency",
            Axiom::IndividualRationality => "individual rationality",
            Axiom::ScaleInvariance => "scale invariance, each party by itself",
            Axiom::CommonScaleInvariance => "scale invariance, in a common unit",
            Axiom::Anonymity => "anonymity",
            Axiom::ContractionIndependence => "contraction independence (Arrow)",
            Axiom::ContractionIndependenceAtIdeal => "contraction independence, same ideal",
            Axiom::DominatedAdditions => "dominated additions change nothing",
            Axiom::ValueGrows => "objective grows with the set",
            Axiom::PayoffsGrow => "payoffs grow with the set",
            Axiom::OwnDisagreement => "own payoff rises with own disagreement value",
            Axiom::OwnWeight => "own payoff rises with own weight",
            Axiom::Replication => "a twin counts as twice the weight",
            Axiom::FoundBySearch => "the search chooses the same",
        }
    }

    /// Tests it on one problem; `draw` chooses what is changed. Rejected where it says nothing of the problem.
    ///
    /// # Errors
    ///
    /// A failure that says what was chosen before and after.
    pub fn test(self, concept: &dyn Concept, bargain: &Bargain, draw: u32) -> Result<(), TestCaseError> {
        let Some(chosen) = choose(concept, bargain) else { return Err(TestCaseError::reject("no agreement")) };
        if degenerate(concept, bargain) {
            return Err(TestCaseError::reject(
                "the concept has to fall back on a rule for problems it was not made for",
            ));
        }
        let pick = |count: usize| draw as usize % count.max(1);
        let party = pick(bargain.parties());
        match self {
            Axiom::Efficiency => {
                let dominated = |one: &Vec<i64>| {
                    bargain.utilities.iter().find(|other| other.iter().zip(one).all(|(o, u)| o >= u) && *other != one)
                };
                match chosen.iter().find_map(|one| Some((one, dominated(one)?))) {
                    Some((one, better)) => fail(format!("{one:?} is chosen, and {better:?} is better for all")),
                    None => Ok(()),
                }
            }
            Axiom::IndividualRationality => {
                let refused = |one: &&Vec<i64>| one.iter().zip(&bargain.disagreement).any(|(u, d)| u < d);
                match chosen.iter().find(refused) {
                    Some(one) => fail(format!("{one:?} is chosen, and refused")),
                    None => Ok(()),
                }
            }
            Axiom::ScaleInvariance | Axiom::CommonScaleInvariance => {
                let common = self == Axiom::CommonScaleInvariance;
                let factor = |party: usize| 1 + i64::from(draw >> if common { 0 } else { 2 * party } & 3);
                let zero = |party: usize| i64::from(draw >> (8 + 2 * party) & 3) - 1;
                let moved = |vector: &Vec<i64>| {
                    vector.iter().enumerate().map(|(party, u)| factor(party) * u + zero(party)).collect::<Vec<i64>>()
                };
                let other = Bargain {
                    utilities: bargain.utilities.iter().map(moved).collect(),
                    disagreement: moved(&bargain.disagreement),
                    ..bargain.clone()
                };
                same(&chosen.iter().map(moved).collect(), &choose(concept, &other).unwrap_or_default(), &other)
            }
            Axiom::Anonymity => {
                let turned = |vector: &Vec<i64>| {
                    let mut turned = vector.clone();
                    turned.rotate_left(party);
                    turned
                };
                let mut weights = bargain.weights.clone();
                weights.rotate_left(party);
                let other = Bargain {
                    utilities: bargain.utilities.iter().map(turned).collect(),
                    disagreement: turned(&bargain.disagreement),
                    weights,
                };
                same(&chosen.iter().map(turned).collect(), &choose(concept, &other).unwrap_or_default(), &other)
            }
            Axiom::ContractionIndependence | Axiom::ContractionIndependenceAtIdeal => {
                let kept = |at: usize| draw >> at & 1 == 0;
                let mut other = bargain.clone();
                let all = std::mem::take(&mut other.utilities).into_iter().enumerate();
                other.utilities = all.filter(|(at, _)| kept(*at)).map(|(_, vector)| vector).collect();
                let left: BTreeSet<Vec<i64>> =
                    other.utilities.iter().filter(|v| chosen.contains(*v)).cloned().collect();
                if left.is_empty() || self != Axiom::ContractionIndependence && other.ideal() != bargain.ideal() {
                    return Err(TestCaseError::reject("nothing chosen is left, or the ideal point moves"));
                }
                same(&left, &choose(concept, &other).unwrap_or_default(), &other)
            }
            Axiom::DominatedAdditions => {
                let mut worse = bargain.utilities[pick(bargain.utilities.len())].clone();
                worse[party] -= 1 + i64::from(draw >> 16 & 1);
                if bargain.utilities.contains(&worse) {
                    return Err(TestCaseError::reject("it is there already"));
                }
                let mut other = bargain.clone();
                other.utilities.push(worse);
                same(&chosen, &choose(concept, &other).unwrap_or_default(), &other)
            }
            Axiom::ValueGrows | Axiom::PayoffsGrow => {
                let added: Vec<i64> =
                    (0..bargain.parties()).map(|party| i64::from(draw >> (4 * party) & 15) - 3).collect();
                if bargain.utilities.contains(&added) {
                    return Err(TestCaseError::reject("it is there already"));
                }
                let mut other = bargain.clone();
                other.utilities.push(added);
                let after = choose(concept, &other).unwrap_or_default();
                if self == Axiom::PayoffsGrow {
                    return grows(&chosen, &after, &other, 0..bargain.parties());
                }
                let value = |bargain: &Bargain, chosen: &BTreeSet<Vec<i64>>| {
                    let objective = concept.objective(&setting(bargain)?);
                    objective.value(&gains(bargain, chosen.first()?))
                };
                match (value(bargain, &chosen), value(&other, &after)) {
                    (Some(before), Some(after)) if before.exact && after.exact => {
                        let (before, after) = (before.number, after.number);
                        let fell = match concept.less_is_better() {
                            true => after.value() > before.value(),
                            false => after.value() < before.value(),
                        };
                        if fell { fail(format!("from {before} to {after} with {other:?}")) } else { Ok(()) }
                    }
                    _ => Err(TestCaseError::reject("the value is not exact")),
                }
            }
            Axiom::OwnDisagreement => {
                let mut other = bargain.clone();
                other.disagreement[party] += 1 + i64::from(draw >> 16 & 1);
                match choose(concept, &other) {
                    Some(after) => grows(&chosen, &after, &other, party..party + 1),
                    None => Err(TestCaseError::reject("no agreement is left")),
                }
            }
            Axiom::OwnWeight => {
                let mut other = bargain.clone();
                other.weights[party] += 1;
                grows(&chosen, &choose(concept, &other).unwrap_or_default(), &other, party..party + 1)
            }
            Axiom::Replication => {
                let twin = |vector: &Vec<i64>| [vector.clone(), vec![vector[party]]].concat();
                let twins = Bargain {
                    utilities: bargain.utilities.iter().map(twin).collect(),
                    disagreement: twin(&bargain.disagreement),
                    weights: [bargain.weights.clone(), vec![bargain.weights[party]]].concat(),
                };
                let mut double = bargain.clone();
                double.weights[party] *= 2;
                let double = choose(concept, &double).unwrap_or_default();
                same(&double.iter().map(twin).collect(), &choose(concept, &twins).unwrap_or_default(), &twins)
            }
            Axiom::FoundBySearch => {
                let model = bargain.model();
                let problem = Problem::compile(&model).map_err(|errors| TestCaseError::fail(errors.to_string()))?;
                let answer = problem.search().concepts([concept]).run();
                let points = answer.solutions.iter().flat_map(|solution| &solution.agreements);
                let whole = |number: &Number| i64::try_from(number.value().to_integer()).unwrap_or(i64::MAX);
                let found = points.map(|point| point.utilities.iter().map(whole).collect()).collect();
                same(&chosen, &found, bargain)
            }
        }
    }
}

/// Whether a concept has to fall back on a rule for problems that it was not made for.
fn degenerate(concept: &dyn Concept, bargain: &Bargain) -> bool {
    let Some((setting, chosen)) = setting(bargain).zip(choose(concept, bargain)) else { return false };
    let objective = concept.objective(&setting);
    chosen.iter().any(|vector| objective.is_degenerate(&gains(bargain, vector)))
}

fn fail(message: String) -> Result<(), TestCaseError> {
    Err(TestCaseError::fail(message))
}

fn same(expected: &BTreeSet<Vec<i64>>, found: &BTreeSet<Vec<i64>>, of: &Bargain) -> Result<(), TestCaseError> {
    if expected == found { Ok(()) } else { fail(format!("{found:?} instead of {expected:?} of {of:?}")) }
}

/// That these parties get no less after than before, by the best and by the worst of what is chosen.
fn grows(
    before: &BTreeSet<Vec<i64>>,
    after: &BTreeSet<Vec<i64>>,
    of: &Bargain,
    parties: std::ops::Range<usize>,
) -> Result<(), TestCaseError> {
    for party in parties {
        let ends = |chosen: &BTreeSet<Vec<i64>>| {
            let own = chosen.iter().map(|vector| vector[party]);
            (own.clone().min(), own.max())
        };
        let ((least, most), (least_after, most_after)) = (ends(before), ends(after));
        if least_after < least || most_after < most {
            return fail(format!("party {} falls from {before:?} to {after:?} of {of:?}", party + 1));
        }
    }
    Ok(())
}

fn gains(bargain: &Bargain, utilities: &[i64]) -> Vec<i64> {
    utilities.iter().zip(&bargain.disagreement).map(|(utility, least)| utility - least).collect()
}

/// What a concept knows of a problem; none if there is no agreement.
fn setting(bargain: &Bargain) -> Option<Setting> {
    let whole = |number: i64| BigRational::from_integer(number.into());
    Some(Setting {
        scales: vec![BigInt::from(1); bargain.parties()],
        ideal: gains(bargain, &bargain.ideal()?).into_iter().map(whole).collect(),
        disagreement: bargain.disagreement.iter().copied().map(whole).collect(),
        weights: bargain.weights.iter().map(|weight| Number::from(i64::from(*weight))).collect(),
        exponents: bargain.weights.clone(),
    })
}

/// The utilities that a concept's objective prefers among the packages that everybody accepts; none if there is no such
/// package.
pub fn choose(concept: &dyn Concept, bargain: &Bargain) -> Option<BTreeSet<Vec<i64>>> {
    let objective = concept.objective(&setting(bargain)?);
    let scores = bargain.individually_rational().map(|vector| (objective.score(&gains(bargain, vector)), vector));
    let scores: Vec<_> = scores.collect();
    let best = scores.iter().map(|(score, _)| score).max()?;
    Some(scores.iter().filter(|(score, _)| score == best).map(|(_, vector)| (*vector).clone()).collect())
}

/// What came of an axiom.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// No counterexample among so many cases; that is no proof.
    Unrefuted(u32),
    /// The smallest counterexample found: the problem, what was changed, and what happened.
    Fails(Bargain, u32, String),
}

/// Looks for a counterexample to an axiom in so many random problems; always the same ones.
pub fn find(concept: &dyn Concept, axiom: Axiom, cases: u32) -> Finding {
    let knobs = Knobs { parties: 2..=3, numbers: 0..=9, no_deal: 0, ties: 30, ..Knobs::default() };
    let config = Config {
        cases,
        failure_persistence: None,
        max_global_rejects: cases.saturating_mul(50).max(1024),
        rng_seed: RngSeed::Fixed(1950),
        source_file: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    let outcome = runner.run(&(bargains(knobs), any::<u32>()), |(bargain, draw)| axiom.test(concept, &bargain, draw));
    match outcome {
        Err(TestError::Fail(reason, (bargain, draw))) => Finding::Fails(bargain, draw, reason.to_string()),
        _ => Finding::Unrefuted(cases),
    }
}

/// Tests a concept: one line in an embedder's tests.
///
/// # Panics
///
/// If an axiom fails, with the smallest counterexample.
pub fn obeys(concept: &dyn Concept, axioms: &[Axiom], cases: u32) {
    for axiom in axioms {
        if let Finding::Fails(bargain, _, reason) = find(concept, *axiom, cases) {
            panic!("{} fails {}: {reason}\nin {bargain:?}", concept.name(), axiom.name());
        }
    }
}

/// Which concept obeys which axiom, as far as random problems tell.
#[derive(Clone, Debug)]
pub struct Table {
    concepts: Vec<&'static str>,
    rows: Vec<(Axiom, Vec<Finding>)>,
}

impl Table {
    /// Tests every axiom of every concept on so many problems.
    pub fn new(concepts: &[&dyn Concept], cases: u32) -> Self {
        let row = |axiom: Axiom| (axiom, concepts.iter().map(|concept| find(*concept, axiom, cases)).collect());
        Table {
            concepts: concepts.iter().map(|concept| concept.name()).collect(),
            rows: Axiom::ALL.into_iter().map(row).collect(),
        }
    }
}

impl fmt::Display for Table {
    /// A table in Markdown, and below it the counterexamples.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "| property | {} |", self.concepts.join(" | "))?;
        writeln!(f, "|---|{}", "---|".repeat(self.concepts.len()))?;
        let mut examples = Vec::new();
        for (axiom, findings) in &self.rows {
            write!(f, "| {} |", axiom.name())?;
            for (concept, finding) in self.concepts.iter().zip(findings) {
                match finding {
                    Finding::Unrefuted(cases) => write!(f, " no counterexample among {cases} |")?,
                    Finding::Fails(bargain, _, reason) => {
                        examples.push((*concept, *axiom, bargain, reason));
                        write!(f, " fails [{}] |", examples.len())?;
                    }
                }
            }
            writeln!(f)?;
        }
        writeln!(f)?;
        for (at, (concept, axiom, bargain, reason)) in examples.iter().enumerate() {
            let Bargain { utilities, disagreement, weights } = bargain;
            writeln!(
                f,
                "{}. {concept}, {}: packages {utilities:?}, disagreement {disagreement:?}, weights {weights:?}: {reason}",
                at + 1,
                axiom.name()
            )?;
        }
        Ok(())
    }
}
