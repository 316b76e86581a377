//! Ways of talking, as data: who drafts, who speaks when, what is on the table. What each leads to is told elsewhere.

use super::{PartyId, ProposalId};
use crate::exact::Number;
use num_integer::Integer;
use num_rational::BigRational;
use std::fmt;
use std::str::FromStr;

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
    /// Everybody follows a tactic of its own. This alone is played.
    Tactics(Tactics),
    /// One table or groups, which can talk about so many issues in a round.
    Slow(Box<Slow>),
    /// One text, which chance edits, and which everybody may keep as it is. This is played, too.
    Climb(Climb),
}

/// One text, edited by chance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Climb {
    /// The first text; what holds today if none is named.
    pub from: Option<ProposalId>,
    /// An edit settles at most so many issues otherwise.
    pub edits: usize,
    /// So many edits are drawn.
    pub rounds: usize,
    /// What chance follows from.
    pub seed: u64,
}

/// Talks of which a round has room for a few issues only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slow {
    /// One table, or groups.
    pub way: Way,
    /// So many issues are talked about in a round, by each group: at least 1.
    pub bandwidth: usize,
    /// By party, what a gain is worth that comes a round later: from 0 to 1.
    pub patience: Vec<Number>,
}

/// Everybody follows a tactic, and has its turn in each round: it accepts what is on the table, or offers something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tactics {
    /// Who has its turn when, and its tactic: each party once.
    pub by: Vec<(PartyId, Tactic)>,
    /// So many rounds there are before it is too late.
    pub rounds: usize,
    /// Which packages are talked about.
    pub over: Over,
    /// What chance follows from.
    pub seed: u64,
    /// Whether demands fall with time as NegMAS 0.16 has them fall.
    pub as_negmas: bool,
}

/// Which packages are talked about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Over {
    /// Those that are accepted by all who have to agree.
    #[default]
    Acceptable,
    /// Of these, those that cannot be improved for one party without loss to another.
    Frontier,
    /// Those that break no rule and no red line, whoever refuses them.
    Feasible,
}

/// A rule of thumb for offers: what to offer next, and what to accept. Each knows its own numbers and what is offered, and no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tactic {
    /// Its demand falls with time.
    Time(Pace),
    /// It offers its packages one after another, the best first, a new one only if the others have offered as many (de Jonge 2022).
    Micro,
    /// It concedes as much as the others did.
    TitForTat(Answering),
    /// It offers any package that it accepts.
    Random,
}

/// How a demand falls with time: by the share of time that has passed, to the power of this fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    numer: u32,
    denom: u32,
}

/// How concessions are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answering {
    /// By the same share of the own demand.
    Relative,
    /// By the same amount.
    Absolute,
    /// By the same share, on average over the last few concessions.
    Averaged,
}

/// The numerator and the denominator of the exponent of a pace are at most so large.
pub const MAX_PACE: u32 = 100;

impl Pace {
    /// Waits for long, and concedes in the end.
    pub const BOULWARE: Pace = Pace { numer: 4, denom: 1 };
    /// Concedes evenly.
    pub const LINEAR: Pace = Pace { numer: 1, denom: 1 };
    /// Concedes soon.
    pub const CONCEDER: Pace = Pace { numer: 1, denom: 4 };

    /// With this fraction as its exponent; none if it is 0, or if it is not made of numbers up to [`MAX_PACE`].
    pub fn new(numer: u32, denom: u32) -> Option<Self> {
        let (numer, denom) = match numer.gcd(&denom) {
            0 => return None,
            common => (numer / common, denom / common),
        };
        [numer, denom].iter().all(|part| (1..=MAX_PACE).contains(part)).then_some(Pace { numer, denom })
    }

    /// The numerator of the exponent.
    pub fn numer(self) -> u32 {
        self.numer
    }

    /// Its denominator.
    pub fn denom(self) -> u32 {
        self.denom
    }
}

/// The names of tactics that have one, beside `time:EXPONENT`.
const TACTICS: [(&str, Tactic); 8] = [
    ("boulware", Tactic::Time(Pace::BOULWARE)),
    ("linear", Tactic::Time(Pace::LINEAR)),
    ("conceder", Tactic::Time(Pace::CONCEDER)),
    ("micro", Tactic::Micro),
    ("tit-for-tat", Tactic::TitForTat(Answering::Relative)),
    ("tit-for-tat-absolute", Tactic::TitForTat(Answering::Absolute)),
    ("tit-for-tat-averaged", Tactic::TitForTat(Answering::Averaged)),
    ("random", Tactic::Random),
];

impl Tactic {
    /// The names of tactics that have one; others are written as `time:EXPONENT`.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TACTICS.iter().map(|(name, _)| *name)
    }
}

impl fmt::Display for Tactic {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match (TACTICS.iter().find(|(_, known)| known == self), self) {
            (Some((name, _)), _) => f.write_str(name),
            (None, Tactic::Time(Pace { numer, denom: 1 })) => write!(f, "time:{numer}"),
            (None, Tactic::Time(Pace { numer, denom })) => write!(f, "time:{numer}/{denom}"),
            (None, _) => Ok(()),
        }
    }
}

/// Why a text names no tactic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoTactic;

impl fmt::Display for NoTactic {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let names: Vec<&str> = Tactic::names().collect();
        write!(
            f,
            "tactics are {}, and time:EXPONENT with a fraction of numbers up to {MAX_PACE}, such as time:3/2",
            names.join(", ")
        )
    }
}

impl std::error::Error for NoTactic {}

impl FromStr for Tactic {
    type Err = NoTactic;

    /// ```
    /// use zopa::problem::Tactic;
    /// assert_eq!("time:8/2".parse::<Tactic>()?.to_string(), "boulware");
    /// assert!("time:0".parse::<Tactic>().is_err());
    /// # Ok::<(), zopa::problem::NoTactic>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, NoTactic> {
        if let Some((_, tactic)) = TACTICS.iter().find(|(name, _)| *name == text) {
            return Ok(*tactic);
        }
        let number: Number = text.strip_prefix("time:").and_then(|own| own.parse().ok()).ok_or(NoTactic)?;
        let (numer, denom) = (number.value().numer().try_into(), number.value().denom().try_into());
        let pace = numer.ok().zip(denom.ok()).and_then(|(numer, denom): (u32, u32)| Pace::new(numer, denom));
        pace.map(Tactic::Time).ok_or(NoTactic)
    }
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
