//! The packages that one concept chooses, without a frontier.
//!
//! Where frontiers hold millions of points, most of them are far from what a concept looks for. The score of a package
//! that is already good bounds weighted sums of gains from below ([thresholds](super::threshold)); with the weights that
//! [support](super::weights) the optimum over mixtures, hardly anything reaches such a threshold but what is looked for.
//! So a [depth-first search](super::descend) along the decision diagrams meets little else: fifty issues with ten
//! options, and a handful of partial packages at each. Where issues are linked too tightly for diagrams,
//! [branch and bound](super::branch) takes its place. What it ends with is all packages that score best, and a proof of
//! it: weights, and a threshold that nothing else reaches.
//!
//! The first package need not be good, or even be there. The threshold starts just below the most that any package
//! reaches and descends in steps, until the best package above it is so good that everything as good must be above it
//! too. Where too many packages are equally good to be met one by one, [elimination](super::eliminate) with the same
//! cuts merges them.

use super::answer::Proof;
use super::boxes::{self, Boxes, Landscape, Promising};
use super::branch::{self, Branching};
use super::cuts::{Cut, Weights, cut, neighbours, tangent};
use super::descend::Ended;
use super::eliminate::{Query, Target, eliminate_with};
use super::hunt::{FIRST_DEPTH, Lowering, lower, over_as_many_as_gain};
use super::incumbent::Incumbent;
use super::limits::{Control, Stop};
use super::local::Local;
use super::meet::{Met, meet};
use super::sought::{Least, seek};
use super::structure::Structure;
use super::weights::{self, Columns, Guide, per_range};
use crate::concept::{Objective, Shape, Value};
use crate::exact::Score;
use crate::problem::{IssueId, Package, PartyId, View};
use num_bigint::BigInt;
use num_rational::BigRational;
use std::cell::RefCell;

/// Steps of a depth-first search before more sums are brought into play.
const FIRST_STEPS: u64 = 1 << 16;
/// Steps before the issues of a smallest value are divided into halves.
const FEW_STEPS: u64 = 1 << 18;
/// Steps before elimination gets its turn.
const MANY_STEPS: u64 = 1 << 23;
/// Regions that branch and bound may look at before its weights are tuned.
const FEW_REGIONS: u64 = 32;
/// Packages that a climb to a first package may look at.
const CLIMB_STEPS: usize = 1_000;
/// Climbs around a package before the issues are divided into halves.
const CLIMBS_AROUND: usize = 200;
/// Points that elimination may then keep.
const MANY_POINTS: usize = 1 << 16;

/// What a search follows.
#[derive(Clone, Copy)]
pub(super) enum Ground<'g> {
    /// Decision diagrams of all feasible packages.
    Diagrams(&'g Structure),
    /// The links between issues themselves.
    Links,
    /// The boxes that utilities are made of.
    Boxes(&'g Landscape),
}

impl Ground<'_> {
    /// A package that is about best for weights of utilities.
    pub(super) fn about_best(&self, view: &View, weights: &[f64]) -> Package {
        match self {
            Ground::Diagrams(structure) => structure.best(view, weights),
            Ground::Links | Ground::Boxes(_) => branch::promising(view, weights),
        }
    }
}

/// How a search for the best packages of an objective ended.
pub(super) struct Hunted<'o> {
    /// The best packages found.
    pub incumbent: Incumbent<'o>,
    /// What proves that there are no others, or if it stopped, the ceiling; none if nothing does.
    pub proof: Option<Proof>,
    /// If the search stopped, why.
    pub stop: Option<Stop>,
    /// If it stopped, what no score of the objective's shape exceeds.
    pub ceiling: Option<BigRational>,
}

/// The best packages for an objective, of those that everybody accepts: all of them, or if `ties` is false how good
/// they are. None if the objective cannot be bounded here.
pub(super) fn best<'o>(
    view: &View,
    ground: Ground,
    objective: &'o dyn Objective,
    ties: bool,
    control: &Control,
) -> Option<Hunted<'o>> {
    let shape = objective.shape();
    let exponents = match &shape {
        Shape::Other => return None,
        Shape::Product { exponents } => exponents.clone(),
        _ => return search(view, ground, Incumbent::new(objective, shape, ties), control),
    };
    let counted: Vec<usize> = (0..exponents.len()).filter(|party| exponents[*party] > 0).collect();
    // What stopped, or cannot be bounded, ends it all.
    let best = |exponents: Vec<u32>| {
        let incumbent = Incumbent::new(objective, Shape::Product { exponents }, ties);
        match search(view, ground, incumbent, control) {
            Some(outcome) if outcome.stop.is_none() => {
                Ok(Some(outcome).filter(|found| found.incumbent.gains().is_some()))
            }
            ended => Err(Box::new(ended)),
        }
    };
    let join = |found: &mut Hunted<'o>, other: Hunted<'o>| {
        found.incumbent.join(other.incumbent);
        // One set of weights does not prove what took several searches.
        found.proof = None;
    };
    over_as_many_as_gain(&exponents, &counted, best, join).unwrap_or_else(|ended| *ended)
}

/// The best packages for a shape that is bounded wherever the incumbent's least gains are reached.
fn search<'o>(view: &View, ground: Ground, mut incumbent: Incumbent<'o>, control: &Control) -> Option<Hunted<'o>> {
    let (mut weights, packages) = bounding(view, ground, incumbent.shape(), &[], control);
    let packages: Vec<_> = packages.iter().map(|package| package.options().to_vec()).collect();
    packages.iter().for_each(|package| incumbent.expect_package(view, package));
    let needed = incumbent.threshold(&weights.gains)?;
    let mut most = BigInt::ZERO;
    if let Ground::Diagrams(structure) = ground {
        most = structure.best_exactly(view, &weights.sums).1 + weights.at_ceilings(view);
        if needed > most {
            // What is asked for is more than any mixture reaches: what is known is best, if anything is.
            let proof = Some(proof(view, weights, structure.order()));
            return Some(Hunted { incumbent, proof, stop: None, ceiling: None });
        }
    }
    let local = Local::new(view);
    for package in local.climb_from_best(incumbent.shape(), packages, CLIMB_STEPS) {
        incumbent.expect_package(view, &package);
    }
    let mut ended = Hunted { incumbent, proof: None, stop: None, ceiling: None };
    let (order, most) = match ground {
        Ground::Diagrams(structure) => {
            let incumbent = &mut ended.incumbent;
            // Where all reach their ceilings, nothing is better, and what is as good reaches the threshold.
            let depth = if incumbent.is_at_ceilings(view) { 0 } else { FIRST_DEPTH };
            let patient = !matches!(incumbent.shape(), Shape::Smallest { .. });
            let mut along =
                Along { view, structure, weights: &weights, incumbent, control, patient, order: Vec::new() };
            let highest = most.clone();
            let mut found = lower(&mut along, depth, &mut most, control);
            if let Err(Early::Many) = found {
                // The closer the package known is to the best, the less is listed.
                if let Some(start) = along.incumbent.so_far().into_iter().next() {
                    let start = start.package.options().to_vec();
                    let shape = along.incumbent.shape();
                    let around = local.climb_around(shape, start, CLIMBS_AROUND, CLIMB_STEPS, control);
                    along.incumbent.expect_package(view, &around);
                }
                found = along.meet(&highest, &mut most);
            }
            if let Err(Early::Many) = found {
                along.patient = true;
                found = lower(&mut along, depth, &mut most, control);
            }
            let found = match found {
                Ok(()) => Ok(along.order),
                Err(Early::Stopped(stop)) => Err(stop),
                Err(Early::Many | Early::Unbounded) => return None,
            };
            (found, most)
        }
        Ground::Links => {
            let mut branching = Branching::new(view, &weights)?;
            let mut searched = branching.run(&mut ended.incumbent, FEW_REGIONS, control);
            if let Ok(Ended::OverBudget) = searched {
                // Better weights cost more than a few regions.
                weights = branch::tuned(view, &ended.incumbent, weights, control);
                ended.incumbent.forget_points();
                branching = Branching::new(view, &weights)?;
                searched = branching.run(&mut ended.incumbent, u64::MAX, control);
            }
            (searched.map(|_| Vec::new()), branching.most())
        }
        Ground::Boxes(landscape) => {
            if let (Shape::Product { exponents }, Some(gains)) = (ended.incumbent.shape(), ended.incumbent.gains())
                && let Some(tangent) = tangent(exponents, gains)
            {
                // Nothing bounds what is near the best more closely.
                weights = Weights::of_sums(tangent);
            }
            weights = Weights::of_sums(boxes::fitting(view, &weights.gains));
            let mut boxes = Boxes::new(view, landscape, &weights.gains)?;
            (boxes.run(&mut ended.incumbent, control).map(|()| Vec::new()), boxes.most())
        }
    };
    let order = match order {
        Ok(order) => order,
        Err(stop) => {
            ended.ceiling = ended.incumbent.ceiling(&weights.gains, &most);
            ended.stop = Some(stop);
            // Any order shows the bound.
            match ground {
                Ground::Diagrams(structure) => structure.order().collect(),
                Ground::Links | Ground::Boxes(_) => Vec::new(),
            }
        }
    };
    ended.proof = Some(proof(view, weights, order));
    Some(ended)
}

/// What others can prove it by: weights of gains in the author's units, and an order of the issues.
fn proof(view: &View, weights: Weights, order: impl IntoIterator<Item = usize>) -> Proof {
    let weight =
        |(party, weight): (usize, BigInt)| BigRational::from(weight * view.gain_scale(PartyId::at(party))).into();
    let weights = weights.gains.into_iter().enumerate().map(weight).collect();
    Proof { weights, order: order.into_iter().map(IssueId::at).collect() }
}

/// Where everybody that a product counts is at its ceiling: weights with which few packages reach what all ceilings sum to.
fn of_ceilings(view: &View, structure: &Structure, incumbent: &Incumbent) -> Option<Weights> {
    let Shape::Product { exponents } = incumbent.shape() else { return None };
    if !incumbent.is_at_ceilings(view) {
        return None;
    }
    let (problem, parties) = (view.problem(), view.parties());
    let ranges: Vec<f64> =
        (0..parties).map(|party| structure.range(problem, party) as f64 * view.multipliers()[party] as f64).collect();
    let unit = |party: usize| if exponents[party] > 0 { ranges[party].recip() } else { 0.0 };
    let most =
        |party: usize| problem.ceiling(PartyId::at(party)).map_or(0.0, |at| view.gain(PartyId::at(party), at) as f64);
    let guide = Guide::Smallest((0..parties).map(unit).collect(), (0..parties).map(most).collect());
    let guide = guide.in_shares(&ranges);
    let best = |weights: &[f64]| structure.best(view, weights);
    // Nothing of a weight is on a ceiling: sums are what is bounded.
    Some(Weights::of_sums(Columns::new(view, &best, ranges).with_ceilings(&vec![None; parties]).find(&guide).weights))
}

/// Weights that bound a shape well, and the packages that they rest on: those that are known, and more. Once the search is to
/// stop, any weights will do.
fn bounding(
    view: &View,
    ground: Ground,
    shape: &Shape,
    known: &[Package],
    control: &Control,
) -> (Weights, Vec<Package>) {
    if let (Ground::Boxes(_), Shape::Sum { units }) = (ground, shape) {
        // Floors are in the programmes that bound parts.
        let units = units.iter().map(|unit| unit.clone().unwrap_or_default()).collect();
        return (Weights::of_sums(units), Vec::new());
    }
    let promising = RefCell::new(match ground {
        Ground::Boxes(landscape) => Promising::new(view, landscape),
        _ => None,
    });
    let best = |weights: &[f64]| match control.check() {
        Ok(()) => match promising.borrow_mut().as_mut().and_then(|promising| promising.package(weights, control)) {
            Some(package) => package,
            None => ground.about_best(view, weights),
        },
        Err(_) => Package::new(view.first_options()),
    };
    let problem = view.problem();
    let most = |(party, range)| Some(view.gain(party, problem.ceiling(party)?) as f64 / range);
    let most: Vec<Option<f64>> = problem.party_ids().zip(weights::ranges(view)).map(most).collect();
    let ceilings = (!problem.ceilings().is_empty()).then_some(&most[..]);
    let found = weights::for_shape(view, &best, shape, ceilings, known);
    let gains = found.weights.iter().zip(&found.above).map(|(sum, above)| sum + above).collect();
    (Weights { gains, sums: found.weights }, found.packages)
}

/// Utilities that are asked for, and what is nearly that.
pub(super) struct Nearly<'n> {
    /// By party, the least that will do.
    pub from: &'n [i64],
    /// The least that is asked for: no less than that.
    pub corner: &'n [i64],
    /// What utilities are compared by.
    pub ranges: &'n [i64],
}

/// The smallest share of ranges by which gains are above others.
struct Above {
    units: Vec<BigInt>,
    offsets: Vec<i64>,
}

impl Objective for Above {
    fn score(&self, gains: &[i64]) -> Score {
        let of = |((gain, offset), unit): ((&i64, &i64), &BigInt)| unit * (BigInt::from(*gain) - offset);
        Score::of(gains.iter().zip(&self.offsets).zip(&self.units).map(of).min().unwrap_or_default())
    }

    fn value(&self, _: &[i64]) -> Option<Value> {
        None
    }

    fn shape(&self) -> Shape {
        let units = self.units.iter().cloned().map(Some).collect();
        Shape::Smallest { units, offsets: self.offsets.clone() }
    }
}

/// What a search for anything came to.
pub(super) enum Any {
    /// A feasible package that is nearly what is asked for.
    Found(Package),
    /// No package is what is asked for.
    Nothing,
    /// Neither is known, after some work.
    Open,
}

/// Searches along links for any feasible package that is nearly what is asked for; until that is settled, if it is `patient`. Begins
/// with the packages that are known, and adds to them.
pub(super) fn any(
    view: &View,
    nearly: &Nearly,
    known: &mut Vec<Package>,
    patient: bool,
    control: &Control,
) -> Result<Any, Stop> {
    control.check()?;
    let asking = view.at_least(nearly.from);
    let multipliers = view.multipliers();
    let short = |((corner, from), multiplier): ((&i64, &i64), &i64)| (corner - from) * multiplier;
    let objective = Above {
        units: nearly
            .ranges
            .iter()
            .zip(multipliers)
            .map(|(range, multiplier)| per_range(BigInt::from(*range) * multiplier))
            .collect(),
        offsets: nearly.corner.iter().zip(nearly.from).zip(multipliers).map(short).collect(),
    };
    let mut incumbent = Incumbent::new(&objective, objective.shape(), false);
    let (weights, packages) = bounding(&asking, Ground::Links, incumbent.shape(), known, control);
    let local = Local::new(&asking);
    let starts = packages.iter().map(|package| package.options().to_vec()).collect();
    *known = packages;
    for package in local.climb_from_best(incumbent.shape(), starts, CLIMB_STEPS) {
        incumbent.expect_package(&asking, &package);
    }
    if incumbent.gains().is_none() {
        let least: BigInt = weights.gains.iter().zip(&objective.offsets).map(|(weight, offset)| weight * offset).sum();
        let branching = |weights: &Weights| Branching::new(&asking, weights).ok_or(Stop::TooLarge);
        let ended = branching(&weights)?.anything_from(least).run(&mut incumbent, FEW_REGIONS, control)?;
        if let (Ended::OverBudget, None) = (ended, incumbent.gains()) {
            if !patient {
                return Ok(Any::Open);
            }
            let weights = branch::tuned(&asking, &incumbent, weights, control);
            let least = weights.gains.iter().zip(&objective.offsets).map(|(weight, offset)| weight * offset).sum();
            branching(&weights)?.anything_from(least).run(&mut incumbent, u64::MAX, control)?;
        }
    }
    Ok(incumbent.so_far().into_iter().next().map_or(Any::Nothing, |point| Any::Found(point.package)))
}

/// The hunt along decision diagrams.
struct Along<'a, 'o> {
    view: &'a View<'a>,
    structure: &'a Structure,
    weights: &'a Weights,
    incumbent: &'a mut Incumbent<'o>,
    control: &'a Control<'a>,
    /// Whether it goes on where many packages are to be looked at.
    patient: bool,
    /// The issues in the order in which they were settled last.
    order: Vec<usize>,
}

/// Why the hunt ends early.
enum Early {
    Stopped(Stop),
    /// The weights bound nothing.
    Unbounded,
    /// There are many packages to look at, and it is not patient.
    Many,
}

impl From<Stop> for Early {
    fn from(stop: Stop) -> Self {
        Early::Stopped(stop)
    }
}

impl Lowering<Early> for Along<'_, '_> {
    fn needed(&self) -> Result<BigInt, Early> {
        self.incumbent.threshold(&self.weights.gains).ok_or(Early::Unbounded)
    }

    fn above(&mut self, reached: &BigInt) -> Result<bool, Early> {
        let round = self.round(reached)?;
        self.order = round.order;
        Ok(round.quick)
    }
}

/// A round of a descent.
struct Round {
    /// The issues in the order in which they were settled.
    order: Vec<usize>,
    /// Whether few steps were enough.
    quick: bool,
}

impl Along<'_, '_> {
    /// Looks at all packages whose weighted gains reach a threshold, less some that score worse than the incumbent.
    fn round(&mut self, reached: &BigInt) -> Result<Round, Early> {
        let Along { view, structure, weights, control, patient, .. } = *self;
        let incumbent = &mut *self.incumbent;
        let mut all = vec![weights.clone()];
        let mut sought = Least { sum: Some(reached), value: incumbent.value_above(&weights.gains, reached) };
        if let Some(weights) = of_ceilings(view, structure, incumbent) {
            all.insert(0, weights);
            sought.sum = None;
        }
        let budgets = if patient { [FIRST_STEPS, MANY_STEPS, u64::MAX] } else { [FIRST_STEPS, FEW_STEPS, 0] };
        for (round, budget) in budgets.into_iter().enumerate() {
            if round == 1 {
                all.extend(neighbours(&all[0]));
            }
            if round == 2 {
                if !patient {
                    return Err(Early::Many);
                }
                if eliminated(view, structure, weights, reached, incumbent, control)? {
                    return Ok(Round { order: Vec::new(), quick: false });
                }
            }
            incumbent.forget_points();
            // It stops at too many equally good packages to keep them all.
            match seek(view, structure, &all, &sought, incumbent, budget, control).ok_or(Early::Unbounded)?? {
                (Ended::Complete, order) => return Ok(Round { order, quick: round == 0 }),
                (Ended::OverBudget, _) => {}
            }
        }
        Err(Early::Unbounded)
    }

    /// The rest of the hunt by halves of the issues: from `most` on, which is lowered.
    fn meet(&mut self, highest: &BigInt, most: &mut BigInt) -> Result<(), Early> {
        let Along { view, structure, weights, control, .. } = *self;
        self.order.clear();
        match meet(view, structure, weights, self.incumbent, highest, most, control) {
            None => Err(Early::Many),
            Some(met) => match met? {
                Met::All => Ok(()),
                Met::TooMany => Err(Early::Many),
            },
        }
    }
}

/// The same by elimination, if that keeps few points.
fn eliminated(
    view: &View,
    structure: &Structure,
    weights: &Weights,
    reached: &BigInt,
    incumbent: &mut Incumbent,
    control: &Control,
) -> Result<bool, Stop> {
    let mut cuts: Vec<Cut> = cut(view, weights, reached).into_iter().collect();
    // The product's own tangent at the incumbent bounds it too, and so do floors.
    if let Shape::Product { exponents } = incumbent.shape()
        && let Some(gains) = incumbent.gains()
        && let Some(weights) = tangent(exponents, gains)
        && let Some(threshold) = incumbent.threshold(&weights)
    {
        let mut weights = Weights::of_sums(weights);
        cuts.extend(cut(view, &weights, &threshold));
        let reached =
            view.problem().ceilings().iter().filter(|one| gains[one.party.index()] >= view.gain(one.party, one.at));
        reached.for_each(|one| weights.sums[one.party.index()] = BigInt::ZERO);
        if weights.sums != weights.gains {
            cuts.extend(cut(view, &weights, &threshold));
        }
    }
    if let Some(weights) = of_ceilings(view, structure, incumbent) {
        let floors = incumbent.demanding(view).floors_of_sums();
        cuts.extend(cut(view, &weights, &BigInt::ZERO).and_then(|cut| cut.at_floors(&floors)));
    }
    let query = Query { cuts, ..Query::of(Target::Acceptable, control.points.min(MANY_POINTS)) };
    match eliminate_with(&incumbent.demanding(view), structure, query, control) {
        Ok(frontier) => {
            incumbent.forget_points();
            incumbent.expect_frontier();
            for point in frontier.points {
                incumbent.offer(view, &point.utilities, &point.package.options().to_vec(), &point.packages);
            }
            Ok(true)
        }
        Err(Stop::PointLimit) => Ok(false),
        Err(stop) => Err(stop),
    }
}

/// A weighted sum of gains, in whole numbers.
pub(super) struct SumOf(pub Vec<BigInt>);

impl Objective for SumOf {
    fn score(&self, gains: &[i64]) -> Score {
        Score::of(self.0.iter().zip(gains).map(|(weight, gain)| weight * gain).sum::<BigInt>())
    }

    fn value(&self, _: &[i64]) -> Option<Value> {
        None
    }

    fn shape(&self) -> Shape {
        Shape::Sum { units: self.0.iter().cloned().map(Some).collect() }
    }
}

/// The gain of one party: its largest is the party's coordinate of the ideal point.
pub(super) struct GainOf {
    pub party: usize,
    pub parties: usize,
}

impl Objective for GainOf {
    fn score(&self, gains: &[i64]) -> Score {
        Score::of(gains[self.party])
    }

    fn value(&self, _: &[i64]) -> Option<Value> {
        None
    }

    fn shape(&self) -> Shape {
        Shape::Sum { units: (0..self.parties).map(|party| (party == self.party).then(|| BigInt::from(1))).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::concept::{Concept, Egalitarian, EqualLoss, KalaiSmorodinsky};
    use crate::problem::Problem;
    use crate::search::Limits;
    use crate::search::choose::setting;
    use crate::search::limits::Interrupt;
    use itertools::Itertools;
    use num_bigint::BigUint;
    use std::fmt::Write;

    const CONCEPTS: [&dyn Concept; 3] = [&KalaiSmorodinsky, &Egalitarian, &EqualLoss];

    /// Numbers that are the same everywhere.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, most: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % most
        }
    }

    /// A random problem. With few different values there are many ties, and options that are worth the same to everybody;
    /// links and rules make groups of issues; some parties cannot gain, or have a ceiling, or values with decimals.
    fn problem(numbers: &mut Numbers, parties: u64, issues: u64, options: u64) -> Problem {
        let values = [2, 4, 10, 50][numbers.below(4) as usize];
        let opposed = numbers.below(3) == 0;
        let mut text = String::from("{ \"zopa\": 1, \"parties\": {");
        let mut utilities = String::new();
        for party in 0..parties {
            let comma = if party > 0 { "," } else { "" };
            let divisor = [1, 1, 2, 10][numbers.below(4) as usize] as f64;
            let share = numbers.below(7);
            let disagreement = (issues * values * share) as f64 / 16.0;
            let disagreement = (disagreement.floor() - numbers.below(2) as f64) / divisor;
            let weight = numbers.below(3);
            write!(
                text,
                "{comma}\"p{party}\": {{ \"disagreement\": {disagreement}, \"weight\": {} }}",
                weight.max(u64::from(party == 0))
            )
            .unwrap();
            write!(utilities, "{comma}\"p{party}\": {{").unwrap();
            if numbers.below(12) == 0 {
                write!(utilities, "\"at_most\": {},", ((issues * values) as f64 * 0.6).floor() / divisor).unwrap();
            }
            write!(utilities, "\"values\": {{").unwrap();
            let idle = numbers.below(10) == 0;
            for issue in 0..issues {
                let value = |option: u64, numbers: &mut Numbers| match idle {
                    true => 0,
                    false if opposed && (party + issue) % 2 == 1 => values * option / options,
                    false if opposed => values * (options - 1 - option) / options,
                    false => numbers.below(values + 1),
                };
                let row =
                    (0..options).map(|option| format!("\"o{option}\": {}", value(option, numbers) as f64 / divisor));
                let row = row.collect_vec().join(",");
                write!(utilities, "{}\"i{issue}\": {{ {row} }}", if issue > 0 { "," } else { "" }).unwrap();
            }
            write!(utilities, "}}").unwrap();
            if numbers.below(4) == 0 {
                let when = format!("{{ \"i0\": \"o0\", \"i{}\": \"o1\" }}", issues - 1);
                write!(utilities, ", \"interactions\": [ {{ \"when\": {when}, \"add\": {} }} ]", 1.0 / divisor)
                    .unwrap();
            }
            write!(utilities, "}}").unwrap();
        }
        write!(text, "}}, \"issues\": {{").unwrap();
        let names = (0..options).map(|option| format!("\"o{option}\"")).join(",");
        let issue = |issue: u64| format!("\"i{issue}\": {{ \"options\": [ {names} ] }}");
        write!(text, "{} }}, \"utilities\": {{ {utilities} }}", (0..issues).map(issue).join(",")).unwrap();
        if numbers.below(4) == 0 {
            write!(text, ", \"rules\": [ {{ \"forbid\": {{ \"i0\": \"o1\", \"i1\": \"o0\" }} }} ]").unwrap();
        }
        write!(text, "}}").unwrap();
        Problem::from_json(&text).unwrap_or_else(|errors| panic!("{errors}\n{text}"))
    }

    /// Everything that is as good as the best, by looking at every package.
    fn listed<'o>(view: &View, objective: &'o dyn Objective) -> Incumbent<'o> {
        let mut incumbent = Incumbent::new(objective, objective.shape(), true);
        for options in view.problem().issue_ids().map(|issue| view.options(issue)).multi_cartesian_product() {
            let utilities = view.problem().utilities(&Package::new(options.clone()));
            if view.allows_options(|issue| options[issue.index()]) && view.is_individually_rational(&utilities) {
                incumbent.offer(view, &utilities, &options, &BigUint::from(1u32));
            }
        }
        incumbent
    }

    /// What halves that meet begin with.
    struct Prepared<'p> {
        view: &'p View<'p>,
        objective: Box<dyn Objective + 'p>,
        structure: Structure,
        weights: Weights,
        highest: BigInt,
    }

    impl<'p> Prepared<'p> {
        fn new(view: &'p View, concept: &'p dyn Concept, ideal: &[i64]) -> Self {
            let control = Control::new(&Limits::default());
            let objective = concept.objective(&setting(view, &vec![true; view.parties()], ideal));
            let structure = Structure::build(view, &control).unwrap().expect("feasible");
            let (weights, _) = bounding(view, Ground::Diagrams(&structure), &objective.shape(), &[], &control);
            let highest = structure.best_exactly(view, &weights.sums).1 + weights.at_ceilings(view);
            Prepared { view, objective, structure, weights, highest }
        }

        /// What is found from so much below the most that anything reaches: in 64ths of the way to nothing. If it stopped,
        /// why; what nothing exceeds then.
        fn met(&self, from: u64, limits: &Limits) -> (Incumbent<'_>, Option<Stop>, Option<BigRational>) {
            let Prepared { view, objective, structure, weights, highest } = self;
            let mut most = highest - (highest * from / 64u32).max(BigInt::ZERO);
            let mut incumbent = Incumbent::new(&**objective, objective.shape(), true);
            let control = Control::new(limits);
            let mut along = Along {
                view,
                structure,
                weights,
                incumbent: &mut incumbent,
                control: &control,
                patient: false,
                order: Vec::new(),
            };
            let stop = match along.meet(highest, &mut most) {
                Ok(()) => None,
                Err(Early::Stopped(stop)) => Some(stop),
                Err(_) => panic!("these can be listed, and are bounded"),
            };
            let ceiling = incumbent.ceiling(&weights.gains, &most);
            (incumbent, stop, ceiling)
        }
    }

    /// By party, the most that it can have; somewhat more than nothing, if nothing is acceptable.
    fn ideal(view: &View) -> Vec<i64> {
        let parties = view.parties();
        let best = |party: usize| {
            let own = GainOf { party, parties };
            listed(view, &own).gains().map_or(1, |gains| view.utility(party, gains[party]))
        };
        (0..parties).map(best).collect()
    }

    #[test]
    fn halves_that_meet_find_what_looking_at_every_package_finds() {
        let mut numbers = Numbers(1);
        let (mut none, mut ties, mut several) = (0, 0, 0);
        let models = 900;
        for _ in 0..models {
            let parties = 2 + numbers.below(3);
            let problem = problem(&mut numbers, parties, 2 + parties % 3, 2 + parties % 2);
            let view = problem.view();
            let ideal = ideal(&view);
            for concept in CONCEPTS {
                let prepared = Prepared::new(&view, concept, &ideal);
                let expected = listed(&view, &*prepared.objective);
                for from in [0, 20, 40, 60] {
                    let (found, stop, _) = prepared.met(from, &Limits::default());
                    assert_eq!(stop, None);
                    assert_eq!(found.gains().is_some(), expected.gains().is_some());
                    assert_eq!(found.points(), expected.points(), "{}", concept.id());
                }
                none += usize::from(expected.gains().is_none());
                several += usize::from(expected.points().len() > 1);
                ties += usize::from(expected.points().iter().any(|point| point.packages > BigUint::from(1u32)));
            }
        }
        assert!(none > 100 && ties > 100 && several > 50, "{none} {ties} {several}");
    }

    #[test]
    fn halves_that_meet_can_be_stopped_anywhere() {
        let mut numbers = Numbers(2);
        let (mut stopped, mut ended) = (0, 0);
        for round in 0..6 {
            let problem = problem(&mut numbers, 4 + round % 3, 9, 3);
            let view = problem.view();
            let ideal = vec![problem.reach(0); view.parties()];
            for concept in CONCEPTS {
                let prepared = Prepared::new(&view, concept, &ideal);
                let (whole, stop, _) = prepared.met(0, &Limits::default());
                assert_eq!(stop, None);
                for _ in 0..6 {
                    let limits = Limits { interrupt: Interrupt::at_look(1 + numbers.below(12)), ..Limits::default() };
                    let (found, stop, ceiling) = prepared.met(0, &limits);
                    match stop {
                        None => assert_eq!(found.points(), whole.points()),
                        Some(_) => assert!(found.first() <= whole.first() && whole.first() <= ceiling),
                    }
                    *(if stop.is_some() { &mut stopped } else { &mut ended }) += 1;
                }
            }
        }
        assert!(stopped > 20 && ended > 5, "{stopped} {ended}");
    }

    #[cfg(feature = "parallel")]
    #[test]
    fn halves_meet_on_threads_as_on_one() {
        let mut numbers = Numbers(3);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        for _ in 0..20 {
            let problem = problem(&mut numbers, 4, 8, 4);
            let view = problem.view();
            let ideal = vec![problem.reach(0); view.parties()];
            for concept in CONCEPTS {
                let prepared = Prepared::new(&view, concept, &ideal);
                let limits = Limits { threads: 2, ..Limits::default() };
                let (one, _, ceiling) = prepared.met(0, &Limits::default());
                let (two, _, other) = pool.install(|| prepared.met(0, &limits));
                assert_eq!((one.points(), ceiling), (two.points(), other));
            }
        }
    }
}
