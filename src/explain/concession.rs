//! How to change a package that is refused: the fewest issues that a party would have to be met on, and the nearest
//! packages that everybody accepts.
//!
//! The number of issues that stay as they are is one more thing to maximise: the problem is given one party more, who
//! values nothing but that ([`Problem::with_likeness`]). The search for the most it can get, while a party gets what it
//! has without a deal, finds the fewest changes exactly, for any number of issues; a frontier of the packages with so
//! few changes then has all that is worth choosing among them.

use super::no_deal::Ranges;
use crate::frontier::Point;
use crate::problem::{ConstraintId, Package, PartyId, Problem, View};
use crate::search::{Budget, Control, Limits, Outcome, Stop, Structure, Target, eliminate};

/// So many of the nearest packages are kept at most.
pub const MOST_NEAREST: usize = 64;

/// The fewest changes that make a party accept.
#[derive(Clone, Debug)]
pub struct Concession {
    /// The party.
    pub party: PartyId,
    /// On how many issues it would have to be met.
    pub changes: usize,
    /// Of the packages with so few changes that it accepts: the one with the smallest largest loss of another party, as
    /// a share of what separates that party's best and worst packages.
    pub package: Point,
}

/// The packages nearest to another one that everybody accepts.
#[derive(Clone, Debug)]
pub struct Nearest {
    /// On how many issues they differ from it.
    pub changes: usize,
    /// Those that no other one of them improves upon, the one with the smallest largest loss of a party first.
    pub packages: Vec<Point>,
    /// How many there are; more than are listed if there are too many.
    pub found: usize,
}

/// What would have to change for a package to be accepted.
#[derive(Clone, Debug)]
pub struct Concessions {
    /// By party that refuses: what it would take. None inside if no package is acceptable to it that satisfies the rules,
    /// and crosses no red line that this one does not cross.
    pub least: Vec<(PartyId, Result<Option<Concession>, Stop>)>,
    /// The nearest packages that everybody accepts; none if there is none.
    pub nearest: Result<Option<Nearest>, Stop>,
}

impl Concessions {
    /// Why a search stopped early, if one did.
    fn stopped(&self) -> Option<Stop> {
        let least = self.least.iter().find_map(|(_, found)| found.as_ref().err());
        least.or(self.nearest.as_ref().err()).copied()
    }
}

impl View<'_> {
    /// What would have to change for a package to be accepted: by each party that refuses it, and by all. Issues that the
    /// view settles stay settled.
    ///
    /// Red lines of others that the package crosses already are their matter: meeting one party need not mend them.
    pub fn concessions(&self, package: &Package, limits: &Limits) -> Outcome<Concessions> {
        let limits = &self.limits_of_options(limits);
        let problem = self.problem();
        let near = Near { likeness: problem.with_likeness(package), from: self, package, budget: Budget::new(limits) };
        let utilities = problem.utilities(package);
        let individually = self.accepts_each(&utilities);
        let crossed: Vec<(ConstraintId, PartyId)> =
            self.broken(package).filter_map(|at| Some((at, problem[at].party?))).collect();
        let crosses = |party: PartyId| crossed.iter().any(|(_, other)| *other == party);
        let refusing = self.problem().party_ids().filter(|party| !individually[party.index()] || crosses(*party));
        let least = refusing
            .map(|party| {
                let others = self.problem().party_ids().filter(|other| *other != party);
                let view = others.fold(self.clone(), View::accepting_anything);
                let theirs = crossed.iter().filter(|(_, other)| *other != party);
                let view = theirs.fold(view, |view, (at, _)| view.lift(*at));
                let losing: Vec<bool> = self.problem().party_ids().map(|other| other != party).collect();
                let found = near.find(&view, &losing).map(|nearest| {
                    let nearest = nearest?;
                    let package = nearest.packages.into_iter().next()?;
                    Some(Concession { party, changes: nearest.changes, package })
                });
                (party, found)
            })
            .collect();
        let all = vec![true; self.parties()];
        let nearest = near.find(self, &all);
        let found = Concessions { least, nearest };
        let stopped = found.stopped();
        Outcome::new(found, stopped)
    }
}

/// The search for what is near a package.
struct Near<'a> {
    /// The view that was asked about.
    from: &'a View<'a>,
    package: &'a Package,
    likeness: Problem,
    budget: Budget,
}

impl Near<'_> {
    /// The packages of a view with the fewest changes that every party accepts, by the largest loss of those who are
    /// `losing`.
    fn find(&self, view: &View, losing: &[bool]) -> Result<Option<Nearest>, Stop> {
        let parties = view.parties();
        let control = Control::new(&self.budget.left()?);
        // Shares are of the ranges in the view that was asked about; if it has no package, of those without constraints.
        let structure = match Structure::build(self.from, &control)? {
            Some(structure) => structure,
            None => {
                let lifted = self.from.constraints().fold(self.from.clone(), |view, (at, _)| view.lift(at));
                let Some(structure) = Structure::build(&lifted, &control)? else { return Ok(None) };
                structure
            }
        };
        let ranges = Ranges::of(self.from, &structure);
        let view = view.clone().with_floors().with_consent_of(&vec![true; parties]).of(&self.likeness);
        let Some(most) = view.best_for(PartyId::at(parties), &self.budget.left()?)? else { return Ok(None) };
        let like = self.likeness.utilities(&most.package)[parties];
        let mut demand = vec![0; parties + 1];
        demand[parties] = like;
        let view = view.with_gains_of_at_least(&demand);
        let control = Control::new(&self.budget.left()?);
        let Some(structure) = Structure::build(&view, &control)? else { return Ok(None) };
        let mut points = eliminate(&view, &structure, Target::Acceptable, &control)?.points;
        for point in &mut points {
            point.utilities = point.utilities[..parties].into();
        }
        let before = self.from.gains(&self.from.problem().utilities(self.package));
        let worst = |point: &Point| {
            let gains = self.from.gains(&point.utilities);
            let losing = (0..parties).filter(|party| losing[*party]);
            ranges.worst(losing.map(|party| (PartyId::at(party), gains[party] - before[party])))
        };
        // The sort is stable: equals stay in the order of the frontier.
        points.sort_by_cached_key(|point| std::cmp::Reverse(worst(point)));
        let found = points.len();
        points.truncate(MOST_NEAREST);
        let changes = self.from.problem().issues().len() - usize::try_from(like).unwrap_or(0);
        Ok(Some(Nearest { changes, packages: points, found }))
    }
}
