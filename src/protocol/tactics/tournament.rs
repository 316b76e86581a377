//! A tournament: every party with every tactic, and the game that this is.
//!
//! Each combination of tactics is a game; what parties gain from it makes a game of its own, in which everybody chooses a tactic. Time grows
//! with the number of tactics to the power of the number of parties.

use super::equilibria::{Choices, Dominated, Mixes, choice};
use super::game::{self, Game};
use super::packages::Packages;
use crate::exact::Number;
use crate::problem::{PartyId, Tactic, Tactics, View};
use crate::protocol::course::End;
use crate::search::{Control, Limits, Outcome, Stop};
use num_rational::BigRational;
use std::ops::Range;

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

/// How many games a tournament has.
///
/// # Errors
/// If there are more than [`MAX_GAMES`].
pub fn games(parties: usize, tactics: usize) -> Result<usize, Stop> {
    let count = u32::try_from(parties).ok().and_then(|parties| tactics.checked_pow(parties));
    count.filter(|count| *count <= MAX_GAMES).ok_or(Stop::TooLarge)
}

impl Packages {
    /// Plays these games of a tournament over these packages, by their numbers: the tactic of the last party runs fastest. The tactics that
    /// `terms` has for parties do not matter, but their turns. No game depends on another one; who did what in it is not kept.
    pub fn games(
        &self,
        view: &View,
        terms: &Tactics,
        tactics: &[Tactic],
        numbers: Range<usize>,
        limits: &Limits,
    ) -> Outcome<Vec<Game>> {
        let control = Control::new(limits);
        let mut games = Vec::new();
        for number in numbers {
            let chosen = choice(number, view.parties(), tactics.len());
            let by = terms.by.iter().map(|(party, _)| (*party, tactics[chosen[party.index()]])).collect();
            let own = Tactics { by, ..terms.clone() };
            match game::play(self, view, &own, number as u64, &control) {
                Ok(game) => games.push(Game { moves: Vec::new(), ..game }),
                Err(stop) => return Outcome::new(games, Some(stop)),
            }
        }
        Outcome::new(games, None)
    }

    /// What a tournament of so many tactics comes to, of which these are the games, from the first one on. Nothing is known of equilibria
    /// unless all are there.
    pub fn tournament(
        &self,
        view: &View,
        tactics: usize,
        games: Outcome<Vec<Game>>,
        limits: &Limits,
    ) -> Outcome<Tournament> {
        let parties = view.parties();
        let mut tournament = Tournament::default();
        let mut choices = Choices { players: parties, tactics, gains: Vec::with_capacity(games.len()) };
        for (number, game) in games.iter().enumerate() {
            let gains = game.gains(self, parties);
            choices.gains.push(gains.into_iter().map(|gain| gain.value().clone()).collect());
            tournament.games.push(Played { tactics: choice(number, parties, tactics), end: game.end(view, self) });
        }
        if games.stopped.is_some() {
            return Outcome::new(tournament, games.stopped);
        }
        tournament.pure = choices.pure();
        tournament.dominated = (0..parties).map(|party| choices.dominated(party)).collect();
        let mean = |tactic: usize, party: PartyId| {
            let own = tournament.games.iter().zip(&choices.gains);
            let own =
                own.filter(|(game, _)| game.tactics[party.index()] == tactic).map(|(_, gains)| &gains[party.index()]);
            let games = BigRational::from_integer((games.len() / tactics.max(1)).max(1).into());
            Number::from(own.sum::<BigRational>() / games)
        };
        let of_tactic = |tactic| view.problem().party_ids().map(|party| mean(tactic, party)).collect();
        tournament.means = (0..tactics).map(of_tactic).collect();
        let two = parties == 2 && tactics <= MAX_MIXED;
        tournament.mixes = two.then(|| choices.mixed(&Control::new(limits)));
        let stopped = tournament.mixes.as_ref().and_then(|mixes| mixes.stopped);
        Outcome::new(tournament, stopped)
    }
}
