//! Engines over a problem, and the one door to them.
//!
//! | engine | what it does | when |
//! |---|---|---|
//! | [`Engine::Eliminate`] | combines issues, keeps what is not dominated | by default |
//! | [`Engine::Enumerate`] | looks at every package | few packages among many parties, or tightly linked issues; tests |
//!
//! [`Search`] asks for the solutions of concepts or for a frontier. Stopping early is a status of the answer, with the
//! best package found and a bound; no agreement is an answer; neither is an error.

mod answer;
mod automaton;
mod choose;
mod count;
mod diagram;
mod direct;
mod eliminate;
mod enumerate;
mod layout;
mod limits;
mod local;
mod structure;
mod support;

pub use answer::{Answer, Counts, FrontierAnswer, Solution, Status};
pub(crate) use diagram::Diagram;
pub use eliminate::Target;
pub(crate) use eliminate::{Query, eliminate, eliminate_with};
pub(crate) use limits::Control;
pub use limits::{Callback, Limits, Progress, Stop};
pub(crate) use structure::Structure;

use crate::concept::{self, Concept};
use crate::frontier::{Frontier, Point};
use crate::problem::{Package, Problem, View};
use choose::{Found, choose, ideal, maximisers, scan, setting, solution};
use num_bigint::BigUint;
use num_traits::ToPrimitive;
use std::ops::ControlFlow;

/// How to search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// Chosen by the structure of the problem.
    #[default]
    Automatic,
    /// Combine issues, keeping what is not dominated.
    Eliminate,
    /// Look at every package.
    Enumerate,
}

/// Up to so many packages, looking at each is quicker than combining issues for many parties.
const FEW_PACKAGES: u64 = 1 << 22;
/// Counting acceptable packages may take so many steps, or as many as the solutions took if they took more.
const COUNT_STEPS: u64 = 1 << 15;
/// With three and more parties, a frontier of more points than this is not built if there is a way without.
const SMALL_FRONTIER: usize = 1 << 12;
/// From so many parties on, frontiers hold so large a part of the packages that combining issues does not pay.
const MANY_PARTIES: usize = 5;

/// A question to a problem: which packages do the concepts choose, or what is the frontier?
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let model = zopa::Model::from_json(include_str!("../../models/examples/first-steps.json"))?;
/// let problem = zopa::Problem::compile(&model)?;
/// let answer = problem.search().run();
/// let nash = &answer.solutions[0];
/// assert_eq!(nash.concept.id(), "nash");
/// for (issue, option) in nash.agreements[0].package.ids(&problem) {
///     println!("{issue}: {option}");
/// }
/// # Ok(())
/// # }
/// ```
pub struct Search<'s> {
    view: View<'s>,
    concepts: Vec<&'s dyn Concept>,
    limits: Limits,
    engine: Engine,
    callback: Option<Box<Callback<'s>>>,
}

impl Problem {
    /// Starts a question: by default all concepts, no limit.
    pub fn search(&self) -> Search<'_> {
        self.view().search()
    }
}

impl<'s> View<'s> {
    /// Starts a question about this view.
    pub fn search(self) -> Search<'s> {
        Search {
            view: self,
            concepts: concept::ALL.to_vec(),
            limits: Limits::default(),
            engine: Engine::Automatic,
            callback: None,
        }
    }
}

impl<'s> Search<'s> {
    /// Asks for these concepts.
    pub fn concepts(mut self, concepts: impl IntoIterator<Item = &'s dyn Concept>) -> Self {
        self.concepts = concepts.into_iter().collect();
        self
    }

    /// Sets limits.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Chooses an engine. No engine changes an answer.
    pub fn engine(mut self, engine: Engine) -> Self {
        self.engine = engine;
        self
    }

    /// Is told how far the search has come, and can stop it with `ControlFlow::Break`. Called from the searching
    /// threads, many times a second.
    pub fn progress(mut self, callback: impl FnMut(&Progress) -> ControlFlow<()> + Send + 's) -> Self {
        self.callback = Some(Box::new(callback));
        self
    }

    /// Finds what the concepts choose.
    pub fn run(mut self) -> Answer<'s> {
        let mut callback = self.callback.take();
        let control = Control::new(&self.limits, callback.as_mut().map(|callback| &mut **callback as &mut Callback));
        let view = self.view.clone();
        let mut counts =
            Counts { all: view.package_count(), feasible: None, individually_rational: None, acceptable: None };
        let few = counts.all.to_u64().is_some_and(|all| all <= FEW_PACKAGES);
        let built = Structure::build(&view, &control);
        let engine = match (self.engine, &built) {
            (Engine::Automatic, Err(Stop::TooLarge)) if few => Engine::Enumerate,
            (Engine::Automatic, _) if few && view.parties() >= MANY_PARTIES => Engine::Enumerate,
            (Engine::Automatic, _) => Engine::Eliminate,
            (engine, _) => engine,
        };
        let everybody = view.clone().with_consent_of(&vec![true; view.parties()]);
        let structure = match built {
            Ok(None) => {
                for count in [&mut counts.feasible, &mut counts.individually_rational, &mut counts.acceptable] {
                    *count = Some(BigUint::ZERO);
                }
                return Answer { status: Status::NoAgreement, engine, counts, ideal: None, solutions: Vec::new() };
            }
            Ok(structure) => structure,
            Err(Stop::TooLarge) if engine == Engine::Enumerate => None,
            Err(stop) => {
                return Answer { status: Status::Stopped(stop), engine, counts, ideal: None, solutions: Vec::new() };
            }
        };
        counts.feasible = structure.as_ref().map(Structure::count);
        let found = match (engine, &structure) {
            (Engine::Enumerate, _) => scan(&view, &everybody, &self.concepts, &control, &mut counts),
            (_, Some(structure)) => self.combine(&everybody, structure, &control),
            // Without a structure only enumeration was left.
            (_, None) => Err(Stop::TooLarge),
        };
        let (ideal, mut solutions) = match found {
            Ok(found) => found,
            Err(stop) => {
                let solutions = structure.map_or_else(Vec::new, |structure| self.so_far(&everybody, &structure));
                return Answer { status: Status::Stopped(stop), engine, counts, ideal: None, solutions };
            }
        };
        if counts.individually_rational.is_none()
            && let Some(structure) = &structure
        {
            let budget = COUNT_STEPS.max(control.work());
            let count = |view| count::acceptable(view, structure, budget, &control).unwrap_or(None);
            counts.individually_rational = count(&everybody);
            counts.acceptable =
                if view.acceptance().is_unanimous() { counts.individually_rational.clone() } else { count(&view) };
        }
        let mut status = if ideal.is_some() { Status::Agreement } else { Status::NoAgreement };
        if ideal.is_none() && !view.acceptance().is_unanimous() {
            (status, solutions) = self.coalitions(structure.as_ref(), &control);
        }
        Answer { status, engine, counts, ideal, solutions }
    }

    /// Finds the frontier of the target.
    pub fn frontier(mut self, target: Target) -> FrontierAnswer {
        let mut callback = self.callback.take();
        let control = Control::new(&self.limits, callback.as_mut().map(|callback| &mut **callback as &mut Callback));
        let view = &self.view;
        let mut counts =
            Counts { all: view.package_count(), feasible: None, individually_rational: None, acceptable: None };
        let found = Structure::build(view, &control).and_then(|structure| {
            counts.feasible = Some(structure.as_ref().map_or(BigUint::ZERO, Structure::count));
            match (structure, self.engine) {
                (_, Engine::Enumerate) => enumerate::enumerate(view, target, &control),
                (Some(structure), _) => eliminate(view, &structure, target, &control),
                (None, _) => Ok(Frontier::default()),
            }
        });
        let found = match found {
            Err(Stop::TooLarge) if counts.all.to_u64().is_some_and(|all| all <= FEW_PACKAGES) => {
                enumerate::enumerate(view, target, &control)
            }
            found => found,
        };
        match found {
            Ok(frontier) => {
                let empty = !frontier.points.iter().any(|point| view.is_acceptable(&point.utilities));
                let status = if empty { Status::NoAgreement } else { Status::Agreement };
                let ideal = ideal(frontier.individually_rational(view));
                FrontierAnswer { status, counts, ideal, complete: true, frontier }
            }
            Err(stop) => FrontierAnswer {
                status: Status::Stopped(stop),
                counts,
                ideal: None,
                complete: false,
                frontier: Frontier::default(),
            },
        }
    }

    /// Ideal point and solutions: from the negotiation set if it is small, else one by one.
    fn combine(&self, view: &View, structure: &Structure, control: &Control) -> Result<Found<'s>, Stop> {
        // Where a party accepts anything, its gain may be negative, and sums of gains bound nothing.
        let bounded = view.parties() > 2 && view.floors().iter().all(Option::is_some);
        let points = if bounded { control.points.min(SMALL_FRONTIER) } else { control.points };
        let query = Query { target: Target::Acceptable, cuts: Vec::new(), points };
        match eliminate_with(view, structure, query, control) {
            Ok(frontier) => return Ok(choose(view, &self.concepts, &frontier.points)),
            Err(Stop::PointLimit) if bounded => {}
            Err(stop) => return Err(stop),
        }
        match self.directly(view, structure, control) {
            Ok(Some(found)) => Ok(found),
            Ok(None) | Err(Stop::PointLimit) => {
                let frontier = eliminate(view, structure, Target::Acceptable, control)?;
                Ok(choose(view, &self.concepts, &frontier.points))
            }
            Err(stop) => Err(stop),
        }
    }

    /// Ideal point and solutions, each by its own search; none if one of them needs the frontier.
    fn directly(&self, view: &View, structure: &Structure, control: &Control) -> Result<Option<Found<'s>>, Stop> {
        let parties = view.parties();
        let mut ideal = Vec::new();
        for party in 0..parties {
            let own = direct::GainOf { party, parties };
            let Some(points) = direct::contenders(view, structure, &own, control)? else { return Ok(None) };
            let Some(best) = points.iter().map(|point| point.utilities[party]).max() else { return Ok(None) };
            ideal.push(best);
        }
        let members = vec![true; parties];
        let setting = setting(view, &members, &ideal);
        let mut solutions = Vec::new();
        for concept in &self.concepts {
            let objective = concept.objective(&setting);
            let Some(points) = direct::contenders(view, structure, &*objective, control)? else { return Ok(None) };
            let agreements = maximisers(view, &members, &*objective, &points);
            solutions.push(solution(*concept, &*objective, view, &members, agreements));
        }
        Ok(Some((Some(ideal), solutions)))
    }

    /// What can be said when the search stopped: the best packages of a local search, and bounds from the most that
    /// each party could get.
    fn so_far(&self, view: &View, structure: &Structure) -> Vec<Solution<'s>> {
        let problem = view.problem();
        let parties = view.parties();
        let most = |party: usize| {
            problem.constants[party] + structure.diagrams.iter().map(|diagram| diagram.most[party]).sum::<i64>()
        };
        let corner: Vec<i64> = (0..parties).map(most).collect();
        let best = view.gains(&corner);
        if best.iter().any(|gain| *gain < 0) {
            return Vec::new();
        }
        let point = |package: Package| Point {
            utilities: problem.utilities(&package).into(),
            packages: BigUint::from(1u32),
            package,
        };
        let points: Vec<Point> = local::candidates(view, structure)
            .into_iter()
            .map(point)
            .filter(|point| view.is_individually_rational(&point.utilities) && view.is_feasible(&point.package))
            .collect();
        let members = vec![true; parties];
        let solution = |concept: &&'s dyn Concept| {
            let objective = concept.objective(&setting(view, &members, &corner));
            let agreements = maximisers(view, &members, &*objective, &points);
            let proven_value = |gains: &[i64]| objective.value(gains).filter(|_| !concept.needs_ideal());
            Solution {
                concept: *concept,
                proven: false,
                degenerate: false,
                value: agreements.first().and_then(|point| proven_value(&view.gains(&point.utilities))),
                bound: proven_value(&best),
                coalition: None,
                agreements: agreements.into_iter().take(1).collect(),
            }
        };
        self.concepts.iter().map(solution).collect()
    }

    /// Where not all parties can agree but a quota can: the solutions of the largest coalitions that the acceptance rule
    /// lets agree, each bargaining among its members. Products and minima over different coalitions cannot be compared,
    /// so each coalition has its own.
    fn coalitions(&self, structure: Option<&Structure>, control: &Control) -> (Status, Vec<Solution<'s>>) {
        use itertools::Itertools;
        let acceptance = self.view.acceptance();
        let parties = self.view.parties();
        for size in (acceptance.quota..parties).rev() {
            let mut solutions = Vec::new();
            for coalition in (0..parties).combinations(size) {
                let members: Vec<bool> = (0..parties).map(|party| coalition.contains(&party)).collect();
                if acceptance.veto.iter().zip(&members).any(|(veto, member)| *veto && !member) {
                    continue;
                }
                let view = self.view.clone().with_consent_of(&members);
                let frontier = match structure {
                    Some(structure) => eliminate(&view, structure, Target::Acceptable, control),
                    None => enumerate::enumerate(&view, Target::Acceptable, control),
                };
                let points = match frontier {
                    Ok(frontier) => frontier.points,
                    Err(stop) => return (Status::Stopped(stop), Vec::new()),
                };
                let Some(ideal) = ideal(points.iter()) else { continue };
                let setting = setting(&view, &members, &ideal);
                for concept in &self.concepts {
                    let objective = concept.objective(&setting);
                    let agreements = maximisers(&view, &members, &*objective, &points);
                    let mut solution = solution(*concept, &*objective, &view, &members, agreements);
                    solution.coalition = Some(coalition.clone());
                    solutions.push(solution);
                }
            }
            if !solutions.is_empty() {
                solutions.sort_by_key(|solution| self.concepts.iter().position(|c| c.id() == solution.concept.id()));
                return (Status::Agreement, solutions);
            }
        }
        (Status::NoAgreement, Vec::new())
    }
}
