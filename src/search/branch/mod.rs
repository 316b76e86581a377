//! Branch and bound, for issues so tightly linked that no decision diagram holds them.
//!
//! A region is a part of the packages: for each issue, the options that are left. [Messages](messages) bound a weighted
//! sum of gains over it. What scores at least as well as the best package so far has a weighted sum of at least a
//! [threshold](super::threshold), so options with which the bound falls short are dropped, and regions without options
//! are done. What remains is divided at the issue with the most open links; as soon as no link is open any more, a
//! [depth-first search](super::descend) over the rest takes over. Everything compared is a whole number; a region is
//! only left when it is proven that nothing in it is looked for.

mod messages;
mod pieces;

use super::cuts::{Cut, Weights, cut};
use super::descend::Ended;
use super::incumbent::Incumbent;
use super::limits::{Control, Stop};
use super::local::Local;
use super::sought::{Least, seek};
use super::structure::Structure;
use crate::concept::Shape;
use crate::problem::{Condition, ConstraintKind, IssueId, OptionId, Package, View, Worth};
use messages::{Region, Scratch};
use num_bigint::{BigInt, BigUint};
use num_traits::ToPrimitive;
use pieces::Pieces;

/// Sweeps over the whole problem before it is divided, at most.
const FIRST_SWEEPS: usize = 200;
/// Sweeps over a part, at most.
const SWEEPS: usize = 12;
/// A sweep that closes less than this share of the distance to the threshold is the last.
const WORTHWHILE: f64 = 0.02;
/// Regions from whose best options a climb starts.
const CLIMBS: u64 = 64;
/// Packages that such a climb may look at.
const CLIMB_STEPS: usize = 1_000;
/// The same before the whole is divided.
const FIRST_CLIMB_STEPS: usize = 20_000;
/// Choices in the diagrams of a region that no piece links any more, at most.
const FINISH_ARCS: usize = 1 << 16;
/// What an option left counts against an open link, when an issue is chosen to divide a region at.
const OPTION_COST: f64 = 0.3;

/// Sweeps for the first weights tried, and for each of the next.
const FIRST_TRIAL_SWEEPS: usize = 24;
const TRIAL_SWEEPS: usize = 4;
/// By how much a weight is changed.
const TRIAL_STEPS: [(u32, u32); 3] = [(4, 3), (12, 11), (40, 39)];

/// How often progress is told, in regions.
const REPORT: u64 = 16;

/// A region being divided.
struct Division {
    region: Region,
    issue: usize,
    /// Options still to try, the most promising last, each with a bound.
    options: Vec<(f64, OptionId)>,
}

/// A search over all packages of a view.
pub(super) struct Branching<'v> {
    view: &'v View<'v>,
    weights: Weights,
    pieces: Pieces<'v>,
    local: Local<'v>,
    scratch: Scratch,
    /// About what one pass over a region costs: its messages, its options, and each rule's terms and options.
    work: u64,
    regions: u64,
    /// No package that is still to be looked at has a larger sum of pieces.
    open: f64,
    /// If anything is looked for: the least weighted sum of its gains.
    anything: Option<BigInt>,
}

impl<'v> Branching<'v> {
    /// Prepares a search with these weights of gains; none if their numbers do not fit.
    pub(super) fn new(view: &'v View<'v>, weights: &Weights) -> Option<Self> {
        let cut = cut(view, weights, &BigInt::ZERO)?;
        let pieces = Pieces::new(view, cut);
        let options = |issue: usize| view.options(IssueId::at(issue)).count();
        let rules = pieces.rules.iter().flat_map(|rule| rule.scope()).map(|issue| 1 + 2 * options(issue.index()));
        let work =
            pieces.messages + (0..view.problem().issues().len()).map(options).sum::<usize>() + rules.sum::<usize>();
        Some(Branching {
            view,
            weights: weights.clone(),
            work: work as u64,
            pieces,
            local: Local::new(view),
            scratch: Scratch::default(),
            regions: 0,
            open: 0.0,
            anything: None,
        })
    }

    /// Looks for anything that the incumbent takes, of what has at least this weighted sum of gains, and ends with the first.
    pub(super) fn anything_from(self, least: BigInt) -> Self {
        Branching { anything: Some(least), ..self }
    }

    /// What is still looked for has at least this sum of pieces.
    fn threshold(&self, incumbent: &Incumbent) -> f64 {
        let gains = incumbent.threshold(&self.weights.gains).unwrap_or(BigInt::ZERO);
        let gains = self.anything.clone().into_iter().fold(gains, BigInt::max);
        cut(self.view, &self.weights, &gains).map_or(f64::NEG_INFINITY, |cut| self.pieces.threshold(cut.threshold))
    }

    /// No package that is still to be looked at has larger weighted gains than this.
    pub(super) fn most(&self) -> BigInt {
        // The cut's threshold is that of gains of 0: what utilities weigh without a deal.
        self.pieces.exactly(self.open) - self.pieces.cut().threshold
    }

    /// Looks at all packages that may score at least as well as the incumbent, and offers it what is found; at most so
    /// many regions, and a few more.
    pub(super) fn run(&mut self, incumbent: &mut Incumbent, budget: u64, control: &Control) -> Result<Ended, Stop> {
        let mut root = Region::of(self.view, &self.pieces);
        self.open = root.bound(&self.pieces);
        if !self.narrow(&mut root, FIRST_SWEEPS, incumbent, control)? {
            return Ok(Ended::Complete);
        }
        let mut divisions: Vec<Division> = self.divide(root, incumbent, control)?.into_iter().collect();
        while let Some((bound, option)) = next(&mut divisions) {
            if self.anything.is_some() && incumbent.gains().is_some() {
                return Ok(Ended::Complete);
            }
            if bound < self.threshold(incumbent) {
                continue;
            }
            if self.regions > budget {
                return Ok(Ended::OverBudget);
            }
            if self.regions.is_multiple_of(REPORT) {
                let open = divisions.iter().flat_map(|division| division.options.iter().map(|(bound, _)| *bound));
                let zero = self.pieces.threshold(self.pieces.cut().threshold);
                control.narrowed(open.fold(bound, f64::max) - zero, self.threshold(incumbent) - zero);
            }
            let Some(division) = divisions.last_mut() else { break };
            let mut region = match division.options.is_empty() {
                true => std::mem::replace(&mut division.region, Region::empty()),
                false => division.region.clone(),
            };
            region.left[division.issue] = vec![option];
            region.pass_around(&self.pieces, division.issue, &mut self.scratch);
            let narrowed = self.narrow(&mut region, SWEEPS, incumbent, control);
            let divided = match narrowed {
                Ok(true) => self.divide(region, incumbent, control),
                Ok(false) => Ok(None),
                Err(stop) => Err(stop),
            };
            match divided {
                Ok(division) => divisions.extend(division),
                Err(stop) => {
                    let open = divisions.iter().flat_map(|division| division.options.iter().map(|(bound, _)| *bound));
                    self.open = open.fold(bound, f64::max);
                    return Err(stop);
                }
            }
        }
        Ok(Ended::Complete)
    }

    /// Passes messages and drops options while that helps; false if nothing that is looked for is left.
    fn narrow(
        &mut self,
        region: &mut Region,
        sweeps: usize,
        incumbent: &mut Incumbent,
        control: &Control,
    ) -> Result<bool, Stop> {
        let mut threshold = self.threshold(incumbent);
        let mut before = f64::INFINITY;
        for sweep in 0..sweeps {
            if !self.propagate(region) {
                return Ok(false);
            }
            let Some(bound) = region.filter(&self.pieces, threshold) else { return Ok(false) };
            if self.regions == 0 {
                self.open = bound;
                if sweep % 32 == 31 {
                    self.climb(region, incumbent);
                    control.check()?;
                    threshold = self.threshold(incumbent);
                }
            }
            if sweep > 1 && before - bound < WORTHWHILE * (bound - threshold).max(1.0) {
                break;
            }
            before = bound;
            control.examined(self.work)?;
            region.sweep(&self.pieces, sweep % 2 == 1, &mut self.scratch);
        }
        self.regions += 1;
        if self.regions <= CLIMBS {
            self.climb(region, incumbent);
            control.check()?;
            threshold = self.threshold(incumbent);
        }
        control.examined(self.work)?;
        Ok(region.filter(&self.pieces, threshold).is_some() && self.propagate(region))
    }

    /// Climbs from the region's most promising options.
    fn climb(&self, region: &Region, incumbent: &mut Incumbent) {
        let steps = if self.regions <= 1 { FIRST_CLIMB_STEPS } else { CLIMB_STEPS };
        let options = self.local.climb(incumbent.shape(), region.most_promising(&self.pieces), steps);
        incumbent.expect_package(self.view, &options);
    }

    /// Drops options that break a rule which no piece stands for; false if one cannot be satisfied any more.
    fn propagate(&self, region: &mut Region) -> bool {
        for rule in &self.pieces.rules {
            match &rule.kind {
                ConstraintKind::Sum { terms, min, max } => {
                    let range = |left: &[OptionId], values: &[i64]| {
                        let values = left.iter().map(|option| values[option.index()]);
                        (values.clone().min().unwrap_or(0), values.max().unwrap_or(0))
                    };
                    let ranges: Vec<(i64, i64)> =
                        terms.iter().map(|(issue, values)| range(&region.left[issue.index()], values)).collect();
                    let least: i64 = ranges.iter().map(|(least, _)| least).sum();
                    let most: i64 = ranges.iter().map(|(_, most)| most).sum();
                    for ((issue, values), (own_least, own_most)) in terms.iter().zip(&ranges) {
                        region.left[issue.index()].retain(|option| {
                            let value = values[option.index()];
                            max.is_none_or(|max| least - own_least + value <= max)
                                && min.is_none_or(|min| most - own_most + value >= min)
                        });
                        if region.left[issue.index()].is_empty() {
                            return false;
                        }
                    }
                }
                ConstraintKind::Count { of, min, max } => {
                    let (mut sure, mut possible) = (0, 0);
                    for condition in of {
                        let inside = |(issue, set): &(IssueId, crate::problem::OptionSet)| {
                            region.left[issue.index()].iter().filter(|option| set[option.index()]).count()
                        };
                        sure += usize::from(condition.0.iter().all(|c| inside(c) == region.left[c.0.index()].len()));
                        possible += usize::from(condition.0.iter().all(|c| inside(c) > 0));
                    }
                    if sure > *max || possible < *min {
                        return false;
                    }
                }
                ConstraintKind::Consents(consents) => {
                    let may = |condition: &Condition| {
                        let open = |(issue, set): &(IssueId, crate::problem::OptionSet)| {
                            region.left[issue.index()].iter().any(|option| set[option.index()])
                        };
                        condition.0.iter().all(open)
                    };
                    let (mut possible, mut needed) = (0, true);
                    // At best; of those who must share a belief, in each state.
                    let mut surplus = Vec::new();
                    for (at, one) in consents.of.iter().enumerate() {
                        // With all that combinations may add.
                        let largest = |(issue, values): &(IssueId, Box<[i64]>)| {
                            region.left[issue.index()].iter().map(|option| values[option.index()]).max().unwrap_or(0)
                        };
                        let most = one.sum.terms.iter().map(largest).sum::<i64>();
                        let more = one.sum.more.iter().map(|(worth, _, most)| match worth {
                            Worth::When(condition, add) if *add > 0 && !may(condition) => 0,
                            _ => *most,
                        });
                        let most = most + more.sum::<i64>();
                        if consents.share_a_belief {
                            surplus.push(most - one.sum.floor);
                            continue;
                        }
                        let asked = one.when.as_ref().is_none_or(|when| {
                            let inside = |(issue, set): &(IssueId, crate::problem::OptionSet)| {
                                region.left[issue.index()].iter().all(|option| set[option.index()])
                            };
                            when.0.iter().all(inside)
                        });
                        let refuses = asked && !one.has_levels() && most < one.sum.floor;
                        possible += usize::from(!refuses);
                        needed &= !(refuses && consents.rule.veto[at]);
                    }
                    if consents.share_a_belief {
                        if !consents.may_share(&surplus) {
                            return false;
                        }
                        continue;
                    }
                    if !needed || possible < consents.rule.quota {
                        return false;
                    }
                }
                // Checked where a package is complete.
                ConstraintKind::Forbid(_) | ConstraintKind::Implies(..) => {}
            }
        }
        true
    }

    /// Whether a piece or a rule still links issues of which several options are left.
    fn open_links(&self, region: &Region, issue: usize) -> usize {
        let open =
            |scope: &[usize]| scope.iter().filter(|other| **other != issue && region.left[**other].len() > 1).count();
        self.pieces.over[issue].iter().map(|piece| open(&self.pieces.pieces[*piece].scope)).sum()
    }

    /// Chooses the issue to divide a region at. A region without open links is searched at once.
    fn divide(
        &mut self,
        region: Region,
        incumbent: &mut Incumbent,
        control: &Control,
    ) -> Result<Option<Division>, Stop> {
        let undecided = || (0..region.left.len()).filter(|issue| region.left[*issue].len() > 1);
        let linked = undecided().map(|issue| (issue, self.open_links(&region, issue))).filter(|(_, links)| *links > 0);
        let promise = |(issue, links): &(usize, usize)| *links as f64 - OPTION_COST * region.left[*issue].len() as f64;
        let chosen = linked.max_by(|a, b| promise(a).total_cmp(&promise(b)).then(b.0.cmp(&a.0)));
        let issue = match chosen {
            Some((issue, _)) => issue,
            None => match self.finish(&region, incumbent, control) {
                // Rules that link too many issues for a diagram: divide on.
                Err(Stop::TooLarge) => match undecided().max_by_key(|issue| region.left[*issue].len()) {
                    Some(issue) => issue,
                    None => return Ok(None),
                },
                finished => return finished.map(|()| None),
            },
        };
        let start = self.pieces.offsets.of(issue).start;
        let bound = region.bound(&self.pieces) - region.best(&self.pieces, issue);
        let mut options: Vec<(f64, OptionId)> =
            region.left[issue].iter().map(|option| (bound + region.worth[start + option.index()], *option)).collect();
        options.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        Ok(Some(Division { region, issue, options }))
    }

    /// Searches a region whose pieces link nothing any more. Rules may: the diagrams follow them.
    fn finish(&self, region: &Region, incumbent: &mut Incumbent, control: &Control) -> Result<(), Stop> {
        let first: Vec<OptionId> = region.left.iter().filter_map(|left| left.first().copied()).collect();
        if region.left.iter().all(|left| left.len() == 1) {
            let package = Package::new(&first[..]);
            let utilities = self.view.problem().utilities(&package);
            let accepted = incumbent.demanding(self.view).is_individually_rational(&utilities);
            if accepted && self.view.is_feasible(&package) {
                incumbent.offer(self.view, &utilities, &first, &BigUint::from(1u32));
            }
            return Ok(());
        }
        // Building what is left may take longer than all messages since the last look at the clock.
        control.check()?;
        let mut view = self.view.clone();
        for (issue, left) in region.left.iter().enumerate() {
            view = view.keep(issue, left);
        }
        // To divide an issue of many options further would cost more than its choices.
        let arcs = FINISH_ARCS.max(2 * region.left.iter().map(Vec::len).sum::<usize>());
        let Some(structure) = Structure::build_within(&view, arcs, control)? else { return Ok(()) };
        let weights = [self.weights.clone()];
        let least = Least { sum: self.anything.as_ref(), value: None };
        let found = seek(&view, &structure, &weights, &least, incumbent, u64::MAX, control);
        found.unwrap_or(Err(Stop::TooLarge)).map(|_| ())
    }
}

/// Takes the next option to look at, with its bound; forgets divisions that have none left.
fn next(divisions: &mut Vec<Division>) -> Option<(f64, OptionId)> {
    while let Some(division) = divisions.last_mut() {
        match division.options.pop() {
            None => drop(divisions.pop()),
            option => return option,
        }
    }
    None
}

/// Weights tried, with what the messages for them make of the bound.
struct Trial {
    weights: Weights,
    region: Region,
    /// The unit of the messages, as a power of two.
    unit: u32,
    /// No first number of the measure exceeds this.
    ceiling: f64,
}

impl Trial {
    /// Bounds the incumbent's measure with some weights, starting from the messages for others like them.
    fn new(view: &View, incumbent: &Incumbent, weights: Weights, start: Option<&Trial>) -> Option<Self> {
        let cut = cut(view, &weights, &BigInt::ZERO)?;
        let at_zero = cut.threshold;
        let pieces = Pieces::new(view, cut);
        let (mut region, sweeps) = match start {
            Some(trial) => (trial.region.carried_over(&pieces, trial.unit), TRIAL_SWEEPS),
            None => (Region::of(view, &pieces), FIRST_TRIAL_SWEEPS),
        };
        let mut scratch = Scratch::default();
        for sweep in 0..sweeps {
            region.sweep(&pieces, sweep % 2 == 1, &mut scratch);
        }
        let most = pieces.exactly(region.bound(&pieces)) - at_zero;
        let ceiling = incumbent.ceiling(&weights.gains, &most)?.to_f64()?;
        Some(Trial { unit: pieces.unit(), weights, region, ceiling })
    }
}

/// Weights near the given ones that bound the incumbent's measure better, by trying what messages make of them.
pub(super) fn tuned(view: &View, incumbent: &Incumbent, weights: Weights, control: &Control) -> Weights {
    let Some(mut best) = Trial::new(view, incumbent, weights.clone(), None) else { return weights };
    for (numerator, denominator) in TRIAL_STEPS {
        for party in 0..weights.gains.len() {
            for (up, down) in [(numerator, denominator), (denominator, numerator)] {
                // As long as it goes on getting better in one direction.
                while control.check().is_ok() {
                    let leaning = best.weights.leaning(party, up, down);
                    match Trial::new(view, incumbent, leaning, Some(&best)) {
                        Some(trial) if trial.ceiling < best.ceiling => best = trial,
                        _ => break,
                    }
                }
            }
        }
    }
    best.weights
}

/// A package that is about best for weights of utilities, by messages and a climb. Weights may be negative.
pub(super) fn promising(view: &View, weights: &[f64]) -> Package {
    let largest = weights.iter().copied().map(f64::abs).fold(f64::MIN_POSITIVE, f64::max);
    let rounded = |weight: &f64| (weight / largest * (1u64 << 30) as f64).round() as i64;
    let weights: Vec<i64> = weights.iter().map(rounded).collect();
    let sum = Cut { weights: weights.iter().map(|weight| i128::from(*weight)).collect(), threshold: 0 };
    let pieces = Pieces::new(view, sum);
    let mut region = Region::of(view, &pieces);
    let mut scratch = Scratch::default();
    for sweep in 0..SWEEPS {
        region.sweep(&pieces, sweep % 2 == 1, &mut scratch);
    }
    // Weights of utilities as units of gains.
    let unit = |(weight, multiplier): (&i64, &i64)| Some(BigInt::from(weight / multiplier));
    let shape = Shape::Sum { units: weights.iter().zip(view.multipliers()).map(unit).collect() };
    Package::new(Local::new(view).climb(&shape, region.most_promising(&pieces), CLIMB_STEPS))
}
