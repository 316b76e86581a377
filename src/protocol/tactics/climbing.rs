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
use crate::search::{Budget, Control, Limits, Outcome as Found, Stop};

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

    /// What was found comes to, as a way of talking; nothing, if a limit was met before the last round.
    pub fn course_of(found: &Found<Option<Climbed>>, view: &View, limits: &Limits) -> Course {
        match (found.stopped, &found.value) {
            (Some(stop), _) => Course::stopped(stop),
            (None, None) => Course::unplayed(Unplayed::NoToday),
            (None, Some(climbed)) => climbed.course(view, limits),
        }
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
    /// Edits a text by chance, as long as nobody vetoes. None if the model does not say what it begins with, and with continuous issues; if
    /// a limit was met, with the edits until then.
    ///
    /// ```
    /// use zopa::problem::Climb;
    /// let problem = zopa::Problem::from_json(include_str!("../../../models/examples/first-steps.json"))?;
    /// let (view, climb) = (problem.view(), Climb { from: None, edits: 2, rounds: 100, seed: 1 });
    /// let climbed = view.climb(&climb, &zopa::Limits::default()).whole().unwrap().unwrap();
    /// let [first, last] = [&climbed.first, climbed.last()].map(|text| problem.utilities(text));
    /// assert!(first.iter().zip(&last).all(|(first, last)| first <= last)); // nobody loses
    /// # Ok::<(), zopa::model::Diagnostics>(())
    /// ```
    pub fn climb(&self, climb: &Climb, limits: &Limits) -> Found<Option<Climbed>> {
        if self.problem().has_levels() {
            return Found::new(None, Some(Stop::Levels));
        }
        let Some(first) = start(self, climb.from) else { return Found::new(None, None) };
        let mut climbed = Climbed { first, edits: Vec::new() };
        let stopped = climbed.go(self, climb, &Control::new(limits)).err();
        Found::new(Some(climbed), stopped)
    }
}

impl Climbed {
    /// Draws edits, from the first text on.
    fn go(&mut self, view: &View, climb: &Climb, control: &Control) -> Result<(), Stop> {
        let problem = view.problem();
        let options: Vec<Vec<OptionId>> = problem.issue_ids().map(|issue| view.options(issue).collect()).collect();
        let open: Vec<_> = problem.issue_ids().filter(|issue| options[issue.index()].len() > 1).collect();
        if open.is_empty() {
            return Ok(());
        }
        let edits = climb.edits.min(open.len());
        let room = control.room(climb.rounds, 96 + 8 * view.parties() + problem.bytes_of_options());
        // Chance has a seat behind the parties.
        let chance = Chance::new(climb.seed, 0, PartyId::at(view.parties()));
        let (mut text, mut own) = (self.first.clone(), problem.utilities(&self.first));
        for round in 1..=climb.rounds {
            control.examined(1)?;
            if self.edits.len() >= room {
                return Err(Stop::PointLimit);
            }
            let drawn = |draw: usize, count: usize| {
                // Two numbers for each issue that is edited, in a place of their own.
                let place = (round - 1).saturating_mul(2 * edits).saturating_add(draw);
                chance.below(count, Now { round: place, rounds: climb.rounds })
            };
            let mut package: Vec<OptionId> = text.options().iter().collect();
            for edit in 0..edits {
                let issue = open[drawn(2 * edit, open.len())];
                let own = &options[issue.index()];
                package[issue.index()] = own[drawn(2 * edit + 1, own.len())];
            }
            let package = Package::new(package);
            let utilities = problem.utilities(&package);
            if utilities == own {
                continue;
            }
            let is_open = view.is_feasible(&package);
            let loses = |party: &PartyId| is_open && utilities[party.index()] < own[party.index()];
            let vetoed_by: Vec<PartyId> = problem.party_ids().filter(loses).collect();
            let edit = Edit { round, package, is_open, vetoed_by };
            if edit.is_made() {
                (text, own) = (edit.package.clone(), utilities);
            }
            self.edits.push(edit);
        }
        Ok(())
    }
}

/// What a text comes to that chance edits.
pub(super) fn climb(climb: &Climb, view: &View, limits: &Limits) -> Course {
    let budget = Budget::new(limits);
    let found = view.climb(climb, limits);
    Climbed::course_of(&found, view, &budget.rest())
}
