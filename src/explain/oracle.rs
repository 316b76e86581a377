//! Two questions about agreements that explanations ask again and again.

use crate::concept::{Concept, Measure, Utilitarian, WeightedSum};
use crate::exact::Number;
use crate::problem::{PartyId, View};
use crate::search::{Agreement, Limits, Outcome, Status, Stop, Target, best_of};

impl<'p> View<'p> {
    /// Some package that the acceptance rule passes, not improvable for one party without loss to another; none if it is
    /// proven that there is none.
    ///
    /// # Errors
    ///
    /// If a limit was met before any was found.
    pub fn agreement(&self, limits: &Limits) -> Result<Option<Agreement>, Stop> {
        let found = self.first_of(&Utilitarian, limits);
        // What a search that was stopped has found is an agreement, too.
        found.stopped.filter(|_| found.value.is_none()).map_or(Ok(found.value), Err)
    }

    /// The package that gives a party most, of all that the others accept, whether or not it accepts that itself; under
    /// a quota, of all that would pass if it did. None if there is none.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let model = zopa::Model::from_json(include_str!("../../models/examples/no-deal.json"))?;
    /// let problem = zopa::Problem::compile(&model)?;
    /// let limits = zopa::Limits::default();
    /// assert!(problem.view().agreement(&limits).map_err(|stop| format!("{stop:?}"))?.is_none());
    /// let seller = problem.party("seller")?;
    /// let best = problem.view().best_for(seller, &limits).map_err(|stop| format!("{stop:?}"))?;
    /// let best = best.expect("the others accept something");
    /// assert!(best.gains[seller.index()] < zopa::Number::from(0)); // but it is not enough for the seller
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If a limit was met before the answer was proven.
    pub fn best_for(&self, party: PartyId, limits: &Limits) -> Result<Option<Agreement>, Stop> {
        let view = self.clone().accepting_anything(party);
        let best = if view.acceptance().is_unanimous() {
            let weight = |other: PartyId| Number::from(i64::from(other == party));
            let Some(own) = WeightedSum::new(view.problem().party_ids().map(weight).collect()) else { return Ok(None) };
            view.first_of(&own, limits).whole()?
        } else if view.problem().has_levels() {
            let own = Measure::gain_of(party.index(), view.parties());
            best_of(&view, &own, limits)?.map(|package| Agreement::new(&view, package))
        } else {
            let answer = view.clone().search().limits(limits.clone()).frontier(Target::Acceptable);
            if let Status::Stopped(stop) = answer.status {
                return Err(stop);
            }
            let points = answer.frontier.points.iter().rev();
            points.max_by_key(|point| point.utilities[party.index()]).map(|point| Agreement::of(&view, point))
        };
        Ok(best.map(|best| best.seen_from(self)))
    }

    /// The first package that a concept chooses; if the search was stopped, of those that it met.
    fn first_of(&self, concept: &dyn Concept, limits: &Limits) -> Outcome<Option<Agreement>> {
        let answer = self.clone().search().concepts([concept]).limits(limits.clone()).without_ideal().run();
        let first = answer.solutions.into_iter().flat_map(|solution| solution.agreements).next();
        let stopped = if let Status::Stopped(stop) = answer.status { Some(stop) } else { None };
        Outcome::new(first, stopped)
    }
}
