//! What is agreed if somebody must get at least so much: a tied hand, exactly, from threshold to threshold.
//!
//! A parliament that ratifies asks for a gain of its party. What the concept chooses of what can be ratified stays the same while the
//! threshold rises up to what the party gains from it; just above that, something else is chosen, until nothing is left. So one
//! search for each step tells all of it. That a hand that is tied is a strong one (Schelling 1960) holds up to the last step.
//!
//! The threshold moves no gain: whoever ratifies is a party more, which asks for that much and weighs nothing.

use super::among::Among;
use super::together::counted;
use crate::concept::Concept;
use crate::exact::Number;
use crate::problem::{PartyId, View};
use crate::search::{Agreement, Budget, Limits, Outcome, Status, Stop};
use num_bigint::BigUint;

/// So many steps are followed.
const MOST: usize = 1000;

/// What is agreed between two thresholds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// For thresholds above this gain; none for any that is not above the next.
    pub above: Option<Number>,
    /// And up to this one.
    pub up_to: Number,
    /// How many packages can be ratified, and are accepted by all, with the highest of them that changes nothing; if that was counted.
    pub packages: Option<BigUint>,
    /// What is agreed.
    pub agreements: Vec<Agreement>,
}

impl View<'_> {
    /// What a concept chooses, as the least gain rises that a party must have: steps with exact ends, the lowest first. Above the last
    /// there is no deal. Each is a search; with continuous issues there are no steps, and
    /// with concepts that look at ideal gains or at ranks neither: these move with the threshold.
    ///
    /// ```
    /// let problem = zopa::Problem::from_json(include_str!("../../models/examples/first-steps.json"))?;
    /// let studio = problem.party("studio")?;
    /// let steps = problem.view().ratified(studio, &zopa::concept::Nash, &zopa::Limits::default());
    /// let gains = |at: usize| steps[at].agreements[0].gains[studio.index()].clone();
    /// assert!(gains(1) > gains(0));
    /// # Ok::<(), zopa::model::Diagnostics>(())
    /// ```
    pub fn ratified(&self, party: PartyId, concept: &dyn Concept, limits: &Limits) -> Outcome<Vec<Threshold>> {
        if self.problem().has_levels() {
            return Outcome::new(Vec::new(), Some(Stop::Levels));
        }
        if concept.needs_ideal() || concept.by_ranks().is_some() {
            return Outcome::new(Vec::new(), Some(Stop::MovingRules));
        }
        let (budget, mut steps) = (Budget::new(limits), Vec::new());
        let stopped = self.each_threshold(party, concept, &budget, &mut steps).err();
        Outcome::new(steps, stopped)
    }

    fn each_threshold(
        &self,
        party: PartyId,
        concept: &dyn Concept,
        budget: &Budget,
        steps: &mut Vec<Threshold>,
    ) -> Result<(), Stop> {
        let problem = self.problem();
        let (parties, ratifying) = (self.parties(), problem.with_double(party));
        let among = Among { concept, members: vec![true; parties] };
        let asked = self.of(&ratifying);
        let mut least: Option<i64> = None;
        let mut above = None;
        loop {
            let floor = least.unwrap_or(-problem.reach(party.index()));
            let view = asked.clone().with_floor(PartyId::at(parties), floor);
            let answer = view
                .clone()
                .search()
                .without_counts()
                .concepts([&among as &dyn Concept])
                .limits(budget.left()?)
                .without_ideal()
                .run();
            match answer.status {
                Status::Stopped(stop) => return Err(stop),
                Status::NoAgreement => return Ok(()),
                Status::Agreement => {}
            }
            let chosen = answer.solutions.into_iter().flat_map(|solution| solution.agreements);
            let mut agreements: Vec<Agreement> = chosen.map(|one| Agreement::new(self, one.package)).collect();
            agreements.sort_by(|a, b| a.gains[party.index()].cmp(&b.gains[party.index()]));
            let Some(first) = agreements.first() else { return Ok(()) };
            let lowest = problem.utilities(&first.package)[party.index()];
            let up_to = first.gains[party.index()].clone();
            let packages = counted(&view, &budget.rest());
            steps.push(Threshold { above: above.replace(up_to.clone()), up_to, packages, agreements });
            if steps.len() >= MOST {
                return Err(Stop::TooLarge);
            }
            least = Some(lowest + 1);
        }
    }
}
