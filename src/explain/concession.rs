//! How to change a package that is refused: the fewest issues that a party would have to be met on, and the nearest
//! packages that everybody accepts.
//!
//! The number of issues that stay as they are is one more thing to maximise: the problem is given one party more, who
//! values nothing but that ([`Problem::with_likeness`]). The search for the most it can get, while a party gets what it
//! has without a deal, finds the fewest changes exactly, for any number of issues; a frontier of the packages with so
//! few changes then has all that is worth choosing among them.
//!
//! A continuous issue is changed if its level is another one, however little. With levels such a frontier has no end; there
//! the answer is one package for each choice of the issues that are changed: the one with the smallest largest loss of a
//! party, refined to leximin. The first search finds the best of all, and so a first choice of issues; each further one
//! may not change all the issues of a choice that is known, so that it finds the next best.

use super::Evaluation;
use super::no_deal::Ranges;
use crate::concept::Measure;
use crate::frontier::Point;
use crate::problem::{ConstraintId, Package, PartyId, Problem, View};
use crate::search::{Agreement, Budget, Control, Limits, Outcome, Stop, acceptable_points, best_of, ranges};
use num_rational::BigRational;
use num_traits::Zero;
use std::cell::OnceCell;

/// So many of the nearest packages are kept at most.
pub const MOST_NEAREST: usize = 64;
/// With levels, so many choices of the issues that are changed are gone through: each is a search.
const MOST_CHOICES: usize = 8;

/// The fewest changes that make a party accept.
#[derive(Clone, Debug)]
pub struct Concession {
    /// The party.
    pub party: PartyId,
    /// On how many issues it would have to be met.
    pub changes: usize,
    /// Of the packages with so few changes that it accepts: the one with the smallest largest loss of another party, as
    /// a share of what separates that party's best and worst packages.
    pub package: Agreement,
}

/// The packages nearest to another one that everybody accepts.
#[derive(Clone, Debug)]
pub struct Nearest {
    /// On how many issues they differ from it.
    pub changes: usize,
    /// Those that no other one of them improves upon, the one with the smallest largest loss of a party first. With
    /// continuous issues, where there is no end of them: for each choice of the issues that are changed, the one with the
    /// smallest largest loss.
    pub packages: Vec<Agreement>,
    /// How many there are; more than are listed if there are too many. With continuous issues, how many choices of issues
    /// there are; none if not all were gone through, or if curves leave open which are improved upon.
    pub found: Option<usize>,
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

    /// What is so in another question, too, which asks for less: seen from a view between the two, where a package is this.
    fn where_also(self, easier: Concessions, view: &View, verdict: &Evaluation) -> Concessions {
        let content = |party: &PartyId| {
            let stand = &verdict.stands[party.index()];
            stand.accepts && !stand.undecided
        };
        let also = |(party, found): (PartyId, Result<Option<Concession>, Stop>)| {
            let other = easier.least.iter().find(|(other, _)| *other == party);
            let found = match (found, other.map(|(_, other)| other)) {
                (Err(stop), _) => Err(stop),
                (_, Some(Err(stop))) => Err(*stop),
                (Ok(None), Some(Ok(None))) => Ok(None),
                (Ok(Some(own)), Some(Ok(Some(other)))) if own.changes == other.changes => {
                    Ok(Some(Concession { package: own.package.seen_from(view), ..own }))
                }
                _ => Err(Stop::Curves),
            };
            (party, found)
        };
        let nearest = match (self.nearest, &easier.nearest) {
            // The package itself, whose error may be smaller than that of others.
            (_, Ok(Some(other)))
                if other.changes == 0
                    && verdict.acceptable
                    && !verdict.undecided
                    && view.problem().party_ids().all(|party| content(&party)) =>
            {
                let packages = vec![Agreement::new(view, verdict.package.clone())];
                Ok(Some(Nearest { changes: 0, packages, found: Some(1) }))
            }
            (Err(stop), _) => Err(stop),
            (_, Err(stop)) => Err(*stop),
            (Ok(None), Ok(None)) => Ok(None),
            (Ok(Some(own)), Ok(Some(other))) if own.changes == other.changes => {
                // Which of the packages are improved upon is as it was calculated; choices of issues are enough in both questions.
                let exact = view.problem().has_levels() || own.changes == 0;
                let found = own.found.filter(|_| exact && other.found == own.found);
                let packages = own.packages.into_iter().map(|one| one.seen_from(view)).collect();
                Ok(Some(Nearest { packages, found, ..own }))
            }
            _ => Err(Stop::Curves),
        };
        let least = self.least.into_iter().filter(|(party, _)| !content(party)).map(also).collect();
        Concessions { least, nearest }
    }
}

impl View<'_> {
    /// What would have to change for a package to be accepted: by each party that refuses it, and by all. Issues that the
    /// view settles stay settled.
    ///
    /// Red lines of others that the package crosses already are their matter: meeting one party need not mend them.
    ///
    /// Where utilities follow curves, a number of changes is told if it is the same with everybody asking for less by its error and
    /// for more, and the packages are accepted in either case; losses are compared as they were calculated.
    pub fn concessions(&self, package: &Package, limits: &Limits) -> Outcome<Concessions> {
        let budget = Budget::new(limits);
        let found = match self.sides() {
            Ok(None) => return self.calculated_concessions(package, limits),
            Ok(Some(sides)) => {
                let [easier, harder] = sides.map(|side| side.calculated_concessions(package, &budget.rest()).value);
                harder.where_also(easier, self, &self.verdict(package))
            }
            Err(stop) => Concessions { least: Vec::new(), nearest: Err(stop) },
        };
        let stopped = found.stopped();
        Outcome::new(found, stopped)
    }

    fn calculated_concessions(&self, package: &Package, limits: &Limits) -> Outcome<Concessions> {
        let problem = self.problem();
        let near = Near {
            from: self,
            package,
            likeness: problem.with_likeness(package),
            before: self.gains_of(package).into_iter().map(|gain| gain.value().clone()).collect(),
            ranges: OnceCell::new(),
            budget: Budget::new(limits),
        };
        let individually = self.content_with(package);
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
                let found = near.find(&view, &losing, 1).map(|nearest| {
                    let nearest = nearest?;
                    let package = nearest.packages.into_iter().next()?;
                    Some(Concession { party, changes: nearest.changes, package })
                });
                (party, found)
            })
            .collect();
        let all = vec![true; self.parties()];
        let nearest = near.find(self, &all, MOST_CHOICES);
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
    /// By party, what it gains from the package; in the author's units.
    before: Vec<BigRational>,
    /// With levels: by party, the range that its losses are a share of; none if nothing is feasible.
    ranges: OnceCell<Option<Vec<BigRational>>>,
    budget: Budget,
}

impl Near<'_> {
    /// The packages of a view with the fewest changes that every party accepts, by the largest loss of those who are
    /// `losing`; with levels, for at most so many choices of the issues that are changed.
    fn find(&self, view: &View, losing: &[bool], choices: usize) -> Result<Option<Nearest>, Stop> {
        let problem = self.from.problem();
        if problem.has_levels() {
            return self.find_with_levels(view, losing, choices);
        }
        let parties = view.parties();
        // Shares are of the ranges in the view that was asked about; if it has no package, of those without constraints.
        let ranges = match Ranges::of(self.from, &self.budget)? {
            Some(ranges) => ranges,
            None => {
                let Some(ranges) = Ranges::of(&self.unconstrained(), &self.budget)? else { return Ok(None) };
                ranges
            }
        };
        let view = view.clone().with_floors().with_consent_of(&vec![true; parties]).of(&self.likeness);
        let Some(most) = view.best_for(PartyId::at(parties), &self.budget.left()?)? else { return Ok(None) };
        let like = self.likeness.utilities(&most.package)[parties];
        let mut demand = vec![0; parties + 1];
        demand[parties] = like;
        let view = view.with_gains_of_at_least(&demand);
        let control = Control::new(&self.budget.left()?);
        let mut points = acceptable_points(&view, &control)?.points;
        for point in &mut points {
            point.utilities = point.utilities[..parties].into();
        }
        let before = self.from.gains(&problem.utilities(self.package));
        let worst = |point: &Point| {
            let gains = self.from.gains(&point.utilities);
            let losing = (0..parties).filter(|party| losing[*party]);
            ranges.worst(losing.map(|party| (PartyId::at(party), gains[party] - before[party])))
        };
        // The sort is stable: equals stay in the order of the frontier.
        points.sort_by_cached_key(|point| std::cmp::Reverse(worst(point)));
        let found = Some(points.len());
        points.truncate(MOST_NEAREST);
        let packages = points.iter().map(|point| Agreement::of(self.from, point)).collect();
        Ok(Some(Nearest { changes: self.changes(like), packages, found }))
    }

    /// The same where there are levels.
    fn find_with_levels(&self, view: &View, losing: &[bool], choices: usize) -> Result<Option<Nearest>, Stop> {
        let problem = self.from.problem();
        let parties = view.parties();
        let Some(ranges) = self.ranges()? else { return Ok(None) };
        let like = PartyId::at(parties);
        let asked = view.clone().with_consent_of(&vec![true; parties]).of(&self.likeness);
        let alike = Measure::gain_of(parties, parties + 1);
        let Some(most) = best_of(&asked, &alike, &self.budget.left()?)? else { return Ok(None) };
        let kept = self.likeness.utilities(&most)[parties];
        let asked = asked.with_floor(like, kept);
        // Where nobody else can lose, who is met gets the most.
        let counts = |party: usize| losing[party] || !losing.contains(&true);
        let unit = |(party, range): (usize, &BigRational)| counts(party).then(|| range.recip());
        let units = ranges.iter().enumerate().map(unit).chain([None]).collect();
        let offsets = self.before.iter().cloned().chain([BigRational::zero()]).collect();
        let measure = Measure::Smallest { units, offsets };
        let mut packages = Vec::new();
        let mut others = self.likeness.clone();
        let mut complete = false;
        while packages.len() < choices {
            let Some(found) = best_of(&asked.of(&others), &measure, &self.budget.left()?)? else {
                complete = true;
                break;
            };
            let options: Vec<_> = found.options().iter().take(problem.issues().len()).collect();
            let package = Package::new(options).with_levels(found.levels().iter().cloned());
            let changed = self.package.changed(&package, problem);
            others = problem.not_changing_all(&others, self.package, &changed);
            packages.push(Agreement::new(self.from, package));
            if changed.is_empty() {
                complete = true;
                break;
            }
        }
        let found = complete.then_some(packages.len());
        Ok(Some(Nearest { changes: self.changes(kept), packages, found }))
    }

    /// On how many issues a package differs that is like the other one on so many.
    fn changes(&self, like: i64) -> usize {
        self.from.problem().issues().len() - usize::try_from(like).unwrap_or(0)
    }

    /// What losses are a share of, with levels: ranges in the view that was asked about; if it has no package, those without
    /// constraints.
    fn ranges(&self) -> Result<Option<&Vec<BigRational>>, Stop> {
        if let Some(known) = self.ranges.get() {
            return Ok(known.as_ref());
        }
        let mut found = ranges(self.from, &self.budget.left()?)?;
        if found.is_none() {
            found = ranges(&self.unconstrained(), &self.budget.left()?)?;
        }
        Ok(self.ranges.get_or_init(|| found).as_ref())
    }

    /// The view that was asked about, without rules and red lines.
    fn unconstrained(&self) -> View<'_> {
        let view = self.from.constraints().fold(self.from.clone(), |view, (at, _)| view.lift(at));
        self.from.level_rules().fold(view, |view, (at, _)| view.lift_level_rule(at))
    }
}
