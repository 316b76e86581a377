//! The packages that are as much like today as can be, and of these the one whose options are declared earliest.
//!
//! The question has one party more than those who are asked, the last: it counts the issues that a package leaves as they are today.
//! A search for what is best for it has all rules to follow, though what is most like today seldom breaks one. So rules are left out
//! until what is best so breaks some, and these are kept from then on (constraints as they are needed: Dantzig, Fulkerson and Johnson
//! 1954); what is best with fewer rules, and breaks none of the others, is best with all of them. An issue that is worth nothing to
//! anybody who is asked, and of which no rule that is kept speaks, stays as it is today.

use crate::problem::{ConstraintId, Contrast, IssueId, OptionId, Package, PartyId, Problem, View};
use crate::search::{Budget, Limits, Stop};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Looks for such packages, one question after the other.
#[derive(Default)]
pub(super) struct Nearest {
    /// By constraint: whether it is kept.
    kept: Vec<bool>,
}

/// After so many packages that break rules, all rules are kept.
const TRIES: usize = 8;

impl Nearest {
    /// Of the acceptable packages of a view whose last party counts what is as it is today: the most that there can be, and
    /// one with that many. None if none has `least`.
    pub fn likest(&mut self, view: &View, least: i64, limits: &Limits) -> Result<Option<(i64, Package)>, Stop> {
        let (problem, budget) = (view.problem(), Budget::new(limits));
        let likeness = PartyId::at(view.parties() - 1);
        let matters = matters_to_others(problem, likeness);
        let all_matter = matters.iter().all(|matters| *matters);
        self.kept.resize(problem.constraints().len(), false);
        let mut tries = 0;
        loop {
            if all_matter || tries == TRIES {
                self.kept.fill(true);
            }
            tries += 1;
            let asked = self.kept_only(view, &matters, likeness);
            let best = match asked.best_for(likeness, &budget.left()?) {
                Err(Stop::TooLarge) if self.kept.contains(&false) => {
                    self.kept.fill(true);
                    continue;
                }
                best => best?,
            };
            let found = best.map(|best| (problem.utilities(&best.package)[likeness.index()], best.package));
            let Some((like, package)) = found.filter(|(like, _)| *like >= least) else { return Ok(None) };
            let broken = view.constraints().filter(|(_, constraint)| !constraint.allows(|issue| package.option(issue)));
            let broken: Vec<ConstraintId> = broken.map(|(constraint, _)| constraint).collect();
            if broken.is_empty() {
                return Ok(Some((like, package)));
            }
            broken.iter().for_each(|constraint| self.kept[constraint.index()] = true);
        }
    }

    /// The question with the rules that are kept, and with what neither they nor anybody else speaks of as it is today.
    fn kept_only<'p>(&self, view: &View<'p>, matters: &[bool], likeness: PartyId) -> View<'p> {
        let problem = view.problem();
        let (mut asked, mut open) = (view.clone(), matters.to_vec());
        for (id, constraint) in view.constraints() {
            match self.kept[id.index()] {
                true => constraint.scope().iter().for_each(|issue| open[issue.index()] = true),
                false => asked = asked.lift(id),
            }
        }
        for issue in problem.issue_ids().filter(|issue| !open[issue.index()]) {
            let like = |option: &OptionId| (problem.worth(likeness.index(), issue.index(), *option), Reverse(*option));
            if let Some(option) = view.options(issue).max_by_key(like) {
                asked = asked.fix(issue, option);
            }
        }
        asked
    }

    /// Of views, each with a package that has so many issues as today: the first view and the package whose options, issue
    /// by issue over the first `issues`, are declared earliest. An issue is settled where no view allows an earlier option.
    pub fn earliest<'v>(
        &mut self,
        mut views: Vec<(usize, View<'v>, Package)>,
        issues: usize,
        like: i64,
        limits: &Limits,
    ) -> Result<Vec<(usize, View<'v>, Package)>, Stop> {
        let budget = Budget::new(limits);
        for issue in (0..issues).map(IssueId::at) {
            let options: BTreeSet<OptionId> = views.iter().flat_map(|(_, view, _)| view.options(issue)).collect();
            for option in options {
                let mut found = Vec::new();
                for (at, view, package) in &views {
                    if !view.options(issue).any(|allowed| allowed == option) {
                        continue;
                    }
                    let fixed = view.clone().fix(issue, option);
                    let package = match package.option(issue) == option {
                        true => Some(package.clone()),
                        false => self.likest(&fixed, like, &budget.left()?)?.map(|(_, package)| package),
                    };
                    found.extend(package.map(|package| (*at, fixed, package)));
                }
                if !found.is_empty() {
                    views = found;
                    break;
                }
            }
        }
        Ok(views)
    }

    /// The package with the most issues as today, and of those the one whose options are declared earliest over these issues.
    pub fn first(&mut self, asked: View, issues: usize, limits: &Limits) -> Result<Option<Package>, Stop> {
        let budget = Budget::new(limits);
        let Some((like, package)) = self.likest(&asked, 0, limits)? else { return Ok(None) };
        let first = self.earliest(vec![(0, asked, package)], issues, like, &budget.left()?)?;
        Ok(first.into_iter().next().map(|(.., package)| package))
    }
}

/// By issue, whether it is worth anything to anybody but this party.
fn matters_to_others(problem: &Problem, party: PartyId) -> Vec<bool> {
    let others = || problem.party_ids().filter(|other| *other != party);
    let by_itself = |issue| others().any(|other| problem.worths(other, issue).any(|worth| worth != 0));
    let mut matters: Vec<bool> = problem.issue_ids().map(by_itself).collect();
    let linked = problem.interactions().iter().filter(|interaction| interaction.party != party);
    linked.flat_map(|interaction| interaction.scope()).for_each(|issue| matters[issue.index()] = true);
    matters
}

/// What rules alone allow, whatever it is worth to anybody: the packages of the model, with nobody but who counts what is as it is
/// today.
pub(super) fn of_rules(view: &View) -> Result<Contrast, Stop> {
    Contrast::new(view, &[], &[Vec::new()], &[]).map_err(|_| Stop::TooLarge)
}
