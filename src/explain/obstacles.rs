//! All that stands in the way of an agreement: who is short by how much, what cannot be had together, what would have to
//! be given up, and what would be compensation enough.

use super::{Compensation, Conflicts, NoDeal};
use crate::problem::{IssueId, Settled, View};
use crate::search::{Budget, Limits, Outcome, Stop};

/// Why a question has no agreement.
#[derive(Clone, Debug)]
pub struct Obstacles {
    /// The parties that bind, and the packages that come closest.
    pub no_deal: Outcome<NoDeal>,
    /// What cannot be had together, and what would have to be given up.
    pub conflicts: Outcome<Conflicts>,
    /// For each party that binds alone, what it would need.
    pub compensation: Outcome<Vec<Compensation>>,
}

impl View<'_> {
    /// What stands in the way of an agreement if these options and levels are demanded beside what the view asks. None if
    /// nothing does.
    ///
    /// ```
    /// let model = zopa::Model::from_json(include_str!("../../models/examples/no-deal.json")).unwrap();
    /// let problem = zopa::Problem::compile(&model).unwrap();
    /// let found = problem.view().obstacles(&[], &zopa::Limits::default()).unwrap();
    /// let obstacles = found.expect("there is no agreement");
    /// assert_eq!(obstacles.conflicts.corrections.len(), 2);
    /// assert_eq!(obstacles.compensation.len(), 2);
    /// ```
    ///
    /// # Errors
    ///
    /// If a limit was met before it was known whether there is an agreement. What is found out until a later one is met
    /// is kept.
    pub fn obstacles(&self, fixed: &[(IssueId, Settled)], limits: &Limits) -> Result<Option<Outcome<Obstacles>>, Stop> {
        let budget = Budget::new(limits);
        let view = fixed.iter().fold(self.clone().with_floors(), |view, (issue, by)| view.settle(*issue, by));
        if view.agreement(&budget.left()?)?.is_some() {
            return Ok(None);
        }
        let no_deal = view.explain_no_deal(&budget.rest());
        let conflicts = self.conflicts(fixed, &budget.rest());
        let (mut compensation, mut stopped) = (Vec::new(), None);
        for binding in no_deal.binding.iter().filter(|binding| binding.parties.len() == 1) {
            match view.compensation(binding.parties[0], &budget.rest()) {
                Ok(found) => compensation.push(found),
                Err(stop) => stopped = Some(stop),
            }
        }
        let all = no_deal.stopped.or(conflicts.stopped).or(stopped);
        // Factors are told of exact numbers only.
        let compensation = Outcome::new(compensation, stopped.or(self.curves()));
        Ok(Some(Outcome::new(Obstacles { no_deal, conflicts, compensation }, all)))
    }
}
