//! Draws, each solved: Monte Carlo over the ranges of a problem.
//!
//! The structure is compiled once; a draw changes only numbers ([`super::template`]), and is searched for its Nash packages
//! like any problem, levels of continuous issues included. Draws know nothing of each other, so that they can be divided among threads and taken up again after
//! a stop; what comes out for each is the same.

use super::draw::Sampler;
use super::template::Template;
use crate::concept::Nash;
use crate::exact::Number;
use crate::problem::{Cell, Changes, OutOfRange, Package, PartyId, Problem, UncertainId, View};
use crate::search::{Engine, Limits, Status};
use std::ops::{ControlFlow, Range};

/// Draws solved before the caller is told.
const BATCH: u64 = 128;
/// What the five allocations of an outcome take beside what is in them.
const OVERHEAD: usize = 5 * 16;

/// A sweep over the ranges of a problem's numbers. It borrows nothing, and can be stored.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let model = zopa::Model::from_json(include_str!("../../models/examples/first-steps.json"))?;
/// let problem = zopa::Problem::compile(&model)?;
/// let view = problem.view();
/// let sweep = zopa::uncertain::Sweep::new(&view, 7)?;
/// let outcome = sweep.outcome(0); // nothing is uncertain here: every draw is the problem itself
/// assert_eq!(outcome.agreed[0], problem.search().run().solutions[0].agreements[0].package);
///
/// /// What a host keeps between requests.
/// struct Session {
///     sweep: zopa::uncertain::Sweep,
///     next: u64,
/// }
/// let session = Session { sweep: zopa::uncertain::Sweep::new(&zopa::Problem::compile(&model)?.view(), 7)?, next: 3 };
/// assert_eq!(session.sweep.outcome(session.next).agreed, outcome.agreed);
/// # Ok(())
/// # }
/// ```
pub struct Sweep {
    /// What is asked of the template's problem, and of each draw's.
    asked: Changes,
    sampler: Sampler,
    template: Template,
    limits: Limits,
    engine: Engine,
}

/// What one draw came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The position of the draw.
    pub at: u64,
    /// The positions of its numbers in their grids; see [`Sweep::number`].
    pub(super) draw: Vec<u16>,
    /// Its Nash packages, one for each utility vector; none if there is no agreement.
    pub agreed: Vec<Package>,
    /// Whether it could not be solved within the limits.
    pub unsolved: bool,
    /// By party, its utility of the first of these packages, or without a deal, scaled; see [`Sweep::utilities`].
    pub(super) utilities: Vec<i64>,
    /// With continuous issues in its place, in the author's units: long lists of other draws are no larger for it.
    pub(super) with_levels: Vec<Number>,
    /// By proposal of the model, whether it is feasible and the acceptance rule passes it.
    pub accepted: Vec<bool>,
}

impl Sweep {
    /// Prepares a sweep: the same seed gives the same draws.
    ///
    /// # Errors
    /// [`OutOfRange`] if the ranges are too finely divided, or too wide, for sums to be exact.
    pub fn new(view: &View, seed: u64) -> Result<Self, OutOfRange> {
        let sampler = Sampler::new(view.problem(), seed);
        let template = Template::new(view.problem(), sampler.grids())?;
        let asked = view.of(template.problem()).changes().clone();
        Ok(Sweep { asked, sampler, template, limits: Limits::default(), engine: Engine::Automatic })
    }

    /// Limits of the search of each draw; threads divide the draws instead.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Chooses an engine for each draw. No engine changes an answer.
    pub fn engine(mut self, engine: Engine) -> Self {
        self.engine = engine;
        self
    }

    /// The problem with every number at its value, as fine as draws need it.
    pub fn problem(&self) -> &Problem {
        self.template.problem()
    }

    /// The view that is asked about, of this [problem](Sweep::problem).
    pub fn view(&self) -> View<'_> {
        self.asked.of(self.problem())
    }

    /// By party, its utility of the first of an outcome's packages, or without a deal, in the author's units.
    pub fn utilities(&self, outcome: &Drawn) -> Vec<Number> {
        self.problem().party_ids().map(|party| self.utility(outcome, party)).collect()
    }

    pub(super) fn utility(&self, outcome: &Drawn, party: PartyId) -> Number {
        match outcome.with_levels.get(party.index()) {
            Some(utility) => utility.clone(),
            None => self.problem().in_units(party, outcome.utilities[party.index()]),
        }
    }

    /// About how many bytes an outcome takes, and what a summary makes of it.
    pub fn memory_of_a_draw(&self) -> u64 {
        let problem = self.problem();
        let numbers = self.sampler.grids().len() * (size_of::<u16>() + size_of::<f64>());
        let package = size_of::<Package>() + problem.bytes_of_options();
        let levels = problem.levels().issues.len();
        // Fractions, each with its digits beside it.
        let fraction = 2 * size_of::<Number>();
        let of_parties = problem.parties().len() * if levels > 0 { fraction } else { size_of::<i64>() };
        let package = package + levels * fraction;
        (size_of::<Drawn>() + numbers + package + of_parties + problem.proposals().len() + OVERHEAD) as u64
    }

    /// An uncertain number in a draw.
    pub fn number(&self, outcome: &Drawn, uncertain: UncertainId) -> Number {
        self.sampler.grids()[uncertain.index()].number(outcome.draw[uncertain.index()])
    }

    /// By uncertain number and position in its grid: how likely it is.
    pub(super) fn sampler(&self) -> &Sampler {
        &self.sampler
    }

    /// Solves one draw.
    pub fn outcome(&self, at: u64) -> Drawn {
        self.solve(at, &mut self.template.problem().clone())
    }

    /// The outcome of a draw that was solved before: in a run that was stopped, or on another machine. By party, its utility of the
    /// first of these Nash packages, or without a deal, in the author's units; by proposal, whether it is acceptable. Nothing is
    /// calculated anew; none if these utilities are not of this problem.
    pub fn known(
        &self,
        at: u64,
        agreed: Vec<Package>,
        unsolved: bool,
        utilities: Vec<Number>,
        accepted: Vec<bool>,
    ) -> Option<Drawn> {
        let problem = self.problem();
        if utilities.len() != problem.parties().len() || accepted.len() != problem.proposals().len() {
            return None;
        }
        let (utilities, with_levels) = match problem.has_levels() {
            true => (Vec::new(), utilities),
            false => {
                let scaled = problem.party_ids().zip(utilities).map(|(party, utility)| problem.scaled(party, &utility));
                (scaled.collect::<Option<_>>()?, Vec::new())
            }
        };
        Some(Drawn { at, draw: self.sampler.draw(at), agreed, unsolved, utilities, with_levels, accepted })
    }

    /// Solves draws in order, and hands them over in batches, also in order. Threads, if [`Limits::threads`] asks for them,
    /// change nothing but the time. The callback can stop the sweep after any batch, and so can the interrupt of the limits
    /// at any draw: those that were solved before it are handed over.
    pub fn run(&self, draws: Range<u64>, mut sink: impl FnMut(Vec<Drawn>) -> ControlFlow<()>) -> ControlFlow<()> {
        let pool = Pool::new(self.limits.threads);
        let mut from = draws.start;
        while from < draws.end {
            let to = draws.end.min(from + BATCH);
            // Once somebody asked to stop, what is left of the batch is not begun.
            let begun =
                |problem: &mut Problem, at| self.limits.interrupt.asked().is_none().then(|| self.solve(at, problem));
            let outcomes = pool.each(from..to, || self.template.problem().clone(), begun);
            let mut outcomes: Vec<Drawn> = outcomes.into_iter().map_while(|outcome| outcome).collect();
            let stopped = self.limits.interrupt.asked().is_some();
            if stopped && let Some(first) = outcomes.iter().position(|outcome| outcome.unsolved) {
                outcomes.truncate(first);
            }
            let cut = (outcomes.len() as u64) < to - from;
            sink(outcomes)?;
            if cut || stopped && to < draws.end {
                return ControlFlow::Break(());
            }
            from = to;
        }
        ControlFlow::Continue(())
    }

    /// Solves these numbers, by position in their grids.
    pub(super) fn solve_all(&self, draws: Vec<Vec<u16>>) -> Vec<Drawn> {
        let pool = Pool::new(self.limits.threads);
        let solve = |problem: &mut Problem, at: u64| {
            let draw = draws.get(at as usize).cloned().unwrap_or_default();
            self.complete(at, draw, problem, |view| self.nash(view))
        };
        pool.each(0..draws.len() as u64, || self.template.problem().clone(), solve)
    }

    /// By number that is not always the same: what is added to it in these outcomes, in the author's units.
    pub(super) fn moves(&self, outcomes: &[Drawn]) -> Vec<(Cell, Vec<f64>)> {
        self.template.moves(outcomes.iter().map(|outcome| outcome.draw.as_slice()))
    }

    fn solve(&self, at: u64, problem: &mut Problem) -> Drawn {
        self.complete(at, self.sampler.draw(at), problem, |view| self.nash(view))
    }

    fn nash(&self, view: View) -> (Vec<Package>, bool) {
        if self.limits.interrupt.asked().is_some() {
            return (Vec::new(), true);
        }
        let limits = Limits { threads: 1, ..self.limits.clone() };
        let search =
            view.search().engine(self.engine).concepts([&Nash as _]).without_ideal().without_counts().limits(limits);
        let answer = search.run();
        let solution = answer.solutions.into_iter().find(|solution| solution.proven);
        let unsolved = match answer.status {
            Status::Stopped(_) => true,
            // Beside levels, a product of large powers is not compared.
            Status::Agreement => solution.is_none(),
            Status::NoAgreement => false,
        };
        let agreed = solution.filter(|_| !unsolved).into_iter().flat_map(|solution| solution.agreements);
        (agreed.map(|point| point.package).collect(), unsolved)
    }

    fn complete(
        &self,
        at: u64,
        draw: Vec<u16>,
        problem: &mut Problem,
        agreed: impl FnOnce(View) -> (Vec<Package>, bool),
    ) -> Drawn {
        let sound = self.template.put(&draw, problem).is_ok();
        let view = self.at(problem);
        let (agreed, unsolved) = if sound { agreed(view.clone()) } else { (Vec::new(), true) };
        let (mut utilities, mut with_levels) = (Vec::new(), Vec::new());
        match (agreed.first(), problem.has_levels()) {
            (None, false) => utilities.extend(problem.parties().iter().map(|party| party.disagreement)),
            (Some(package), false) => utilities = problem.utilities(package),
            (None, true) => with_levels.extend(problem.party_ids().map(|party| view.disagreement(party))),
            (Some(package), true) => with_levels = problem.exact_utilities(package),
        }
        let accepts = |package: &Package| view.would_pass(package);
        let accepted = problem.proposals().iter().map(|proposal| accepts(&proposal.package)).collect();
        Drawn { at, draw, agreed, unsolved, utilities, with_levels, accepted }
    }

    /// The question that is asked, of a problem with other numbers.
    fn at<'q>(&self, problem: &'q Problem) -> View<'q> {
        self.asked.of(problem).with_declared_disagreement()
    }

    /// Calls `each` with every outcome and the question with its numbers.
    pub(super) fn again(&self, outcomes: &[Drawn], mut each: impl FnMut(&Drawn, &View)) {
        let mut problem = self.template.problem().clone();
        for outcome in outcomes {
            if self.template.put(&outcome.draw, &mut problem).is_ok() {
                each(outcome, &self.at(&problem));
            }
        }
    }
}

/// Threads, if there are any.
struct Pool {
    #[cfg(feature = "parallel")]
    threads: Option<rayon::ThreadPool>,
}

impl Pool {
    #[cfg(feature = "parallel")]
    fn new(threads: usize) -> Self {
        let pool = (threads > 1).then(|| rayon::ThreadPoolBuilder::new().num_threads(threads).build());
        Pool { threads: pool.and_then(Result::ok) }
    }

    #[cfg(not(feature = "parallel"))]
    fn new(_: usize) -> Self {
        Pool {}
    }

    /// Results in order.
    fn each<W: Send, O: Send>(
        &self,
        draws: Range<u64>,
        worker: impl Fn() -> W + Sync + Send,
        solve: impl Fn(&mut W, u64) -> O + Sync + Send,
    ) -> Vec<O> {
        #[cfg(feature = "parallel")]
        if let Some(pool) = &self.threads {
            use rayon::iter::{IntoParallelIterator, ParallelIterator};
            return pool.install(|| draws.into_par_iter().map_init(worker, solve).collect());
        }
        let mut worker = worker();
        draws.map(|at| solve(&mut worker, at)).collect()
    }
}
