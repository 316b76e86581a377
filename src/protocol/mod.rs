//! Ways of talking: what each must lead to, if everybody knows all numbers and wants its own good.
//!
//! "What does it cost to draft alone and to present the draft, compared with working groups?" Nothing is simulated but tactics: a way of
//! talking ([`Way`]) leads to a [`Course`], which is calculated, by searches and by backward induction, and is exact. It is no
//! forecast, since nobody knows all numbers of the others. One way a file.
//!
//! Ties: where who decides is indifferent, what follows may depend on its choice. Then there are several [`Outcome`]s: each package
//! that a concept puts first, or the two ends of what whoever offers can do to the others. Where offers in later rounds are tied, these
//! two do not bound what other ways to break ties come to, and this is said ([`Untold`]).

mod among;
mod bandwidth;
mod blocs;
mod coalitions;
mod course;
mod draft;
mod offering;
mod offers;
mod ranks;
mod ratification;
mod start;
mod stationary;
mod tactics;
mod text;
mod together;
mod tracks;
mod usual;
mod worth;
mod zeuthen;

pub(crate) use among::{Among, asking};
pub(crate) use blocs::weighted;
pub use coalitions::{Blocking, Coalition, Coalitions, Tabled};
pub use course::{Course, End, Finish, Outcome, Step, Ties, Track, Unplayed, Untold};
pub(crate) use offers::{Induction, inductions};
pub use ratification::Threshold;
pub use stationary::Pair;
pub use tactics::{
    Climbed, Dominated, Edit, Game, MAX_GAMES, MAX_MIXED, Mixed, Mixes, Move, Packages, Played, Tournament, games,
};
pub use usual::usual;
pub use worth::{Comparison, Preference};

use crate::concept::Concept;
use crate::problem::{View, Way};
use crate::search::Limits;

impl View<'_> {
    /// What a way of talking leads to, where whoever agrees on packages does so by this concept.
    ///
    /// ```
    /// use zopa::problem::{Draft, Way};
    /// let problem = zopa::Problem::from_json(include_str!("../../models/examples/first-steps.json"))?;
    /// let client = problem.party("client")?;
    /// let alone = Way::Draft(Draft { by: vec![client], foresee: false });
    /// let course = problem.view().talks(&alone, &zopa::concept::Nash, &zopa::Limits::default());
    /// assert!(course.outcomes.iter().all(|outcome| !outcome.ends[0].is_agreed())); // the studio refuses
    /// # Ok::<(), zopa::model::Diagnostics>(())
    /// ```
    pub fn talks(&self, way: &Way, concept: &dyn Concept, limits: &Limits) -> Course {
        match way {
            Way::Together => together::play(self, concept, limits),
            Way::Draft(draft) => draft::play(draft, self, concept, limits),
            Way::Tracks(tracks) => tracks::play(tracks, self, concept, limits),
            Way::Text(text) => text::play(text, self, limits),
            Way::Offers(offers) => offers::play(offers, self, limits),
            Way::Fallback => ranks::play(self, limits),
            Way::Zeuthen => zeuthen::play(self, limits),
            Way::Blocs(blocs) => blocs::play(blocs, self, concept, limits),
            Way::Tactics(tactics) => tactics::play(tactics, self, limits),
            Way::Climb(climb) => tactics::climb(climb, self, limits),
            Way::Slow(slow) => bandwidth::slowed(slow, self, self.talks(&slow.way, concept, limits)),
        }
    }
}
