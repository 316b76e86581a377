//! A game of tactics: stacked alternating offers (Aydoğan, Festen, Hindriks and Jonker 2017), as GENIUS and NegMAS have them.
//!
//! In each round everybody has its turn, in one order. Who has its turn accepts what is on the table, or puts something else there. What is
//! on the table is agreed as soon as those who accepted it since, with the one who offered it, are enough by the acceptance rule. After
//! the last round it is too late. Who has nothing to offer that it accepts itself ends the talks.

use super::answering::Answer;
use super::falling::Falling;
use super::micro::Micro;
use super::packages::Packages;
use super::player::{Chance, Now, Player, Seat};
use super::wandering::Wandering;
use crate::exact::Number;
use crate::problem::{PartyId, Tactic, Tactics, View};
use crate::protocol::course::{Course, End, Finish, Outcome, Step};
use crate::search::{Control, Stop};

/// What happened in a game.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Game {
    /// Turn by turn.
    pub moves: Vec<Move>,
    /// How it ended.
    pub finish: Finish,
    /// The package that is agreed, by its place.
    pub agreed: Option<usize>,
    /// The round in which it ended, counted from 1.
    pub round: usize,
}

/// Somebody's turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// In which round, counted from 1.
    pub round: usize,
    /// Whose turn.
    pub party: PartyId,
    /// The package, by its place.
    pub package: usize,
    /// Whether it is accepted; else it is offered.
    pub accepts: bool,
}

/// So many offers are told of as steps, beside the last.
const SHOWN: usize = 8;

fn player<'p>(tactics: &Tactics, tactic: Tactic, seat: Seat<'p>, parties: usize) -> Box<dyn Player + 'p> {
    match tactic {
        Tactic::Time(pace) => Box::new(Falling { seat, pace, as_negmas: tactics.as_negmas }),
        Tactic::Micro => Box::new(Micro::new(seat, parties)),
        Tactic::TitForTat(how) => Box::new(Answer::new(seat, how, parties)),
        Tactic::Random => Box::new(Wandering { seat }),
    }
}

/// Plays a game, which chance knows by this number.
pub(super) fn play(
    packages: &Packages,
    view: &View,
    tactics: &Tactics,
    game: u64,
    control: &Control,
) -> Result<Game, Stop> {
    let mut over = Game { moves: Vec::new(), finish: Finish::Nothing, agreed: None, round: 0 };
    if packages.is_empty() {
        return Ok(over);
    }
    let parties = view.parties();
    let mut players: Vec<(PartyId, Box<dyn Player>)> = Vec::new();
    for (party, tactic) in &tactics.by {
        if packages.ranking(*party).order.is_empty() {
            return Ok(Game { finish: Finish::LeftBy(vec![*party]), ..over });
        }
        let seat = Seat { packages, party: *party, chance: Chance::new(tactics.seed, game, *party) };
        players.push((*party, player(tactics, *tactic, seat, parties)));
    }
    let mut table: Option<usize> = None;
    let mut content = vec![false; parties];
    for round in 1..=tactics.rounds {
        let now = Now { round, rounds: tactics.rounds };
        for turn in 0..players.len() {
            control.examined(1)?;
            let (party, player) = &mut players[turn];
            let ranking = packages.ranking(*party);
            let accepted = table.filter(|at| packages.gain(*at, party.index()) >= ranking.gains[player.standard(now)]);
            let package = accepted.unwrap_or_else(|| ranking.order[player.offer(now)] as usize);
            let party = *party;
            over.moves.push(Move { round, party, package, accepts: accepted.is_some() });
            if accepted.is_none() {
                content.fill(false);
                table = Some(package);
                let others = players.iter_mut().filter(|(other, _)| *other != party);
                others.for_each(|(_, other)| other.hears(party, package));
            }
            content[party.index()] = true;
            if view.acceptance().passes(content.iter().copied()) {
                return Ok(Game { finish: Finish::Agreed, agreed: Some(package), round, ..over });
            }
        }
        control.check()?;
    }
    Ok(Game { finish: Finish::Deadline, round: tactics.rounds, ..over })
}

impl Game {
    /// How it ended, as ways of talking end.
    pub fn end(&self, view: &View, packages: &Packages) -> End {
        let round = Some(self.round).filter(|round| *round > 0);
        match self.agreed {
            Some(at) => End { round, ..End::judged(view, packages.package(at).clone()) },
            None => End { round, ..End::without_package(view, self.finish.clone()) },
        }
    }

    /// What it came to, as a way of talking: with the first offers, and the last one.
    pub fn course(&self, view: &View, packages: &Packages) -> Course {
        let end = self.end(view, packages);
        let offers: Vec<&Move> = self.moves.iter().filter(|one| !one.accepts).collect();
        let told = offers.iter().take(SHOWN).chain(offers.last().filter(|_| offers.len() > SHOWN));
        let step = |one: &&Move| Step::Offered {
            round: one.round,
            by: vec![one.party],
            package: Some(packages.package(one.package).clone()),
        };
        let outcome = Outcome { ties: None, gains: end.gains.clone(), ends: vec![end] };
        Course { steps: told.map(step).collect(), outcomes: vec![outcome], ..Course::default() }
    }

    /// By party, what it gains over no deal.
    pub(super) fn gains(&self, packages: &Packages, parties: usize) -> Vec<Number> {
        match self.agreed {
            Some(at) => packages.gains(at).into_iter().map(Number::from).collect(),
            None => vec![Number::zero(); parties],
        }
    }
}
