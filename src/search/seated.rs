//! Questions with rules over utilities, asked of a problem in which these are [seats](Seats), and answered as they were asked.
//!
//! A seat is to a search a party that must accept and counts for nothing. So every engine knows of it already: it is one sum more
//! that has to reach its floor. What concepts measure are the parties' gains; what is said of seats is left out of the answer.

use super::Budget;
use super::answer::{Agreement, Answer, Counts, FrontierAnswer, Solution, Status};
use super::count;
use super::eliminate::{Target, eliminate};
use super::limits::{Control, Stop};
use super::solve::in_units;
use super::structure::Structure;
use super::{COUNT_STEPS, Search};
use crate::concept::{Aim, Concept, Goal, Objective, RankRule, Setting, Shape, Value};
use crate::exact::Score;
use crate::frontier::{Frontier, Point};
use crate::problem::{Seats, View};
use num_bigint::BigUint;
use num_rational::BigRational;
use num_traits::Zero;

/// Diagrams that follow rules over utilities have no more choices than this, where searches could be asked instead.
const FEW_ARCS: usize = 1 << 14;

/// A concept that does not look at the last ones who are asked.
struct Beside<'c> {
    concept: &'c dyn Concept,
    seats: usize,
}

impl Beside<'_> {
    /// What the concept knows: of the parties alone.
    fn own(&self, setting: &Setting) -> Setting {
        let parties = setting.parties() - self.seats.min(setting.parties());
        Setting {
            scales: setting.scales[..parties].to_vec(),
            ideal: setting.ideal[..parties].to_vec(),
            disagreement: setting.disagreement[..parties].to_vec(),
            weights: setting.weights[..parties].to_vec(),
            exponents: setting.exponents[..parties].to_vec(),
        }
    }
}

impl Concept for Beside<'_> {
    fn id(&self) -> &'static str {
        self.concept.id()
    }

    fn name(&self) -> &'static str {
        self.concept.name()
    }

    fn measures(&self) -> &'static str {
        self.concept.measures()
    }

    fn less_is_better(&self) -> bool {
        self.concept.less_is_better()
    }

    fn compares_parties(&self) -> bool {
        self.concept.compares_parties()
    }

    fn needs_ideal(&self) -> bool {
        self.concept.needs_ideal()
    }

    fn goal(&self, setting: &Setting) -> Goal {
        let own = self.own(setting);
        let members: Vec<bool> = (0..setting.parties()).map(|party| party < own.parties()).collect();
        match self.concept.goal(&own) {
            Goal::Measure(aim) => Aim { measure: aim.measure.among(&members), ..*aim }.into(),
            Goal::Objective(objective) => {
                Goal::Objective(Box::new(Own { objective, parties: own.parties(), seats: self.seats }))
            }
            Goal::Apart => Goal::Apart,
        }
    }

    fn objective(&self, setting: &Setting) -> Box<dyn Objective> {
        let own = self.own(setting);
        Box::new(Own { objective: self.concept.objective(&own), parties: own.parties(), seats: self.seats })
    }

    fn by_ranks(&self) -> Option<RankRule> {
        self.concept.by_ranks()
    }
}

/// An objective that looks at the first gains alone.
struct Own {
    objective: Box<dyn Objective>,
    parties: usize,
    seats: usize,
}

impl Objective for Own {
    fn score(&self, gains: &[i64]) -> Score {
        self.objective.score(&gains[..self.parties])
    }

    fn value(&self, gains: &[i64]) -> Option<Value> {
        self.objective.value(&gains[..self.parties])
    }

    fn value_at(&self, level: &BigRational) -> Option<Value> {
        self.objective.value_at(level)
    }

    fn shape(&self) -> Shape {
        fn and<T: Clone>(mut own: Vec<T>, seats: usize, none: T) -> Vec<T> {
            own.extend(vec![none; seats]);
            own
        }
        match self.objective.shape() {
            Shape::Product { exponents } => Shape::Product { exponents: and(exponents, self.seats, 0) },
            Shape::Smallest { units, offsets } => {
                Shape::Smallest { units: and(units, self.seats, None), offsets: and(offsets, self.seats, 0) }
            }
            Shape::Sum { units } => Shape::Sum { units: and(units, self.seats, None) },
            Shape::Other => Shape::Other,
        }
    }

    fn is_degenerate(&self, gains: &[i64]) -> bool {
        self.objective.is_degenerate(&gains[..self.parties])
    }
}

impl Agreement {
    /// The same of so many parties.
    fn of_first(mut self, parties: usize) -> Self {
        self.utilities.truncate(parties);
        self.gains.truncate(parties);
        self.range.truncate(parties);
        self.ranks.truncate(parties);
        self
    }
}

impl<'s> Search<'s> {
    /// The same question about the problem with seats.
    fn beside<'i>(&self, seats: &'i Seats, concepts: &'i [Beside<'s>]) -> Search<'i> {
        Search {
            view: seats.ask(&self.view),
            concepts: concepts.iter().map(|concept| concept as &dyn Concept).collect(),
            limits: self.limits.clone(),
            engine: self.engine,
            ideal: self.ideal,
            by_rule: self.by_rule,
            counts: self.counts,
            programmes: self.programmes,
            back_end: self.back_end.clone(),
            epsilon: self.epsilon.clone(),
            cover_of: self.cover_of,
            sink: None,
        }
    }

    /// What concepts choose that look at gains, where rules over utilities are seats.
    pub(super) fn run_with_seats(self, seats: &Seats) -> Answer<'s> {
        let parties = self.view.parties();
        let concepts: Vec<Beside> =
            self.concepts.iter().map(|concept| Beside { concept: *concept, seats: seats.count }).collect();
        let budget = Budget::new(&self.limits);
        let found = self.beside(seats, &concepts).run_by_gains();
        let original = |id: &str| self.concepts.iter().copied().find(|concept| concept.id() == id);
        let solution = |one: Solution| {
            let coalition = one.coalition.map(|own| own.into_iter().filter(|party| party.index() < parties).collect());
            let proof =
                one.proof.filter(|proof| proof.weights[parties..].iter().all(|weight| weight.value().is_zero()));
            Some(Solution {
                concept: original(one.concept.id())?,
                proven: one.proven,
                degenerate: one.degenerate,
                value: one.value,
                bound: one.bound,
                proof: proof.map(|mut proof| {
                    proof.weights.truncate(parties);
                    proof
                }),
                coalition,
                agreements: one.agreements.into_iter().map(|one| one.of_first(parties)).collect(),
            })
        };
        let mut counts = found.counts;
        if self.counts && counts.feasible.as_ref().is_none_or(|count| !count.is_zero()) {
            counts.feasible = counted(&self.view, seats, &found.status, &budget);
        }
        Answer {
            status: found.status,
            engine: found.engine,
            reasons: found.reasons,
            counts,
            by_rule: found.by_rule,
            ideal: found.ideal.map(|mut ideal| {
                ideal.truncate(parties);
                ideal
            }),
            solutions: found.solutions.into_iter().filter_map(solution).collect(),
            left_out: found.left_out.into_iter().filter_map(|(one, why)| Some((original(one.id())?, why))).collect(),
            refutation: None,
        }
    }

    /// Counts packages, where rules over utilities are seats.
    pub(super) fn count_with_seats(&self, seats: &Seats) -> Result<Counts, Stop> {
        let budget = Budget::new(&self.limits);
        let feasible = feasible(&self.view, seats, u64::MAX, &Control::new(&budget.left()?))?;
        let found = seats.ask(&self.view).search().limits(budget.left()?).count()?;
        Ok(Counts { feasible, ..found })
    }

    /// The frontier, where rules over utilities are seats.
    pub(super) fn frontier_with_seats(mut self, target: Target, seats: &Seats) -> FrontierAnswer {
        let parties = self.view.parties();
        let sink = self.sink.take();
        let view = self.view.clone();
        let budget = Budget::new(&self.limits);
        let mut search = self.beside(seats, &[]);
        if target == Target::Feasible {
            // Only seats have to accept.
            let everybody = search.view.clone().with_consent_of(&vec![true; parties + seats.count]);
            search.view = view.problem().party_ids().fold(everybody, View::without_floor);
        }
        let (mut agreement, mut best): (bool, Option<Vec<i64>>) = (false, None);
        let mut meet = |point: &Point| {
            agreement |= view.is_acceptable(&point.utilities);
            if view.is_individually_rational(&point.utilities) {
                let best = best.get_or_insert_with(|| point.utilities.to_vec());
                best.iter_mut().zip(&point.utilities).for_each(|(best, own)| *best = (*best).max(*own));
            }
        };
        let own = |point: &Point| Point { utilities: point.utilities[..parties].into(), ..point.clone() };
        let mut found = match sink {
            None => {
                let mut found = search.frontier(Target::Acceptable);
                found.frontier.points = found.frontier.points.iter().map(own).collect();
                found.frontier.points.iter().for_each(&mut meet);
                found
            }
            Some(mut sink) => {
                let give = |points: &[Point]| {
                    let points: Vec<Point> = points.iter().map(own).collect();
                    points.iter().for_each(&mut meet);
                    sink(&points);
                };
                search.points(give).frontier(Target::Acceptable)
            }
        };
        if !matches!(found.status, Status::Stopped(_)) {
            found.status = if agreement { Status::Agreement } else { Status::NoAgreement };
            found.ideal = best.map(|best| in_units(&view, &best));
        }
        if found.counts.feasible.as_ref().is_none_or(|count| !count.is_zero()) {
            found.counts.feasible = counted(&view, seats, &found.status, &budget);
        }
        found
    }
}

/// How many packages satisfy all rules, in what is left of the time; none if the search stopped, or counting takes long.
pub(super) fn counted(view: &View, seats: &Seats, status: &Status, budget: &Budget) -> Option<BigUint> {
    if matches!(status, Status::Stopped(_)) {
        return None;
    }
    let limits = budget.left().ok()?;
    feasible(view, seats, COUNT_STEPS, &Control::new(&limits)).unwrap_or(None)
}

/// How many packages satisfy all rules; none if counting takes more than so many steps.
fn feasible(view: &View, seats: &Seats, steps: u64, control: &Control) -> Result<Option<BigUint>, Stop> {
    let parties = view.parties();
    let needed: Vec<bool> = (0..parties + seats.count).map(|party| party >= parties).collect();
    let asked = seats.ask(view).with_consent_of(&needed);
    match Structure::build(&asked, control)? {
        Some(structure) => count::acceptable(&asked, &structure, steps, control),
        None => Ok(Some(BigUint::ZERO)),
    }
}

/// Diagrams of all feasible packages; none if there are none. Where rules over utilities may make them too large to be worth
/// their while, they are given up early.
///
/// # Errors
/// If a limit was met, or if issues are linked too tightly.
pub(crate) fn exact_diagrams(view: &View, control: &Control) -> Result<Option<Structure>, Stop> {
    match view.seats() {
        Some(_) => Structure::build_within(view, FEW_ARCS, control),
        None => Structure::build(view, control),
    }
}

/// The points that the acceptance rule passes and that nothing dominates, whatever it takes within the limits.
///
/// # Errors
/// If a limit was met, or if issues are linked too tightly.
pub(crate) fn acceptable_points(view: &View, control: &Control) -> Result<Frontier, Stop> {
    let seats = view.seats();
    let seated = seats.as_ref().map(|seats| seats.ask(view));
    let asked = seated.as_ref().unwrap_or(view);
    let Some(structure) = Structure::build(asked, control)? else { return Ok(Frontier { points: Vec::new() }) };
    let mut frontier = eliminate(asked, &structure, Target::Acceptable, control)?;
    if seated.is_some() {
        let parties = view.parties();
        frontier.points.iter_mut().for_each(|point| point.utilities = point.utilities[..parties].into());
    }
    Ok(frontier)
}
