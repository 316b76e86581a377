//! A tournament: every party with every tactic, and the game that this is.
//!
//! Each combination of tactics is a game; what parties gain from it makes a game of its own, in which everybody chooses a tactic. Time grows
//! with the number of tactics to the power of the number of parties.

use super::equilibria::{Choices, Dominated, Mixes};
use super::game;
use super::packages::Packages;
use crate::exact::Number;
use crate::problem::{PartyId, Tactic, Tactics, View};
use crate::protocol::course::End;
use crate::search::{Control, Limits, Outcome, Stop};
use num_rational::BigRational;

/// A tournament has so many games.
pub const MAX_GAMES: usize = 4096;
/// Mixtures are looked for among so many tactics.
pub const MAX_MIXED: usize = 10;

/// Every party with every tactic.
#[derive(Clone, Debug, Default)]
pub struct Tournament {
    /// The games, the tactics of the last party running fastest.
    pub games: Vec<Played>,
    /// Those in which nobody gains by another tactic alone, by their places.
    pub pure: Vec<usize>,
    /// By party, what is dominated.
    pub dominated: Vec<Vec<Dominated>>,
    /// Of two parties, how both mix in equilibrium; none for more parties, or with more tactics than [`MAX_MIXED`].
    pub mixes: Option<Mixes>,
    /// By tactic and party, what it gains with that tactic on average over all games.
    pub means: Vec<Vec<Number>>,
}

/// A game of a tournament.
#[derive(Clone, Debug)]
pub struct Played {
    /// By party, the place of its tactic.
    pub tactics: Vec<usize>,
    /// How it ended.
    pub end: End,
}

impl Packages {
    /// Plays a tournament over these packages: the tactics that `terms` has for parties do not matter, but their turns. Nothing is known of
    /// equilibria unless all games were played.
    ///
    /// # Errors
    /// If there are more games than [`MAX_GAMES`].
    pub fn tournament(
        &self,
        view: &View,
        terms: &Tactics,
        tactics: &[Tactic],
        limits: &Limits,
    ) -> Result<Outcome<Tournament>, Stop> {
        let parties = view.parties();
        let count = u32::try_from(parties).ok().and_then(|parties| tactics.len().checked_pow(parties));
        let count = count.filter(|count| *count <= MAX_GAMES).ok_or(Stop::TooLarge)?;
        let control = Control::new(limits);
        let mut tournament = Tournament::default();
        let mut choices = Choices { players: parties, tactics: tactics.len(), gains: Vec::with_capacity(count) };
        for place in 0..count {
            let chosen = choices.choice(place);
            let by = terms.by.iter().map(|(party, _)| (*party, tactics[chosen[party.index()]])).collect();
            let own = Tactics { by, ..terms.clone() };
            let game = match game::play(self, view, &own, place as u64, &control) {
                Ok(game) => game,
                Err(stop) => return Ok(Outcome::new(tournament, Some(stop))),
            };
            let gains = game.gains(self, parties);
            choices.gains.push(gains.into_iter().map(|gain| gain.value().clone()).collect());
            tournament.games.push(Played { tactics: chosen, end: game.end(view, self) });
        }
        tournament.pure = choices.pure();
        tournament.dominated = (0..parties).map(|party| choices.dominated(party)).collect();
        let mean = |tactic: usize, party: PartyId| {
            let own = tournament.games.iter().zip(&choices.gains);
            let own =
                own.filter(|(game, _)| game.tactics[party.index()] == tactic).map(|(_, gains)| &gains[party.index()]);
            let games = BigRational::from_integer((count / tactics.len().max(1)).max(1).into());
            Number::from(own.sum::<BigRational>() / games)
        };
        let of_tactic = |tactic| view.problem().party_ids().map(|party| mean(tactic, party)).collect();
        tournament.means = (0..tactics.len()).map(of_tactic).collect();
        let two = parties == 2 && tactics.len() <= MAX_MIXED;
        tournament.mixes = two.then(|| choices.mixed(&control));
        let stopped = tournament.mixes.as_ref().and_then(|mixes| mixes.stopped);
        Ok(Outcome::new(tournament, stopped))
    }
}
