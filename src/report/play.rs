//! What was played, as data: over what, by which tactics, what a tournament comes to; and what happened in a game, turn by turn.

use super::finish::{FinishReport, party_ids};
use super::parts::{Choice, by_party, choices};
use crate::exact::Number;
use crate::model::Keyed;
use crate::problem::{Over, PartyId, Problem, Tactic, Tactics, View};
use crate::protocol::{Climbed, Dominated, Game, Mixed, Mixes, Packages, Played, Tournament};
use crate::search::{Outcome, Stop};
use num_traits::Zero;
use serde::{Deserialize, Serialize};

/// What was played.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlayReport {
    /// The tactics that are played.
    pub tactics: Vec<String>,
    /// The parties in the order of their turns.
    pub order: Vec<String>,
    /// So many rounds there are; in each, everybody has its turn.
    pub rounds: usize,
    /// Which packages are talked about.
    pub over: OverName,
    /// How many these are.
    pub packages: usize,
    /// What chance follows from.
    pub seed: u64,
    /// Whether demands fall with time as NegMAS has them fall.
    pub as_negmas: bool,
    /// The parties to which some of the packages that they accept are equally good.
    pub indifferent: Vec<String>,
    /// What theory says of it without playing, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theory: Option<TheoryName>,
    /// Every party with every tactic; left out if each has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tournament: Option<TournamentReport>,
}

/// Which packages are talked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OverName {
    /// Those that are accepted by all who have to agree.
    Acceptable,
    /// Of these, those that cannot be improved for one party without loss to another.
    Frontier,
    /// Those that break no rule and no red line.
    Feasible,
}

/// What theory says of tactics without playing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TheoryName {
    /// Two who concede one package at a time come to fallback bargaining.
    Fallback,
    /// With one round the first offer is the only one that can be agreed.
    OneOffer,
}

/// Every party with every tactic.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TournamentReport {
    /// The games.
    pub games: Vec<GameReport>,
    /// By tactic and party, what it gains with that tactic on average over all games; empty if not all were played.
    pub means: Keyed<Keyed<Number>>,
    /// By party its tactic, where nobody gains by another tactic alone.
    pub pure: Vec<Keyed<String>>,
    /// By party, the tactics than which another one is never worse.
    pub dominated: Keyed<Vec<DominatedReport>>,
    /// How two parties mix tactics in equilibrium; left out if that was not asked: for more parties, or too many tactics.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mixed: Option<MixedReport>,
    /// Why not all games were played, or not all mixtures were looked for, if a limit was met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<Stop>,
}

/// A game of a tournament.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GameReport {
    /// By party, its tactic.
    pub tactics: Keyed<String>,
    /// How it ended.
    pub end: FinishReport,
}

/// A tactic than which another one is never worse.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DominatedReport {
    /// The tactic.
    pub tactic: String,
    /// The other one.
    pub by: String,
    /// Whether that is better against everything.
    pub strictly: bool,
}

/// How two parties mix tactics in equilibrium.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MixedReport {
    /// The equilibria in which both mix: by party and tactic, with which probability.
    pub found: Vec<Keyed<Keyed<Number>>>,
    /// Whether there may be more, also such in which only one mixes, since tactics are equally good somewhere.
    pub ties: bool,
    /// Why not all were looked for, if a limit was met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<Stop>,
}

/// Somebody's turn in a game.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TurnReport {
    /// In which round, counted from 1.
    pub round: usize,
    /// Whose turn.
    pub party: String,
    /// What the party does.
    pub does: Does,
    /// The package that it accepts or offers.
    pub package: Keyed<Choice>,
    /// By party, its gain from that over no deal.
    pub gains: Keyed<Number>,
}

/// What somebody does in its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Does {
    /// It accepts what is on the table.
    Accepts,
    /// It offers something else.
    Offers,
}

/// An edit of a text by chance.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EditReport {
    /// In which round, counted from 1.
    pub round: usize,
    /// What the text would be.
    pub package: Keyed<Choice>,
    /// By party, its gain from that over no deal.
    pub gains: Keyed<Number>,
    /// Whether it breaks no rule and no red line, so that everybody is asked.
    pub open: bool,
    /// Who vetoes it; nobody: it is the text from now on, if it is open.
    pub vetoed_by: Vec<String>,
}

/// A text that chance edits, edit by edit: those that are drawn and are to somebody not worth the same as the text.
pub fn edits<'g>(view: &'g View, climbed: &'g Climbed) -> impl Iterator<Item = EditReport> + 'g {
    let problem = view.problem();
    climbed.edits.iter().map(move |edit| {
        let gains = view.gains_of(&edit.package);
        EditReport {
            round: edit.round,
            package: choices(problem, &edit.package),
            gains: by_party(problem, |party| gains[party.index()].clone()),
            open: edit.is_open,
            vetoed_by: party_ids(problem, &edit.vetoed_by),
        }
    })
}

/// A game, turn by turn.
pub fn turns<'g>(view: &'g View, packages: &'g Packages, game: &'g Game) -> impl Iterator<Item = TurnReport> + 'g {
    let problem = view.problem();
    game.moves.iter().map(move |one| {
        let gains = packages.gains(one.package);
        TurnReport {
            round: one.round,
            party: problem[one.party].id.clone(),
            does: if one.accepts { Does::Accepts } else { Does::Offers },
            package: choices(problem, packages.package(one.package)),
            gains: by_party(problem, |party| gains[party.index()].clone().into()),
        }
    })
}

impl PlayReport {
    /// What was played on these terms over these packages, by these tactics, each named once.
    pub fn new(view: &View, packages: &Packages, terms: &Tactics, tactics: &[Tactic]) -> Self {
        let problem = view.problem();
        let id = |party: PartyId| problem[party].id.clone();
        PlayReport {
            tactics: tactics.iter().map(Tactic::to_string).collect(),
            order: terms.by.iter().map(|(party, _)| id(*party)).collect(),
            rounds: terms.rounds,
            over: match terms.over {
                Over::Acceptable => OverName::Acceptable,
                Over::Frontier => OverName::Frontier,
                Over::Feasible => OverName::Feasible,
            },
            packages: packages.len(),
            seed: terms.seed,
            as_negmas: terms.as_negmas,
            indifferent: problem.party_ids().filter(|party| packages.is_indifferent(*party)).map(id).collect(),
            theory: None,
            tournament: None,
        }
    }

    /// The same with what theory says of it.
    #[must_use]
    pub fn with_theory(self, theory: Option<TheoryName>) -> Self {
        PlayReport { theory, ..self }
    }

    /// The same with what a tournament of its tactics came to.
    #[must_use]
    pub fn with_tournament(self, view: &View, found: &Outcome<Tournament>) -> Self {
        let tournament = TournamentReport::new(view.problem(), &self.tactics, found);
        PlayReport { tournament: Some(tournament), ..self }
    }
}

impl TournamentReport {
    fn new(problem: &Problem, tactics: &[String], found: &Outcome<Tournament>) -> Self {
        let named = |game: &Played| by_party(problem, |party| tactics[game.tactics[party.index()]].clone());
        let game = |game: &Played| GameReport { tactics: named(game), end: FinishReport::new(problem, &game.end) };
        let dominated = |one: &Dominated| DominatedReport {
            tactic: tactics[one.tactic].clone(),
            by: tactics[one.by].clone(),
            strictly: one.strictly,
        };
        let means = tactics.iter().zip(&found.means);
        TournamentReport {
            games: found.games.iter().map(game).collect(),
            means: means
                .map(|(tactic, own)| (tactic.clone(), by_party(problem, |party| own[party.index()].clone())))
                .collect(),
            pure: found.pure.iter().map(|place| named(&found.games[*place])).collect(),
            dominated: problem
                .party_ids()
                .zip(&found.dominated)
                .map(|(party, own)| (problem[party].id.clone(), own.iter().map(dominated).collect()))
                .collect(),
            mixed: found.mixes.as_ref().map(|mixes| MixedReport::new(problem, tactics, mixes)),
            stopped_by: found.stopped,
        }
    }
}

impl MixedReport {
    fn new(problem: &Problem, tactics: &[String], mixes: &Mixes) -> Self {
        let shares = |own: &[num_rational::BigRational]| -> Keyed<Number> {
            let mixed = tactics.iter().zip(own).filter(|(_, share)| !share.is_zero());
            mixed.map(|(tactic, share)| (tactic.clone(), share.clone().into())).collect()
        };
        let one = |mixed: &Mixed| by_party(problem, |party| shares(&mixed[party.index()]));
        MixedReport { found: mixes.found.iter().map(one).collect(), ties: mixes.ties, stopped_by: mixes.stopped }
    }
}
