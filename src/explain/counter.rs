//! Counteroffers: what a party could propose instead of a package on the table.
//!
//! A counteroffer gives the party strictly more than the proposal, and no less than it has without a deal, and passes the
//! acceptance rule: every other party still accepts it. Which give the party most, which change least about the proposal,
//! and which ones are on the frontier?
//!
//! A party that does not want to give up anything can still look for a package that is worth exactly as much to it and
//! more to others: a trade-off along its own indifference curve (Raiffa 1982; Faratin, Sierra and Jennings 2002, Using
//! similarity criteria to make issue trade-offs in automated negotiations). They estimate what the others like by
//! similarity; here their values are known, and the packages are found exactly: by an engine for frontiers, with a further
//! party that wants the opposite, so that the party's utility can neither fall nor rise.
//!
//! With continuous issues, levels of a counteroffer are those that give the party most, and of the packages of equal worth
//! there is one, with the largest sum of utilities; the frontier is not listed.

use super::better::Better;
use super::moves::{Goal, Moves, Reach};
use crate::concept::Measure;
use crate::exact::Number;
use crate::frontier::Point;
use crate::problem::{Package, PartyId, View};
use crate::search::{Agreement, Budget, Control, Limits, Outcome, Status, Stop, Target};

/// What a party could propose instead of a package.
#[derive(Clone, Debug)]
pub struct Counteroffers {
    /// The party.
    pub party: PartyId,
    /// The package on the table.
    pub package: Package,
    /// Its utilities.
    pub utilities: Vec<Number>,
    /// What the party has without a deal, in the same units; none if it accepts anything.
    pub without: Option<Number>,
    /// The package that gives the party most, of all that the others accept, whether or not it is a counteroffer.
    pub most: Result<Option<Agreement>, Stop>,
    /// If that is none, what stands in the way.
    pub obstacle: Option<Obstacle>,
    /// The counteroffers with the fewest changes from the proposal, with the levels that give the party most, by the party's utility: the largest first.
    pub closest: Moves,
    /// How far was looked for these.
    pub reach: Reach,
    /// The counteroffers that no other one dominates, by the party's utility: the largest first.
    pub frontier: Vec<Point>,
    /// Why some of these are missing, if they are; with continuous issues, all are.
    pub frontier_stop: Option<Stop>,
    /// Packages with exactly the same utility for the party, in which no other party is worse off and some are better
    /// off, and which none of that kind dominates; whether or not they are acceptable.
    pub alternatives: Result<Better, Stop>,
}

/// Why there is no counteroffer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The rules and red lines leave no package, or none that the party prefers.
    NothingBetter,
    /// Each of these parties refuses every package that the party prefers.
    Parties(Vec<PartyId>),
    /// Each other party would accept some package that the party prefers, but they accept none together.
    Together,
    /// The search for the reason stopped.
    Stopped(Stop),
}

/// A frontier with more points is not listed whole.
const LISTED: usize = 1 << 17;

impl Counteroffers {
    /// Whether there is a counteroffer; none if that is not known.
    pub fn exist(&self) -> Option<bool> {
        match &self.most {
            Ok(most) => Some(most.as_ref().is_some_and(|most| self.prefers(most))),
            Err(_) if self.closest.count() > 0 || !self.frontier.is_empty() => Some(true),
            Err(_) => None,
        }
    }

    /// The counteroffer that is best for the party; the first one on the frontier, where that is known.
    pub fn best(&self, view: &View) -> Option<Agreement> {
        let listed = self.frontier.first().filter(|_| self.frontier_stop.is_none());
        let most = || self.most.as_ref().ok().and_then(Option::as_ref).filter(|most| self.prefers(most)).cloned();
        listed.map(|point| Agreement::of(view, point)).or_else(most)
    }

    /// Whether a package is better for the party than the proposal and than no deal.
    fn prefers(&self, package: &Agreement) -> bool {
        let own = self.party.index();
        let utility = package.utilities[own].value();
        utility > self.utilities[own].value() && self.without.as_ref().is_none_or(|without| utility >= without.value())
    }

    /// Why something may be missing, if it may; that a frontier is not listed is an answer.
    fn stopped(&self) -> Option<Stop> {
        let frontier =
            self.frontier_stop.filter(|stop| !matches!(stop, Stop::PointLimit | Stop::TooLarge | Stop::Levels));
        let obstacle = match self.obstacle {
            Some(Obstacle::Stopped(stop)) => Some(stop),
            _ => None,
        };
        let searches = [self.most.as_ref().err().copied(), self.closest.stop, frontier, obstacle];
        searches.into_iter().flatten().next().or(self.alternatives.as_ref().err().copied())
    }
}

impl View<'_> {
    /// Looks for what a party could propose instead of a package.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use zopa::explain::Reach;
    /// let model = zopa::Model::from_json(include_str!("../../models/pruitt-lewis-1975.json"))?;
    /// let problem = zopa::Problem::compile(&model)?;
    /// let halfway = &problem.proposals()[0].package; // worth 2000 to each
    /// let buyer = problem.party("buyer")?;
    /// let offers = problem.view().counteroffers(buyer, halfway, &Reach::default(), &zopa::Limits::default());
    /// let view = problem.view();
    /// let best = offers.best(&view).expect("a counteroffer");
    /// assert_eq!(best.utilities, [4000, 0].map(Into::into)); // the seller would accept anything
    /// let same = offers.value.alternatives.expect("no limit was set");
    /// let same = same.agreements(&view).next().expect("a package");
    /// assert_eq!(same.utilities, [2000, 3200].map(Into::into)); // as good for the buyer, better for the seller
    /// # Ok(())
    /// # }
    /// ```
    pub fn counteroffers(
        &self,
        party: PartyId,
        package: &Package,
        reach: &Reach,
        limits: &Limits,
    ) -> Outcome<Counteroffers> {
        let limits = &self.limits_of_consent(limits);
        let budget = Budget::new(limits);
        let problem = self.problem();
        let floored = self.least_gains()[party.index()].is_some();
        let mut offers = Counteroffers {
            party,
            package: package.clone(),
            utilities: problem.exact_utilities(package),
            without: floored.then(|| self.disagreement(party)),
            most: self.best_for(party, &budget.rest()),
            obstacle: None,
            closest: Moves::default(),
            reach: *reach,
            frontier: Vec::new(),
            frontier_stop: None,
            alternatives: Err(Stop::TimeLimit),
        };
        if offers.exist() == Some(false) {
            offers.obstacle = Some(self.obstacle(&offers, &budget));
        } else {
            offers.closest = self.closest(&offers, &budget);
        }
        offers.alternatives = self.equally_good(party, package, &budget);
        if offers.exist() != Some(false) {
            self.list_frontier(&mut offers, &budget);
        }
        let stopped = offers.stopped();
        Outcome::new(offers, stopped)
    }

    /// The counteroffers with the fewest changes.
    fn closest(&self, offers: &Counteroffers, budget: &Budget) -> Moves {
        let party = offers.party;
        let now = &offers.utilities[party.index()];
        let no_more = offers.without.as_ref().is_none_or(|without| without.value() <= now.value());
        let view = self.clone().with_veto_of(party);
        // More than now, or as much as without a deal.
        let view = if no_more { view.asking_for(party, now) } else { Ok(view) };
        let Ok(view) = view else { return Moves::stopped(Stop::TooLarge) };
        let gaining = Some(party).filter(|_| no_more).into_iter().collect();
        let measure = Measure::gain_of(party.index(), self.parties());
        Goal { view, gaining, measure }.moves(&offers.package, offers.reach, true, &Control::new(&budget.rest()))
    }

    /// The counteroffers that no other one dominates.
    fn list_frontier(&self, offers: &mut Counteroffers, budget: &Budget) {
        let problem = self.problem();
        if problem.has_levels() {
            offers.frontier_stop = Some(Stop::Levels);
            return;
        }
        let party = offers.party;
        let more = problem.utilities(&offers.package)[party.index()] + 1;
        let asked = self.floors()[party.index()].map_or(more, |floor| floor.max(more));
        let wanted = self.clone().with_floor(party, asked).with_veto_of(party);
        let limits = budget.rest();
        let limits = Limits { points: limits.points.min(LISTED), ..limits };
        let answer = wanted.search().limits(limits).frontier(Target::Acceptable);
        offers.frontier = answer.frontier.points;
        // A stable sort: ties stay in the order of the frontier.
        offers.frontier.sort_by_key(|point| std::cmp::Reverse(point.utilities[party.index()]));
        offers.frontier_stop = match answer.status {
            Status::Stopped(stop) => Some(stop),
            _ => None,
        };
    }

    /// Why no package gives a party so much and is accepted by the others.
    fn obstacle(&self, offers: &Counteroffers, budget: &Budget) -> Obstacle {
        let party = offers.party;
        // Whether some feasible package gives the party so much, where only these others have to accept it.
        let possible = |others: &[usize]| {
            let everybody = self.clone().with_consent_of(&vec![true; self.parties()]);
            let silent = self.problem().party_ids().filter(|other| *other != party && !others.contains(&other.index()));
            let view = silent.fold(everybody, View::accepting_anything);
            let best = view.best_for(party, &budget.rest())?;
            Ok(best.is_some_and(|best| offers.prefers(&best)))
        };
        let reason = || -> Result<Obstacle, Stop> {
            if !possible(&[])? {
                return Ok(Obstacle::NothingBetter);
            }
            let mut refusing = Vec::new();
            if self.acceptance().is_unanimous() {
                for other in self.problem().party_ids().filter(|other| *other != party) {
                    if !possible(&[other.index()])? {
                        refusing.push(other);
                    }
                }
            }
            Ok(if refusing.is_empty() { Obstacle::Together } else { Obstacle::Parties(refusing) })
        };
        reason().unwrap_or_else(Obstacle::Stopped)
    }

    /// The feasible packages with the same utility for a party in which nobody is worse off and somebody is better off,
    /// less those that others of them dominate.
    fn equally_good(&self, party: PartyId, package: &Package, budget: &Budget) -> Result<Better, Stop> {
        let own = &self.problem().exact_utilities(package)[party.index()];
        let as_good = |view: &View| {
            let above = view.at_least_as_good_as(package).map_err(|_| Stop::TooLarge)?;
            Better::of(&above, budget)
        };
        // Nothing is worth more than a ceiling: then no opposite is needed.
        if self.problem().ceiling(party).is_some_and(|at| self.problem().in_units(party, at) == *own) {
            return as_good(self);
        }
        let own = |point: Point| Point { utilities: point.utilities[..self.parties()].into(), ..point };
        Ok(match as_good(&self.of(&self.problem().with_opposite(party)))? {
            Better::All(points) => Better::All(points.into_iter().map(own).collect()),
            Better::Some(packages) => {
                Better::Some(packages.into_iter().map(|one| Agreement::new(self, one.package)).collect())
            }
        })
    }
}
