//! Hill climbing on a single text: chance edits it, and whoever would lose by an edit vetoes that (Klein, Faratin, Sayama and Bar-Yam 2003,
//! Negotiating complex contracts).
//!
//! In each round so many times an issue and an option of it are drawn, all alike, and the text settles them so. What breaks a rule or a red
//! line is put to nobody, and neither is what is worth the same to everybody. Of anything else, each party that is worse off with it than
//! with the text vetoes it; if nobody does, it is the text. After the last round everybody is asked about the text, against no deal. Nobody chooses among edits, and nobody has to know
//! the numbers of others: it may end elsewhere than the text of a mediator who does (`text.rs`), and earlier.

use super::player::{Chance, Now};
use crate::problem::{Climb, OptionId, Package, PartyId, View};
use crate::protocol::course::{Course, End, Outcome, Step, Unplayed};
use crate::protocol::start::start;
use crate::protocol::text::better;
use crate::search::{Budget, Control, Limits, Stop};

/// How a text was edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Climbed {
    /// What it began with.
    pub first: Package,
    /// The edits that were drawn and are to somebody not worth the same as the text, in their order.
    pub edits: Vec<Edit>,
}

/// An edit that was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// In which round, counted from 1.
    pub round: usize,
    /// What the text would be.
    pub package: Package,
    /// Whether it breaks no rule and no red line, so that everybody is asked.
    pub is_open: bool,
    /// Who vetoes it.
    pub vetoed_by: Vec<PartyId>,
}

impl Edit {
    /// Whether it became the text.
    pub fn is_made(&self) -> bool {
        self.is_open && self.vetoed_by.is_empty()
    }
}

impl Climbed {
    /// The text in the end.
    pub fn last(&self) -> &Package {
        self.edits.iter().rev().find(|edit| edit.is_made()).map_or(&self.first, |edit| &edit.package)
    }

    /// What it came to, as a way of talking: with each edit that made a difference to somebody.
    pub fn course(&self, view: &View, limits: &Limits) -> Course {
        let problem = view.problem();
        let (mut steps, mut before) = (Vec::new(), &self.first);
        for Edit { package, .. } in self.edits.iter().filter(|edit| edit.is_made()) {
            steps.push(Step::Edited { changed: before.changed(package, problem), package: package.clone() });
            before = package;
        }
        let end = End::judged(view, self.last().clone());
        let outcome = Outcome { ties: None, gains: end.gains.clone(), ends: vec![end] };
        Course { steps, outcomes: vec![outcome], better: better(view, self.last(), limits), ..Course::default() }
    }
}

impl View<'_> {
    /// Edits a text by chance, as long as nobody vetoes. None if the model does not say what it begins with.
    ///
    /// ```
    /// use zopa::problem::Climb;
    /// let problem = zopa::Problem::from_json(include_str!("../../../models/examples/first-steps.json"))?;
    /// let (view, climb) = (problem.view(), Climb { from: None, edits: 2, rounds: 100, seed: 1 });
    /// let climbed = view.climb(&climb, &zopa::Limits::default()).unwrap().unwrap();
    /// let [first, last] = [&climbed.first, climbed.last()].map(|text| problem.utilities(text));
    /// assert!(first.iter().zip(&last).all(|(first, last)| first <= last)); // nobody loses
    /// # Ok::<(), zopa::model::Diagnostics>(())
    /// ```
    ///
    /// # Errors
    /// If a limit was met; with continuous issues.
    pub fn climb(&self, climb: &Climb, limits: &Limits) -> Result<Option<Climbed>, Stop> {
        let problem = self.problem();
        if problem.has_levels() {
            return Err(Stop::Levels);
        }
        let control = Control::new(limits);
        let Some(first) = start(self, climb.from) else { return Ok(None) };
        let options: Vec<Vec<OptionId>> = problem.issue_ids().map(|issue| self.options(issue).collect()).collect();
        let open: Vec<_> = problem.issue_ids().filter(|issue| options[issue.index()].len() > 1).collect();
        let mut climbed = Climbed { first: first.clone(), edits: Vec::new() };
        if open.is_empty() {
            return Ok(Some(climbed));
        }
        let room = control.room(climb.rounds, 96 + 8 * self.parties() + problem.bytes_of_options());
        // Chance has a seat behind the parties.
        let chance = Chance::new(climb.seed, 0, PartyId::at(self.parties()));
        let (mut text, mut own) = (first.clone(), problem.utilities(&first));
        for round in 1..=climb.rounds {
            control.examined(1)?;
            if climbed.edits.len() >= room {
                return Err(Stop::PointLimit);
            }
            let drawn = |draw: usize, count: usize| {
                // Two numbers for each issue that is edited, in a place of their own.
                let place = (round - 1) * 2 * climb.edits + draw;
                chance.below(count, Now { round: place, rounds: climb.rounds })
            };
            let mut package: Vec<OptionId> = text.options().iter().collect();
            for edit in 0..climb.edits {
                let issue = open[drawn(2 * edit, open.len())];
                let own = &options[issue.index()];
                package[issue.index()] = own[drawn(2 * edit + 1, own.len())];
            }
            let package = Package::new(package);
            let utilities = problem.utilities(&package);
            if utilities == own {
                continue;
            }
            let is_open = self.is_feasible(&package);
            let loses = |party: &PartyId| is_open && utilities[party.index()] < own[party.index()];
            let vetoed_by: Vec<PartyId> = problem.party_ids().filter(loses).collect();
            let edit = Edit { round, package, is_open, vetoed_by };
            if edit.is_made() {
                (text, own) = (edit.package.clone(), utilities);
            }
            climbed.edits.push(edit);
        }
        Ok(Some(climbed))
    }
}

/// What a text comes to that chance edits.
pub(super) fn climb(climb: &Climb, view: &View, limits: &Limits) -> Course {
    let budget = Budget::new(limits);
    match view.climb(climb, limits) {
        Err(stop) => Course::stopped(stop),
        Ok(None) => Course::unplayed(Unplayed::NoToday),
        Ok(Some(climbed)) => climbed.course(view, &budget.rest()),
    }
}
