//! Assumptions for all numbers in their ranges.
//!
//! A package's utility is linear in each uncertain number by itself. So a claim that is one inequality for each pair (or
//! more) of packages breaks at ends of the ranges of the numbers that it depends on, if it breaks at all; all
//! combinations of ends are tested, as long as they are few. Where claims are about what is accepted, more of what a party
//! gets and less of what it has without a deal is better for it whatever the package: then one combination decides, the
//! best or the worst for all. Where the ends do not decide what is accepted, packages are judged one by one, each with its own
//! worst and best numbers: one that is accepted with all numbers proves that there is always one, and one that is accepted
//! with no numbers never refutes. Claims that ask several things of the same numbers at once (a single peak, independence,
//! decisive issues), or the same number of several parties, can break between the ends: there the ends only refute.

use super::verdict::{Method, Open, Proof, Refutation, Undecided, Vacuity, Verdict};
use super::{decide, stance};
use crate::exact::Number;
use crate::problem::claims::comparison::Comparison;
use crate::problem::claims::{Claim, Outcome, Packages, Quantifier, Reached, Stance, Stands};
use crate::problem::{
    Assumption, Bounds, Cell, DERIVED, IssueId, LEVERS, Package, PartyId, Problem, UncertainId, View,
};
use crate::search::{Budget, Engine, Limits, Stop, candidates};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed};
use std::collections::{BTreeMap, BTreeSet};

/// So many numbers are tried at all their ends.
const TRIED: usize = 8;
/// Into so many parts ranges are divided to tell up to which share of them a claim holds.
const PARTS: u32 = 1 << 10;

/// Tests an assumption for all numbers in their ranges.
pub(super) fn test(view: &View, assumption: &Assumption, engine: Engine, limits: &Limits) -> Verdict {
    let budget = Budget::new(limits);
    let now = decide::test(view, assumption, engine, &budget.rest());
    let proof = match now {
        Verdict::Proved(proof) => Some(proof),
        // With other numbers there may be acceptable packages.
        Verdict::Vacuous(Vacuity::NoneAcceptable) => None,
        // Nor is it known what is feasible, where that moves with the numbers.
        Verdict::Vacuous(_) if view.problem().has_moving_consents() => None,
        other => return other,
    };
    let vacuous = proof.is_none();
    let undecided = |reason| Verdict::Undecided(Undecided { reason, sampled: 0 });
    let problem = view.problem();
    if problem.has_moving_consents() {
        // What is feasible moves with the numbers, which the ends do not tell.
        return undecided(Open::Stopped(Stop::MovingRules));
    }
    let comparisons = assumption.claim.meaning().comparisons(problem);
    let (effects, of_events) = effects(problem, &assumption.claim, &comparisons);
    let mut proved = proof.unwrap_or_default();
    proved.numbers = Some(if of_events { problem.uncertain().len() } else { effects.len() });
    let numbers = effects.keys().copied().collect();
    let ranges = Ranges { view, assumption, engine, budget: budget.clone(), numbers };
    // What the ends do not decide.
    let judged = |open: Open| match judge(view, assumption, &budget) {
        // Of too many ends one combination is tried, which is the worst as far as that is known.
        _ if open == Open::Numbers
            && let Some(ends) = worst(&assumption.claim, &effects)
            && let Verdict::Refuted(refutation) = ranges.at(&ends, &BigRational::one()) =>
        {
            Verdict::Refuted(ranges.fewest(ends, refutation).1)
        }
        _ if vacuous => undecided(open),
        Some(example) => {
            let example = example.or(proved.example.clone());
            Verdict::Proved(Proof { example, method: Method::Search, ..proved.clone() })
        }
        None => undecided(open),
    };
    if of_events {
        return judged(Open::Numbers);
    }
    let saturated = effects.values().flat_map(|effect| &effect.parties).any(|party| problem.has_ceiling(*party));
    let Some(corners) = corners(&assumption.claim, &comparisons, &effects, saturated) else {
        return judged(Open::Numbers);
    };
    let decisive = corners.decide;
    let corners = corners.all;
    match ranges.broken(&corners, &BigRational::one()) {
        Ok(None) if vacuous && decisive => ranges.spoken_of(&corners, effects.len()),
        Ok(None) if vacuous => undecided(Open::BetweenEnds),
        Ok(None) if decisive => Verdict::Proved(proved),
        Ok(None) => judged(Open::BetweenEnds),
        Err(verdict) => verdict,
        Ok(Some((ends, refutation))) => {
            let (_, mut refutation) = ranges.fewest(ends, refutation);
            refutation.share = if decisive { ranges.share(&corners) } else { None };
            Verdict::Refuted(refutation)
        }
    }
}

impl Refutation {
    /// The problem with the numbers that break the assumption, if they had to be moved.
    pub fn moved(&self, problem: &Problem) -> Option<Problem> {
        let mut numbers: Vec<Number> = problem.uncertain().iter().map(|number| number.value.clone()).collect();
        for (at, number) in &self.numbers {
            numbers[at.index()] = number.clone();
        }
        if self.numbers.is_empty() { None } else { problem.with_numbers(&numbers).ok() }
    }
}

/// Whether a claim about what is accepted holds for all numbers, as far as judging packages one by one shows it: then also
/// a package that is accepted with all numbers, if the claim is that there is one. None if it is not shown.
fn judge(view: &View, assumption: &Assumption, budget: &Budget) -> Option<Option<Package>> {
    let restricted = view.clone().restrict(&assumption.given);
    let bounds = Bounds::new(view.problem());
    // What one party alone does with packages, whatever the others do.
    let alone = |party: PartyId| {
        let alone: Vec<bool> = view.problem().party_ids().map(|other| other == party).collect();
        restricted.clone().with_consent_of(&alone)
    };
    // The packages that may be accepted, and whether one must be accepted always (else: none, ever).
    let (asked, always) = match &assumption.claim {
        Claim::Outcome(Outcome { quantifier, reached: Reached::Acceptable(consent), condition }) => {
            let asked = match consent {
                Some(consent) => restricted.with_consent_of(consent),
                None => restricted,
            };
            match quantifier {
                Quantifier::Some | Quantifier::No => (vec![asked.restrict(condition)], *quantifier == Quantifier::Some),
                Quantifier::Every => {
                    (condition.otherwise().map(|otherwise| asked.clone().restrict(&otherwise)).collect(), false)
                }
            }
        }
        Claim::Stance(Stands { parties, stance: Stance::AcceptsSome, packages: Packages::Satisfying(condition) }) => {
            let [party] = parties.as_slice() else { return None };
            (vec![alone(*party).restrict(condition)], true)
        }
        // Red lines are no matter of numbers: they have been looked at.
        Claim::Stance(Stands { parties, stance, packages: Packages::Proposal(at) }) => {
            let package = &view.problem()[*at].package;
            let so = |party: &PartyId| {
                if view.floors()[party.index()].is_none() {
                    return false;
                }
                let gain = bounds.gain(party.index(), package);
                match stance {
                    Stance::Accepts | Stance::AcceptsSome => !gain.least.is_negative(),
                    Stance::RefusesByUtility => gain.most.is_negative(),
                    Stance::Refuses => gain.most.is_negative() || stance::crosses(view, *party, package),
                }
            };
            return parties.iter().all(so).then_some(None);
        }
        // What crosses its own red line it refuses.
        Claim::Stance(Stands { parties, stance: Stance::Refuses, packages: Packages::Satisfying(condition) }) => {
            (parties.iter().map(|party| alone(*party).restrict(condition)).collect(), false)
        }
        _ => return None,
    };
    for view in asked {
        let found = candidates(&view, &bounds, &budget.rest()).ok()??;
        if always {
            let mut every = found.sure.into_iter().chain(found.open);
            return every.find(|package| bounds.judge(&view, package).necessarily == Some(true)).map(Some);
        }
        let never = |package: &Package| bounds.judge(&view, package).possibly == Some(false);
        if !found.sure.is_empty() || !found.open.iter().all(never) {
            return None;
        }
    }
    Some(None)
}

/// What more of a number does for the parties that a claim is about.
struct Effect {
    /// Always better (1), always worse (−1), or now this, now that (0).
    sign: i32,
    parties: BTreeSet<PartyId>,
}

/// The effect of each number that a claim depends on; and whether it depends on events that follow from numbers, too.
fn effects(problem: &Problem, claim: &Claim, comparisons: &[Comparison]) -> (BTreeMap<UncertainId, Effect>, bool) {
    let mut effects: BTreeMap<UncertainId, Effect> = BTreeMap::new();
    let (bounds, mut of_events) = (Bounds::new(problem), false);
    let concerns = |cell: Cell| concerns(problem, claim, comparisons, cell);
    for dependence in problem.dependences.iter().filter(|dependence| concerns(dependence.cell)) {
        let own: Vec<_> =
            dependence.terms.iter().filter(|(product, _)| product.iter().all(|at| *at < LEVERS)).collect();
        let numbers: BTreeSet<usize> = own.iter().flat_map(|(product, _)| product).copied().collect();
        for at in numbers {
            if at >= DERIVED {
                of_events = true;
                continue;
            }
            let sign = bounds.sign(&own, at);
            let sign = if matches!(dependence.cell, Cell::Disagreement { .. }) { -sign } else { sign };
            let known = effects.entry(UncertainId::at(at)).or_insert(Effect { sign, parties: BTreeSet::new() });
            known.parties.insert(PartyId::at(dependence.cell.party()));
            if known.sign != sign {
                known.sign = 0;
            }
        }
    }
    (effects, of_events)
}

/// Whether what is accepted breaks a claim, or what is not; none if it is about something else.
fn breaks_by_acceptance(claim: &Claim) -> Option<bool> {
    match claim {
        Claim::Stance(Stands { stance, .. }) => Some(matches!(stance, Stance::Refuses | Stance::RefusesByUtility)),
        Claim::Outcome(Outcome { quantifier, .. }) => Some(*quantifier != Quantifier::Some),
        _ => None,
    }
}

/// Each number at the end that breaks a claim rather than the other one, as far as that is known.
fn worst(claim: &Claim, effects: &BTreeMap<UncertainId, Effect>) -> Option<Ends> {
    let generous = breaks_by_acceptance(claim)?;
    Some(effects.values().map(|effect| (effect.sign != 0).then_some((effect.sign > 0) == generous)).collect())
}

/// Whether a claim depends on one of the problem's numbers.
fn concerns(problem: &Problem, claim: &Claim, comparisons: &[Comparison], cell: Cell) -> bool {
    let party = cell.party();
    let touches = |comparison: &&Comparison| match cell {
        Cell::Disagreement { .. } | Cell::Constant { .. } => false,
        Cell::Value { issue, .. } => comparison.depends.contains(&IssueId::at(issue)),
        Cell::Interaction { at, .. } => {
            problem.interactions()[at].scope().iter().any(|issue| comparison.depends.contains(issue))
        }
    };
    match claim {
        Claim::Stance(Stands { parties, .. }) => parties.contains(&PartyId::at(party)),
        Claim::Outcome(Outcome { reached, .. }) => match reached {
            Reached::Feasible => false,
            Reached::Acceptable(None) => true,
            Reached::Acceptable(Some(consent)) => consent[party],
        },
        _ => comparisons
            .iter()
            .filter(|comparison| comparison.parties.contains(&PartyId::at(party)))
            .any(|one| touches(&one)),
    }
}

/// Combinations of ends.
struct Corners {
    /// By number that matters, whether it is at its upper end.
    all: Vec<Vec<bool>>,
    /// Whether what holds at all of them holds everywhere between.
    decide: bool,
}

/// The combinations of ends that have to be tested; none if there are too many, or if ends tell nothing. Where a ceiling
/// cuts what numbers do (`saturated`), ends decide only about what more of a number can only help or only harm.
fn corners(
    claim: &Claim,
    comparisons: &[Comparison],
    effects: &BTreeMap<UncertainId, Effect>,
    saturated: bool,
) -> Option<Corners> {
    if let Some(generous) = breaks_by_acceptance(claim)
        && effects.values().all(|effect| effect.sign != 0)
    {
        let corner = effects.values().map(|effect| (effect.sign > 0) == generous).collect();
        return Some(Corners { all: vec![corner], decide: true });
    }
    let shared = effects.values().any(|effect| effect.parties.len() > 1);
    let decide = match claim {
        _ if saturated => effects.is_empty(),
        // Several inequalities about the same package, or packages, at once.
        _ if comparisons.iter().any(|comparison| comparison.at_once) => effects.is_empty(),
        _ if comparisons.iter().any(|comparison| comparison.parties.len() > 1) => !shared,
        // Each number may have its own package.
        Claim::Stance(Stands { stance: Stance::AcceptsSome, packages: Packages::Satisfying(_), .. })
        | Claim::Outcome(Outcome { quantifier: Quantifier::Some, .. }) => false,
        Claim::Outcome(_) => !shared,
        _ => true,
    };
    let count = effects.len();
    let corner = |corner: usize| (0..count).map(|at| corner >> at & 1 == 1).collect();
    (count <= TRIED).then(|| Corners { all: (0..1usize << count).map(corner).collect(), decide })
}

/// The ranges of the numbers that matter.
struct Ranges<'t> {
    view: &'t View<'t>,
    assumption: &'t Assumption,
    engine: Engine,
    budget: Budget,
    numbers: Vec<UncertainId>,
}

/// By number that matters: at its upper end, at its lower end, or as it is.
type Ends = Vec<Option<bool>>;

impl Ranges<'_> {
    /// The numbers that are moved, at ends of so large a share of their ranges.
    fn moved(&self, ends: &Ends, share: &BigRational) -> Vec<(UncertainId, Number)> {
        let moved = |(at, end): (&UncertainId, &Option<bool>)| {
            let number = &self.view.problem()[*at];
            let (value, end) = (number.value.value(), if (*end)? { &number.high } else { &number.low });
            let to = value + (end.value() - value) * share;
            (to != *value).then(|| (*at, Number::from(to)))
        };
        self.numbers.iter().zip(ends).filter_map(moved).collect()
    }

    fn at(&self, ends: &Ends, share: &BigRational) -> Verdict {
        let problem = self.view.problem();
        let mut numbers: Vec<Number> = problem.uncertain().iter().map(|number| number.value.clone()).collect();
        for (at, number) in self.moved(ends, share) {
            numbers[at.index()] = number;
        }
        match problem.with_numbers(&numbers) {
            Ok(moved) => decide::test(&self.view.onto(&moved), self.assumption, self.engine, &self.budget.rest()),
            Err(_) => Verdict::Undecided(Undecided { reason: Open::Stopped(Stop::TooLarge), sampled: 0 }),
        }
    }

    /// What breaks the assumption with as few numbers moved as can be: none of them could stay as it is.
    fn fewest(&self, mut ends: Ends, mut refutation: Box<Refutation>) -> (Ends, Box<Refutation>) {
        let mut size = ends.len();
        while size > 0 {
            let parts: Vec<usize> = (0..ends.len()).step_by(size).collect();
            for start in parts {
                let part = start..(start + size).min(ends.len());
                if ends[part.clone()].iter().all(Option::is_none) {
                    continue;
                }
                let mut fewer = ends.clone();
                fewer[part].fill(None);
                if let Verdict::Refuted(smaller) = self.at(&fewer, &BigRational::one()) {
                    (ends, refutation) = (fewer, smaller);
                }
            }
            size /= 2;
        }
        refutation.numbers = self.moved(&ends, &BigRational::one());
        (ends, refutation)
    }

    /// The verdict where nothing breaks it, and nothing is accepted with the numbers as they are: it says something if there is
    /// something acceptable with the numbers at one of these ends.
    fn spoken_of(&self, corners: &[Vec<bool>], numbers: usize) -> Verdict {
        let proof = |corner: &Vec<bool>| {
            let ends: Ends = corner.iter().map(|upper| Some(*upper)).collect();
            match self.at(&ends, &BigRational::one()) {
                Verdict::Proved(proof) => Some(Verdict::Proved(Proof { numbers: Some(numbers), ..proof })),
                _ => None,
            }
        };
        corners.iter().find_map(proof).unwrap_or(Verdict::Vacuous(Vacuity::NoneAcceptable))
    }

    /// The first of these combinations that breaks the assumption; another verdict if it cannot be told.
    fn broken(&self, corners: &[Vec<bool>], share: &BigRational) -> Result<Option<(Ends, Box<Refutation>)>, Verdict> {
        for corner in corners {
            let ends: Ends = corner.iter().map(|upper| Some(*upper)).collect();
            match self.at(&ends, share) {
                Verdict::Refuted(refutation) => return Ok(Some((ends, refutation))),
                Verdict::Undecided(undecided) => return Err(Verdict::Undecided(undecided)),
                Verdict::Proved(_) | Verdict::Vacuous(_) => {}
            }
        }
        Ok(None)
    }

    /// A share of all ranges for which it holds, and one a little larger for which it does not.
    fn share(&self, corners: &[Vec<bool>]) -> Option<(Number, Number)> {
        let part = |part: u32| BigRational::new(BigInt::from(part), BigInt::from(PARTS));
        // The ranges grow with the share, so that what breaks stays broken.
        let (mut holds, mut breaks) = (0, PARTS);
        while breaks - holds > 1 {
            let middle = holds.midpoint(breaks);
            match self.broken(corners, &part(middle)) {
                Ok(None) => holds = middle,
                Ok(Some(_)) => breaks = middle,
                Err(_) => return None,
            }
        }
        Some((part(holds).into(), part(breaks).into()))
    }
}
