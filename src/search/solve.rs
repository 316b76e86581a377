//! What the concepts choose: which engine answers, and what is left to say when it stops.
//!
//! A small negotiation set answers everything at once, so [elimination](super::eliminate) tries first. Where it is not
//! small, and frontiers soon hold millions of points, each concept is [searched for](super::direct) by itself: along the
//! decision diagrams or, where issues are linked too tightly for those, by branch and bound. Looking at every package is
//! for few packages, and for objectives that nothing bounds.

use super::answer::{Agreement, Answer, Counts, Solution, Status};
use super::boxes::{self, Landscape};
use super::choose::{choose, ideal, maximisers, scan, setting, solution};
use super::direct::{self, Ground};
use super::eliminate::{Query, Target, eliminate, eliminate_with};
use super::limits::{Control, Stop};
use super::structure::Structure;
use super::{COUNT_STEPS, Engine, FEW_PACKAGES, Search, count, enumerate, local};
use crate::concept::Concept;
use crate::exact::Number;
use crate::frontier::Point;
use crate::problem::{IssueId, Package, PartyId, View};
use itertools::Itertools;
use num_bigint::BigUint;
use num_traits::ToPrimitive;

/// A negotiation set is not listed if more points than this, for each search that would be needed otherwise, have to be
/// kept at once.
const POINTS_A_SEARCH: usize = 400;
/// Diagrams for single concepts may have this many arcs; beyond, branch and bound is quicker.
pub(super) const ARCS: usize = 1 << 16;
/// Two parties have small negotiation sets, and may have so many arcs for listing them.
const ARCS_OF_TWO: usize = 1 << 18;
/// So many points of theirs may be kept at once.
const POINTS_OF_TWO: usize = 1 << 18;
/// From so many parties on, looking at each of few packages is quicker than combining issues, or than more searches than
/// these.
const MANY_PARTIES: usize = 5;
const FEW_SEARCHES: usize = 2;
/// Steps that the search for a party's coordinate of the ideal point may take where no concept needs it.
const STEPS_FOR_A_COLUMN: u64 = 1 << 20;

/// What a search has found.
#[derive(Default)]
struct Found<'s> {
    /// The ideal point, if any package is individually rational.
    ideal: Option<Vec<i64>>,
    solutions: Vec<Solution<'s>>,
    stop: Option<Stop>,
}

/// How an answer was found.
struct Answered {
    engine: Engine,
    reasons: Vec<String>,
    counts: Counts,
    by_rule: bool,
}

impl Answered {
    fn with<'s>(
        self,
        view: &View,
        status: Status,
        ideal: Option<Vec<i64>>,
        solutions: Vec<Solution<'s>>,
    ) -> Answer<'s> {
        let Answered { engine, reasons, counts, by_rule } = self;
        let ideal = ideal.map(|ideal| in_units(view, &ideal));
        let (left_out, refutation) = (Vec::new(), None);
        Answer { status, engine, reasons, counts, by_rule, ideal, solutions, left_out, refutation }
    }
}

/// Scaled utilities by party, in the author's units.
pub(super) fn in_units(view: &View, utilities: &[i64]) -> Vec<Number> {
    utilities.iter().enumerate().map(|(party, utility)| view.problem().in_units(PartyId::at(party), *utility)).collect()
}

impl<'s> From<super::choose::Found<'s>> for Found<'s> {
    fn from((ideal, solutions): super::choose::Found<'s>) -> Self {
        Found { ideal, solutions, stop: None }
    }
}

impl<'s> Search<'s> {
    /// Finds what the concepts choose that look at gains.
    pub(super) fn run_by_gains(mut self) -> Answer<'s> {
        if let Some(seats) = self.view.seats() {
            return self.run_with_seats(&seats);
        }
        if self.view.problem().has_levels() {
            return self.run_with_levels();
        }
        if let Engine::Levels = self.engine {
            self.engine = Engine::Automatic;
        }
        let control = Control::new(&self.limits);
        let view = &self.view;
        let all = view.package_count();
        let few = all.to_u64().is_some_and(|all| all <= FEW_PACKAGES);
        let mut counts = Counts { all, feasible: None, individually_rational: None, acceptable: None };
        let mut reasons = Vec::new();
        let by_rule = self.by_rule && !view.acceptance().is_unanimous();
        if let Some(stop) = self.limits.interrupt.asked() {
            // Who was told to stop before it began has nothing to show, and does not look for something.
            let answered = Answered { engine: self.engine, reasons, counts, by_rule };
            return answered.with(view, Status::Stopped(stop), None, Vec::new());
        }
        let built = match self.engine {
            _ if counts.all == BigUint::ZERO => Ok(None),
            Engine::Enumerate | Engine::Branch => Err(Stop::TooLarge),
            Engine::Automatic | Engine::Levels => Structure::build_within(view, ARCS, &control),
            Engine::Eliminate | Engine::Descend => Structure::build(view, &control),
        };
        let structure = match built {
            Ok(Some(structure)) => {
                reasons.push(structure.describe(view));
                Some(structure)
            }
            Ok(None) => {
                for count in [&mut counts.feasible, &mut counts.individually_rational, &mut counts.acceptable] {
                    *count = Some(BigUint::ZERO);
                }
                reasons.push("The rules and red lines leave no package.".into());
                let answered = Answered { engine: Engine::Eliminate, reasons, counts, by_rule };
                return answered.with(view, Status::NoAgreement, None, Vec::new());
            }
            Err(Stop::TooLarge) => {
                if let Engine::Automatic = self.engine {
                    reasons.push(format!("Issues are linked too tightly for diagrams of at most {ARCS} choices."));
                }
                None
            }
            Err(stop) => {
                let everybody = view.clone().with_consent_of(&vec![true; view.parties()]);
                let solutions = so_far(&everybody, Ground::Links, &self.concepts, None);
                let answered = Answered { engine: self.engine, reasons, counts, by_rule };
                return answered.with(view, Status::Stopped(stop), None, solutions);
            }
        };
        counts.feasible = structure.as_ref().map(Structure::count);
        let everybody = view.clone().with_consent_of(&vec![true; view.parties()]);
        let landscape = match (self.engine, &structure) {
            (Engine::Automatic, None) => boxes::landscape(&everybody).filter(Landscape::is_wide),
            (Engine::Branch, None) => boxes::landscape(&everybody),
            _ => None,
        };
        let ground = match (&structure, &landscape) {
            (Some(structure), _) => Ground::Diagrams(structure),
            (None, Some(landscape)) => Ground::Boxes(landscape),
            (None, None) => Ground::Links,
        };
        let (engine, found) = match (self.engine, &structure) {
            // Each coalition has its own search.
            (_, Some(_)) if by_rule => (Engine::Eliminate, Ok(Found::default())),
            (_, None) if by_rule => (Engine::Enumerate, Ok(Found::default())),
            (Engine::Automatic, Some(_)) if few && view.parties() >= MANY_PARTIES && self.searches() > FEW_SEARCHES => {
                reasons.push(format!("{} packages are few enough to look at each.", counts.all));
                (Engine::Enumerate, scan(view, &everybody, &self.concepts, &control, &mut counts).map(Found::from))
            }
            (Engine::Enumerate, _) => {
                (Engine::Enumerate, scan(view, &everybody, &self.concepts, &control, &mut counts).map(Found::from))
            }
            (Engine::Automatic, Some(structure)) => self.combine(&everybody, structure, &control, &mut reasons),
            (Engine::Eliminate, Some(structure)) => (Engine::Eliminate, self.listed(&everybody, structure, &control)),
            (Engine::Descend, Some(structure)) => {
                (Engine::Descend, self.directly(&everybody, Ground::Diagrams(structure), &control))
            }
            (Engine::Automatic | Engine::Branch, None) if landscape.is_some() => {
                reasons.extend(landscape.as_ref().map(Landscape::describe));
                counts.feasible = view.constraints().next().is_none().then(|| counts.all.clone());
                (Engine::Branch, self.directly(&everybody, ground, &control))
            }
            (Engine::Automatic | Engine::Branch, None) => {
                match self.listed_of_two(&everybody, &control, &mut reasons) {
                    Some(found) => (Engine::Eliminate, found),
                    None => (Engine::Branch, self.directly(&everybody, Ground::Links, &control)),
                }
            }
            (engine, _) => (engine, Err(Stop::TooLarge)),
        };
        let Found { mut ideal, mut solutions, stop } = match found {
            Ok(found) => found,
            Err(stop) => Found { stop: Some(stop), ..Found::default() },
        };
        if let Some(stop) = stop {
            let known: Vec<&str> = solutions.iter().map(|solution| solution.concept.id()).collect();
            let left = self.concepts.iter().copied().filter(|concept| !known.contains(&concept.id())).collect_vec();
            solutions.extend(so_far(&everybody, ground, &left, None));
            return Answered { engine, reasons, counts, by_rule }.with(view, Status::Stopped(stop), None, solutions);
        }
        if self.counts
            && counts.individually_rational.is_none()
            && let Some(structure) = &structure
        {
            let count = |view| count::acceptable(view, structure, COUNT_STEPS, &control).unwrap_or(None);
            counts.individually_rational = count(&everybody);
            counts.acceptable =
                if view.acceptance().is_unanimous() { counts.individually_rational.clone() } else { count(view) };
        }
        if by_rule {
            let found = self.deciding(structure.as_ref(), &control);
            let status = match found.stop {
                Some(stop) => Status::Stopped(stop),
                None if found.ideal.is_some() => Status::Agreement,
                None => Status::NoAgreement,
            };
            (ideal, solutions) = (found.ideal, found.solutions);
            return Answered { engine, reasons, counts, by_rule }.with(view, status, ideal, solutions);
        }
        let agreed = ideal.is_some() || !solutions.is_empty();
        let mut status = if agreed { Status::Agreement } else { Status::NoAgreement };
        if !agreed && !view.acceptance().is_unanimous() {
            (status, solutions) = self.coalitions(structure.as_ref(), &control);
        }
        Answered { engine, reasons, counts, by_rule }.with(view, status, ideal, solutions)
    }

    /// Ideal point and solutions from the whole negotiation set.
    fn listed(&self, view: &View, structure: &Structure, control: &Control) -> Result<Found<'s>, Stop> {
        let frontier = eliminate(view, structure, Target::Acceptable, control)?;
        Ok(choose(view, &self.concepts, &frontier.points).into())
    }

    /// The same for two parties whose issues are linked tightly, by a budget say; none if their diagrams, or what has to be
    /// kept, are too large even so.
    fn listed_of_two(
        &self,
        view: &View,
        control: &Control,
        reasons: &mut Vec<String>,
    ) -> Option<Result<Found<'s>, Stop>> {
        if self.engine != Engine::Automatic || view.parties() != 2 {
            return None;
        }
        let structure = match Structure::build_within(view, ARCS_OF_TWO, control) {
            Ok(structure) => structure?,
            Err(Stop::TooLarge) => return None,
            Err(stop) => return Some(Err(stop)),
        };
        let query = Query::of(Target::Acceptable, control.points.min(POINTS_OF_TWO));
        match eliminate_with(view, &structure, query, control) {
            Ok(frontier) => {
                let points = frontier.points.len();
                reasons.push(format!("Two parties: larger diagrams list the {points} points of the negotiation set."));
                Some(Ok(choose(view, &self.concepts, &frontier.points).into()))
            }
            Err(Stop::PointLimit | Stop::TooLarge) => None,
            Err(stop) => Some(Err(stop)),
        }
    }

    /// Ideal point and solutions: from the negotiation set if it is small, else one by one.
    fn combine(
        &self,
        view: &View,
        structure: &Structure,
        control: &Control,
        reasons: &mut Vec<String>,
    ) -> (Engine, Result<Found<'s>, Stop>) {
        // Where a party accepts anything, its gain may be negative, and sums of gains bound nothing.
        let bounded = view.floors().iter().all(Option::is_some);
        let points =
            if bounded { control.points.min(POINTS_A_SEARCH * self.searches().max(1)) } else { control.points };
        let query = Query::of(Target::Acceptable, points);
        match eliminate_with(view, structure, query, control) {
            Ok(frontier) => {
                reasons.push(format!("The negotiation set has {} points: all are listed.", frontier.points.len()));
                return (Engine::Eliminate, Ok(choose(view, &self.concepts, &frontier.points).into()));
            }
            Err(Stop::PointLimit) if bounded => {}
            Err(stop) => return (Engine::Eliminate, Err(stop)),
        }
        reasons.push(format!("More than {points} points have to be kept at once to list the negotiation set."));
        match self.directly(view, Ground::Diagrams(structure), control) {
            Err(Stop::TooLarge) => {
                reasons.push("Some concept cannot be bounded by weighted sums, so that all points are listed.".into());
                (Engine::Eliminate, self.listed(view, structure, control))
            }
            found => (Engine::Descend, found),
        }
    }

    /// Whether the ideal point is asked for, or needed by a concept.
    pub(super) fn needs_ideal(&self) -> bool {
        self.ideal || self.rests_on_ideal()
    }

    /// Whether it decides on the answer, or is all of it.
    fn rests_on_ideal(&self) -> bool {
        self.concepts.is_empty() || self.concepts.iter().any(|concept| concept.needs_ideal())
    }

    /// How many searches it would take to find what is asked for by searching for each thing by itself.
    fn searches(&self) -> usize {
        self.concepts.len() + if self.needs_ideal() { self.view.parties() } else { 0 }
    }

    /// Ideal point and solutions, each by its own search. Too large if one of them cannot be bounded.
    fn directly(&self, view: &View, ground: Ground, control: &Control) -> Result<Found<'s>, Stop> {
        let parties = view.parties();
        if view.floors().iter().any(Option::is_none) {
            return Err(Stop::TooLarge);
        }
        let own = |party: usize, control: &Control| {
            // Whoever may gain nothing has its ceiling in whatever everybody accepts; whether there is anything, the first tells.
            let ceiling = view.problem().ceiling(PartyId::at(party)).filter(|_| party > 0);
            if let Some(at) = ceiling.filter(|at| view.gain(PartyId::at(party), *at) == 0) {
                return Ok(Some(at));
            }
            let own = direct::GainOf { party, parties };
            let best = direct::best(view, ground, &own, false, control).ok_or(Stop::TooLarge)?;
            match best.stop {
                Some(stop) => Err(stop),
                None => Ok(best.incumbent.gains().map(|gains| view.utility(party, gains[party]))),
            }
        };
        let needed = self.rests_on_ideal();
        let ideal = if needed {
            let best: Option<Vec<i64>> = each((0..parties).collect(), |party| own(party, control), control)
                .into_iter()
                .collect::<Result<_, _>>()?;
            match best {
                Some(ideal) => ideal,
                None => return Ok(Found::default()),
            }
        } else {
            corner(view, ground)
        };
        let members = vec![true; parties];
        let setting = setting(view, &members, &ideal);
        let chosen = |concept: &'s dyn Concept| {
            let objective = concept.objective(&setting);
            let best = direct::best(view, ground, &*objective, true, control).ok_or(Stop::TooLarge)?;
            let points = if best.stop.is_some() { best.incumbent.so_far() } else { best.incumbent.points() };
            let solution = match best.stop {
                _ if !points.is_empty() => Some(solution(concept, &*objective, view, &members, points)),
                Some(_) => so_far(view, ground, &[concept], needed.then_some(&ideal)).pop(),
                None => None,
            };
            let bound = best.ceiling.and_then(|ceiling| objective.value_at(&ceiling));
            let (proven, proof) = (best.stop.is_none(), best.proof);
            let with_bound = |solution: Solution<'s>| {
                let bound = bound.or(solution.bound).filter(|_| !proven);
                Solution { proven, proof, bound, ..solution }
            };
            Ok((solution.map(with_bound), best.stop))
        };
        let mut found = Found { ideal: needed.then(|| ideal.clone()), ..Found::default() };
        for answer in each(self.concepts.clone(), chosen, control) {
            let (solution, stop) = answer?;
            if solution.is_none() && stop.is_none() {
                return Ok(Found::default());
            }
            found.solutions.extend(solution);
            found.stop = found.stop.or(stop);
        }
        if self.ideal && !needed && found.stop.is_none() {
            // Nothing is chosen by it: it may be had cheaply, or be left unknown.
            let own = |party: usize| control.within(STEPS_FOR_A_COLUMN, |control| own(party, control)).ok().flatten();
            found.ideal = each((0..parties).collect(), own, control).into_iter().collect();
        }
        Ok(found)
    }

    /// Where not all parties can agree but a quota can: the solutions of the largest coalitions that the acceptance rule
    /// lets agree, each bargaining among its members. Products and minima over different coalitions cannot be compared,
    /// so each coalition has its own.
    fn coalitions(&self, structure: Option<&Structure>, control: &Control) -> (Status, Vec<Solution<'s>>) {
        let passed = self.largest_coalitions(|members| {
            let points = self.passed_by(members, structure, control)?;
            Ok(ideal(points.iter()).map(|ideal| (ideal, points)))
        });
        let passed = match passed {
            Ok(passed) if passed.is_empty() => return (Status::NoAgreement, Vec::new()),
            Ok(passed) => passed,
            Err(stop) => return (Status::Stopped(stop), Vec::new()),
        };
        let of = |concept| {
            passed.iter().map(move |(members, (ideal, points))| self.bargained(concept, members, ideal, points))
        };
        (Status::Agreement, self.concepts.iter().copied().flat_map(of).collect())
    }

    /// The largest coalitions short of all parties that the acceptance rule lets agree, and what their members can agree on; none
    /// if no coalition can.
    pub(super) fn largest_coalitions<T>(
        &self,
        mut agreed: impl FnMut(&[bool]) -> Result<Option<T>, Stop>,
    ) -> Result<Vec<(Vec<bool>, T)>, Stop> {
        let acceptance = self.view.acceptance();
        for size in (acceptance.quota..self.view.parties()).rev() {
            let passed = passed(acceptance.coalitions(size), &mut agreed)?;
            if !passed.is_empty() {
                return Ok(passed);
            }
        }
        Ok(Vec::new())
    }

    /// What a coalition's members accept, whoever else refuses it: the points that nothing dominates.
    fn passed_by(
        &self,
        members: &[bool],
        structure: Option<&Structure>,
        control: &Control,
    ) -> Result<Vec<Point>, Stop> {
        let view = self.view.clone().with_consent_of(members);
        let frontier = match structure {
            Some(structure) => eliminate(&view, structure, Target::Acceptable, control),
            None => enumerate::enumerate(&view, Target::Acceptable, control),
        };
        frontier.map(|frontier| frontier.points)
    }

    /// What a concept chooses for a coalition among these points, at least one.
    fn bargained(&self, concept: &'s dyn Concept, members: &[bool], ideal: &[i64], points: &[Point]) -> Solution<'s> {
        let objective = concept.objective(&setting(&self.view, members, ideal));
        let agreements = maximisers(&self.view, members, &*objective, points);
        solution(concept, &*objective, &self.view, members, agreements).of_coalition(members)
    }

    /// The solutions of the smallest sets of parties that the acceptance rule lets decide; see [`Search::by_rule`].
    fn deciding(&self, structure: Option<&Structure>, control: &Control) -> Found<'s> {
        let passed = passed(self.view.acceptance().deciding(), |members| {
            let points = self.passed_by(members, structure, control)?;
            Ok((!points.is_empty()).then_some(points))
        });
        let passed = match passed {
            Ok(passed) => passed,
            Err(stop) => return Found { stop: Some(stop), ..Found::default() },
        };
        let Some(ideal) = ideal(passed.iter().flat_map(|(_, points)| points)) else { return Found::default() };
        let mut solutions = Vec::new();
        for concept in &self.concepts {
            let own = passed.iter().map(|(members, points)| self.bargained(*concept, members, &ideal, points));
            solutions.extend(stable(own.collect()));
        }
        Found { ideal: Some(ideal), solutions, stop: None }
    }
}

/// The coalitions whose members can agree, and on what.
pub(super) fn passed<T>(
    coalitions: impl Iterator<Item = Vec<bool>>,
    mut agreed: impl FnMut(&[bool]) -> Result<Option<T>, Stop>,
) -> Result<Vec<(Vec<bool>, T)>, Stop> {
    let found = coalitions.filter_map(|members| match agreed(&members) {
        Ok(found) => found.map(|found| Ok((members, found))),
        Err(stop) => Some(Err(stop)),
    });
    found.collect()
}

/// What coalitions choose, without what all members of another one would leave for what they choose themselves; if that leaves
/// nothing, all of it.
pub(super) fn stable<'s>(own: Vec<Solution<'s>>) -> Vec<Solution<'s>> {
    let left = |one: &Agreement| {
        own.iter().any(|other| {
            let coalition = other.coalition.as_deref().unwrap_or_default();
            let more = |better: &Agreement| coalition.iter().all(|at| better.gains[at.index()] > one.gains[at.index()]);
            !coalition.is_empty() && other.agreements.iter().any(more)
        })
    };
    let stays = |solution: &Solution<'s>| {
        let agreements = solution.agreements.iter().filter(|point| !left(point)).cloned().collect();
        Solution { agreements, ..solution.clone() }
    };
    let stable: Vec<Solution> = own.iter().map(stays).filter(|solution| !solution.agreements.is_empty()).collect();
    if stable.is_empty() { own } else { stable }
}

/// Answers in order, searched for on several threads if asked to. Which thread does what changes no answer.
fn each<I: Send, O: Send>(items: Vec<I>, search: impl Fn(I) -> O + Sync + Send, control: &Control) -> Vec<O> {
    #[cfg(feature = "parallel")]
    if control.threads > 1
        && let Ok(pool) = rayon::ThreadPoolBuilder::new().num_threads(control.threads).build()
    {
        use rayon::iter::{IntoParallelIterator, ParallelIterator};
        return pool.install(|| items.into_par_iter().map(search).collect());
    }
    let _ = control;
    items.into_iter().map(search).collect()
}

/// By party, a utility that no package exceeds.
fn corner(view: &View, ground: Ground) -> Vec<i64> {
    let problem = view.problem();
    let parties = view.parties();
    let most = |party: usize| match ground {
        Ground::Diagrams(structure) => structure.diagrams.iter().map(|diagram| diagram.most[party]).sum::<i64>(),
        Ground::Links | Ground::Boxes(_) => {
            let best = |issue: usize| {
                view.options(IssueId::at(issue))
                    .map(|option| problem.values[issue][option.index() * parties + party])
                    .max()
            };
            let issues: i64 = (0..problem.issues.len()).filter_map(best).sum();
            let interactions =
                problem.interactions.iter().filter(|interaction| interaction.party == PartyId::at(party));
            issues + interactions.map(|interaction| interaction.most()).sum::<i64>()
        }
    };
    (0..parties).map(|party| problem.capped(party, problem.constants[party] + most(party))).collect()
}

/// What can be said of concepts when a search stopped: the best packages of a local search, and bounds from the most
/// that each party could get. That is its coordinate of the ideal point, if known; if not, values that need the ideal
/// point are left out.
fn so_far<'s>(
    view: &View,
    ground: Ground,
    concepts: &[&'s dyn Concept],
    ideal: Option<&Vec<i64>>,
) -> Vec<Solution<'s>> {
    let problem = view.problem();
    let corner = ideal.cloned().unwrap_or_else(|| corner(view, ground));
    let best = view.gains(&corner);
    if best.iter().any(|gain| *gain < 0) || concepts.is_empty() {
        return Vec::new();
    }
    let point = |package: Package| Point {
        utilities: problem.utilities(&package).into(),
        packages: BigUint::from(1u32),
        package,
    };
    let proposals = problem.proposals.iter().map(|proposal| proposal.package.clone());
    let points: Vec<Point> = local::candidates(view, |weights| ground.about_best(view, weights))
        .into_iter()
        .chain(proposals)
        .unique()
        .map(point)
        .filter(|point| view.is_individually_rational(&point.utilities) && view.is_feasible(&point.package))
        .collect();
    let members = vec![true; view.parties()];
    let solution = |concept: &&'s dyn Concept| {
        let objective = concept.objective(&setting(view, &members, &corner));
        let agreements = maximisers(view, &members, &*objective, &points);
        let proven_value = |gains: &[i64]| objective.value(gains).filter(|_| ideal.is_some() || !concept.needs_ideal());
        Solution {
            concept: *concept,
            proven: false,
            degenerate: false,
            value: agreements.first().and_then(|point| proven_value(&view.gains(&point.utilities))),
            bound: proven_value(&best),
            proof: None,
            coalition: None,
            agreements: agreements.first().map(|point| Agreement::of(view, point)).into_iter().collect(),
        }
    };
    concepts.iter().map(solution).collect()
}
