//! Tactics against each other: the only way of talking that is played, and not followed to what it must lead to.
//!
//! A tactic is a rule of thumb: it knows its own numbers and what is offered, and nothing of the others. What comes of several is told by
//! letting them play, in whole numbers and fractions, so that it is the same on every machine; that is what these rules come to, and no
//! forecast. One tactic a file. Where theory has the outcome, nothing would have to be played: two who follow MiCRO come to fallback
//! bargaining ([`Fallback`](crate::concept::Fallback)), if nobody is indifferent and there are rounds enough.

mod answering;
mod climbing;
mod equilibria;
mod falling;
mod game;
mod micro;
mod packages;
mod player;
mod tournament;
mod wandering;

pub use climbing::{Climbed, Edit};
pub use equilibria::{Dominated, Mixed, Mixes};
pub use game::{Game, Move};
pub use packages::Packages;
pub use tournament::{MAX_GAMES, MAX_MIXED, Played, Tournament, games};

use super::course::Course;
use crate::problem::{Climb, Tactics, View};
use crate::search::{Budget, Control, Limits, Stop};

/// What tactics come to.
pub(super) fn play(tactics: &Tactics, view: &View, limits: &Limits) -> Course {
    let budget = Budget::new(limits);
    let played = Packages::list(view, tactics.over, limits).and_then(|packages| {
        let game = packages.play(view, tactics, &budget.left()?)?;
        Ok(game.course(view, &packages))
    });
    played.unwrap_or_else(Course::stopped)
}

/// What a text comes to that chance edits.
pub(super) fn climb(climb: &Climb, view: &View, limits: &Limits) -> Course {
    climbing::climb(climb, view, limits)
}

impl Packages {
    /// Plays tactics against each other, over these packages.
    ///
    /// ```
    /// use zopa::Limits;
    /// use zopa::problem::{Over, Tactic, Tactics};
    /// use zopa::protocol::Packages;
    /// let problem = zopa::Problem::from_json(include_str!("../../../models/examples/first-steps.json"))?;
    /// let (view, limits) = (problem.view(), Limits::default());
    /// let packages = Packages::list(&view, Over::Acceptable, &limits).unwrap();
    /// let by = problem.party_ids().map(|party| (party, Tactic::Micro)).collect();
    /// let tactics = Tactics { by, rounds: 100, over: Over::Acceptable, seed: 1, as_negmas: false };
    /// let game = packages.play(&view, &tactics, &limits).unwrap();
    /// assert!(game.agreed.is_some());
    /// # Ok::<(), zopa::model::Diagnostics>(())
    /// ```
    ///
    /// # Errors
    /// If a limit was met.
    pub fn play(&self, view: &View, tactics: &Tactics, limits: &Limits) -> Result<Game, Stop> {
        game::play(self, view, tactics, 0, &Control::new(limits))
    }
}
