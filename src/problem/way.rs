//! Ways of talking, as data: who drafts, who speaks when, what is on the table. What each leads to is told elsewhere.

use super::{PartyId, ProposalId};
use crate::exact::Number;
use num_rational::BigRational;

/// A way of talking, with a name.
#[derive(Clone, Debug)]
pub struct Talk {
    /// The key in the model, or what it is called on the command line.
    pub id: String,
    /// The author's name for it, if there is one.
    pub name: Option<String>,
    /// The way.
    pub way: Way,
    /// Why it is asked about, in the author's words.
    pub because: Option<String>,
}

/// How the parties come to an agreement, or do not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// All sit at one table and choose by a concept.
    Together,
    /// Some draft a package among themselves, and present it to the others.
    Draft(Draft),
    /// Working groups, each with its own issues.
    Tracks(Tracks),
    /// One text, which a mediator edits.
    Text(SingleText),
    /// Offers, one after the other, until one is accepted or time is over.
    Offers(Offers),
    /// Everybody steps down its own ranking until all are at a package.
    Fallback,
    /// Two parties concede, who can bear less risk first.
    Zeuthen,
    /// All sit at one table, and some speak with one voice.
    Blocs(Blocs),
}

/// Parties that speak with one voice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocs {
    /// By bloc, its members.
    pub of: Vec<Vec<PartyId>>,
    /// The bargaining power of each bloc.
    pub power: Number,
}

/// Some draft, the others are presented with the draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Who drafts.
    pub by: Vec<PartyId>,
    /// Whether they draft only what the others accept; else they draft what they like best.
    pub foresee: bool,
}

/// Working groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracks {
    /// What a group has to settle.
    pub of: TrackOf,
    /// Whether groups hand up what cannot be improved, so that all choose among that; else each group settles its issues.
    pub hand_up: bool,
    /// What holds of all other issues while a group talks; what holds today if none is named.
    pub from: Option<ProposalId>,
}

/// What a working group has to settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrackOf {
    /// A cluster of issues; those without one are a group.
    Clusters,
    /// One issue. Where groups settle, the issues come one after the other, in declaration order.
    Issues,
}

/// One text, which is edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SingleText {
    /// The first text; what holds today if none is named.
    pub from: Option<ProposalId>,
    /// An edit settles at most so many issues otherwise.
    pub edits: usize,
}

/// Offers, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offers {
    /// Who offers, in turn: a party, or parties that agree on their offers by the product of their gains. Never empty.
    pub order: Vec<Vec<PartyId>>,
    /// Whether chance says each time which of them offers, all alike.
    pub at_random: bool,
    /// How many offers there are before it is too late.
    pub rounds: usize,
    /// By party, what a gain is worth that comes a round later: from 0 to 1.
    pub patience: Vec<Number>,
    /// How likely the talks break down when an offer was refused.
    pub breakdown: Number,
    /// By party, its utility when the talks broke down; that without a deal if none is given.
    pub broken: Vec<Option<Number>>,
    /// By party, the utility that it can have instead by leaving the talks, if it can.
    pub outside: Vec<Option<Number>>,
}

/// The most ways of talking that a model names.
pub const MAX_TALKS: usize = 64;

/// The most rounds of offers.
pub const MAX_ROUNDS: usize = 10_000;

impl Offers {
    /// For so many parties, all with a patience of 9/10: nobody is said to offer yet.
    pub fn of_parties(parties: usize) -> Self {
        let patience = Number::from(BigRational::new(9.into(), 10.into()));
        Offers {
            order: Vec::new(),
            at_random: false,
            rounds: 0,
            patience: vec![patience; parties],
            breakdown: Number::zero(),
            broken: vec![None; parties],
            outside: vec![None; parties],
        }
    }

    /// The same with one patience for all.
    #[must_use]
    pub fn with_patience(self, patience: &Number) -> Self {
        Offers { patience: vec![patience.clone(); self.patience.len()], ..self }
    }
}
