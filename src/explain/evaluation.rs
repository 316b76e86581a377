//! What a package on the table is: feasible or not, accepted or refused by whom, and what would be better for all.

use super::Contribution;
use crate::concept::Utilitarian;
use crate::exact::Number;
use crate::frontier::Point;
use crate::problem::{ConstraintId, LevelRuleId, Package, PartyId, View};
use crate::search::{Agreement, Budget, Control, Limits, Outcome, Status, Stop, acceptable_points, best_for_each};
use num_bigint::BigUint;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// How one party stands to a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// Its utility, in the author's units.
    pub utility: Number,
    /// Its utility less that without a deal.
    pub gain: Number,
    /// Whether it accepts: its gain is not negative and none of its red lines is crossed.
    pub accepts: bool,
    /// Its red lines that the package crosses.
    pub crossed: Vec<ConstraintId>,
    /// Where the utility comes from.
    pub breakdown: Vec<Contribution>,
    /// No further than this is the utility from the true one: 0 but where a curve has a name.
    pub error: Number,
    /// Whether that leaves undecided if it accepts; [`Stand::accepts`] is what the calculated utility says.
    pub undecided: bool,
}

/// An evaluated package.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// The package.
    pub package: Package,
    /// The rules on options that it breaks; red lines are with their parties.
    pub broken: Vec<ConstraintId>,
    /// The rules over levels that it breaks.
    pub broken_levels: Vec<LevelRuleId>,
    /// By party.
    pub stands: Vec<Stand>,
    /// Whether it is feasible and the acceptance rule passes it.
    pub acceptable: bool,
    /// Whether that is not decided, since utilities follow curves whose values are known within an error.
    pub undecided: bool,
    /// The acceptable packages that leave no party worse off; where utilities follow curves with names, those that certainly are
    /// such, if any. An error if the search for them stopped early.
    pub better: Result<NoWorse, Stop>,
    /// If it is not acceptable and nothing is better: an acceptable package with exactly its utilities, if there is one.
    pub as_good: Option<Agreement>,
}

/// Acceptable packages that leave no party worse off than another package, and some better.
#[derive(Clone, Debug)]
pub enum NoWorse {
    /// All that are on the frontier, as points.
    Points(Vec<Point>),
    /// Where these are too many to be listed: some.
    Some {
        /// Those with the largest sum of utilities, of everybody who has to accept; they are on the frontier.
        packages: Vec<Agreement>,
        /// By party, the largest utility of any of these packages; none if that would take long to know.
        most: Option<Vec<Number>>,
    },
    /// With continuous issues, where there is no end of them: by party, the one that gives it the most. Empty if no acceptable
    /// package leaves everybody as well off.
    ByParty(Vec<Agreement>),
}

/// Up to so many points are kept to list what is better; beyond, some of it is told.
const LISTED: usize = 1 << 14;

impl Evaluation {
    /// Whether it satisfies all rules and red lines.
    pub fn is_feasible(&self) -> bool {
        self.breaks_no_rule() && self.stands.iter().all(|stand| stand.crossed.is_empty())
    }

    /// Whether it satisfies all rules; red lines are another matter.
    pub fn breaks_no_rule(&self) -> bool {
        self.broken.is_empty() && self.broken_levels.is_empty()
    }

    /// By party, the most that it could gain over this package without loss to any other, in the author's units. None if
    /// unknown, as it is where utilities follow curves with names.
    pub fn improvement(&self, view: &View) -> Option<Vec<Number>> {
        // What curves are exactly might make it more, or less.
        let better = self.better.as_ref().ok().filter(|_| view.curves().is_none())?;
        if let NoWorse::Some { most: None, .. } = better {
            return None;
        }
        let most = |party: PartyId| match better {
            NoWorse::Points(points) => points
                .iter()
                .map(|point| point.utilities[party.index()])
                .max()
                .map(|most| view.problem().in_units(party, most)),
            NoWorse::Some { most, .. } => most.as_ref().map(|most| most[party.index()].clone()),
            NoWorse::ByParty(best) => best.get(party.index()).map(|best| best.utilities[party.index()].clone()),
        };
        let rise = |(party, stand): (PartyId, &Stand)| {
            most(party).map_or_else(Number::zero, |most| (most.value() - stand.utility.value()).into())
        };
        Some(view.problem().party_ids().zip(&self.stands).map(rise).collect())
    }
}

impl View<'_> {
    /// Evaluates a package.
    ///
    /// # Panics
    /// If the package is one of another problem: without an option for every issue, or a level for every continuous one.
    pub fn evaluate(&self, package: &Package, limits: &Limits) -> Outcome<Evaluation> {
        let mut evaluation = self.verdict(package);
        evaluation.better = self.no_worse_than(&mut evaluation, limits);
        if self.curves().is_some() {
            self.keep_certain(&mut evaluation);
        }
        let stopped = evaluation.better.as_ref().err().copied();
        Outcome::new(evaluation, stopped)
    }

    /// The same without a search for better packages.
    pub fn verdict(&self, package: &Package) -> Evaluation {
        let problem = self.problem();
        let (red_lines, broken): (Vec<ConstraintId>, Vec<ConstraintId>) =
            self.broken(package).partition(|at| problem[*at].party.is_some());
        let (worths, gains) = (problem.exact_utilities(package), self.gains_of(package));
        let individually = self.content_with(package);
        let stand = |(party, (utility, gain)): (PartyId, (Number, Number))| {
            let own = |at: &ConstraintId| problem[*at].party == Some(party);
            let crossed: Vec<ConstraintId> = red_lines.iter().copied().filter(own).collect();
            let accepts = individually[party.index()] && crossed.is_empty();
            let error = problem.error_of(party, package);
            let (least, most) = (gain.value() - error.value(), gain.value() + error.value());
            let open = least.is_negative() && !most.is_negative() && !error.value().is_zero();
            let undecided = open && crossed.is_empty() && !self.is_floorless(party);
            Stand { utility, gain, accepts, crossed, breakdown: problem.breakdown(party, package), error, undecided }
        };
        let stands: Vec<Stand> = problem.party_ids().zip(worths.into_iter().zip(gains)).map(stand).collect();
        let passes = |open: bool| {
            let content = individually.iter().zip(&stands);
            self.acceptance().passes(content.map(|(own, stand)| if stand.undecided { open } else { *own }))
        };
        Evaluation {
            undecided: self.is_feasible(package) && passes(true) != passes(false),
            package: package.clone(),
            broken_levels: self.broken_level_rules(package).collect(),
            broken,
            stands,
            acceptable: self.would_pass(package),
            better: Err(Stop::TimeLimit),
            as_good: None,
        }
    }

    /// Where utilities follow curves, leaves of what is better only what passes and is better whatever the curves are.
    fn keep_certain(&self, evaluation: &mut Evaluation) {
        let package = &evaluation.package;
        let certain = |other: &Package| {
            let verdict = self.verdict(other);
            verdict.acceptable && !verdict.undecided && self.problem().is_certainly_better(other, package)
        };
        match &mut evaluation.better {
            Ok(NoWorse::Points(points)) => points.retain(|point| certain(&point.package)),
            Ok(NoWorse::Some { packages, .. }) => {
                packages.retain(|one| certain(&one.package));
                if packages.is_empty() {
                    // Those that were not looked at may be certain.
                    evaluation.better = Err(Stop::TooLarge);
                }
            }
            Ok(NoWorse::ByParty(best)) if !best.iter().all(|one| certain(&one.package)) => best.clear(),
            _ => {}
        }
        evaluation.as_good = None;
    }

    fn no_worse_than(&self, evaluation: &mut Evaluation, limits: &Limits) -> Result<NoWorse, Stop> {
        if self.problem().has_levels() {
            // Nobody is worse off, and everybody accepts who has to.
            let floor = |(stand, least): (&Stand, Option<BigRational>)| {
                Some(least.map_or_else(|| stand.gain.value().clone(), |least| least.max(stand.gain.value().clone())))
            };
            let budget = Budget::new(limits);
            let mut found: Vec<Agreement> = Vec::new();
            for members in self.acceptance().deciding() {
                let floors: Vec<Option<BigRational>> =
                    evaluation.stands.iter().zip(self.least_gains_of(&members)).map(floor).collect();
                let own = best_for_each(self, &floors, &budget.left()?)?.and_then(|own| own.best).unwrap_or_default();
                for (party, own) in own.into_iter().enumerate() {
                    match found.get_mut(party) {
                        Some(best) if best.gains[party] < own.gains[party] => *best = own,
                        Some(_) => {}
                        None => found.push(own),
                    }
                }
            }
            let best = found.iter().enumerate().map(|(party, best)| &best.utilities[party]);
            let same = best.eq(evaluation.stands.iter().map(|stand| &stand.utility));
            evaluation.as_good = found.first().filter(|_| same && !evaluation.acceptable).cloned();
            return Ok(NoWorse::ByParty(found));
        }
        let utilities = self.problem().utilities(&evaluation.package);
        let budget = Budget::new(limits);
        let points = match self.no_worse(&utilities, &Limits { points: limits.points.min(LISTED), ..limits.clone() }) {
            Err(Stop::PointLimit | Stop::TooLarge) => return self.some_no_worse(&utilities, evaluation, &budget),
            points => points?,
        };
        let (same, better): (Vec<Point>, Vec<Point>) =
            points.into_iter().partition(|point| *point.utilities == *utilities);
        evaluation.as_good = same.first().filter(|_| !evaluation.acceptable).map(|point| Agreement::of(self, point));
        Ok(NoWorse::Points(better))
    }

    /// The acceptable points of the frontier that leave nobody worse off than these utilities.
    fn no_worse(&self, utilities: &[i64], limits: &Limits) -> Result<Vec<Point>, Stop> {
        let control = Control::new(limits);
        let asked = match self.acceptance().is_unanimous() {
            true => self.no_worse_to(utilities, &vec![true; self.parties()]),
            false => self.at_least(utilities),
        };
        let frontier = acceptable_points(&asked, &control)?;
        Ok(frontier.points.into_iter().filter(|point| self.is_acceptable(&point.utilities)).collect())
    }

    /// Asks for packages that leave nobody worse off than these utilities, and that these parties accept.
    fn no_worse_to(&self, utilities: &[i64], members: &[bool]) -> Self {
        let floors = self.floors();
        let least = |(party, own): (usize, &i64)| floors[party].filter(|_| members[party]).unwrap_or(*own).max(*own);
        self.at_least(&utilities.iter().enumerate().map(least).collect::<Vec<_>>())
    }

    /// Some of these points, and the most that each party has in any of them.
    fn some_no_worse(&self, utilities: &[i64], evaluation: &mut Evaluation, budget: &Budget) -> Result<NoWorse, Stop> {
        let now: Vec<Number> = evaluation.stands.iter().map(|stand| stand.utility.clone()).collect();
        let mut most = Some(now.clone());
        // Each with the sum that it was chosen for.
        let mut found: Vec<(Number, Agreement)> = Vec::new();
        for members in self.acceptance().deciding() {
            let asked = self.no_worse_to(utilities, &members);
            let answer = asked.search().concepts([&Utilitarian as _]).limits(budget.left()?).run();
            match answer.status {
                Status::Stopped(stop) => return Err(stop),
                Status::NoAgreement => continue,
                Status::Agreement => {}
            }
            if answer.ideal.is_none() {
                // It was not known soon; whether that is the clock's doing is told.
                budget.left()?;
            }
            let larger = |(most, own): (Number, Number)| most.max(own);
            most = most.zip(answer.ideal).map(|(most, own)| most.into_iter().zip(own).map(larger).collect());
            for solution in answer.solutions {
                let sum = solution.value.map_or_else(Number::zero, |value| value.number);
                found.extend(solution.agreements.into_iter().map(|one| (sum.clone(), one)));
            }
        }
        // Several sets of parties may choose the same.
        let largest = found.iter().map(|(sum, _)| sum).max().cloned();
        found.retain(|(sum, _)| Some(sum) == largest.as_ref());
        found.sort_by(|(_, one), (_, other)| other.utilities.cmp(&one.utilities).then(one.package.cmp(&other.package)));
        found.dedup_by(|(_, one), (_, other)| one.package == other.package);
        let packages: Vec<Agreement> = found.into_iter().map(|(_, one)| one.seen_from(self)).collect();
        // What has the largest sum and is no better shows that nothing is.
        let (same, packages): (Vec<Agreement>, Vec<Agreement>) =
            packages.into_iter().partition(|one| one.utilities == now);
        if packages.is_empty() {
            evaluation.as_good = same.into_iter().next().filter(|_| !evaluation.acceptable);
            return Ok(NoWorse::Points(Vec::new()));
        }
        // What has the most of everything is better than all else.
        if let [only] = packages.as_slice()
            && most.as_ref() == Some(&only.utilities)
        {
            let utilities = self.problem().utilities(&only.package).into();
            let packages = only.packages.clone().unwrap_or_else(BigUint::one);
            return Ok(NoWorse::Points(vec![Point { utilities, packages, package: only.package.clone() }]));
        }
        Ok(NoWorse::Some { packages, most })
    }
}
