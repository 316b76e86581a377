//! Claims about what a party does with packages: accepts all of them, accepts some, refuses all.

use super::prelude::*;

/// What parties do with packages.
#[derive(Clone, Debug, PartialEq)]
pub struct Stands {
    /// The parties, each by itself.
    pub parties: Vec<PartyId>,
    /// What they do.
    pub stance: Stance,
    /// With which packages.
    pub packages: Packages,
}

/// What a party is claimed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// It accepts all of them.
    Accepts,
    /// It accepts some.
    AcceptsSome,
    /// It refuses all of them, by utility or by a red line.
    Refuses,
    /// It refuses all of them by utility, were there no red lines of its own.
    RefusesByUtility,
}

/// Packages that a claim about acceptance speaks of.
#[derive(Clone, Debug, PartialEq)]
pub enum Packages {
    /// A proposal.
    Proposal(ProposalId),
    /// All that satisfy a condition.
    Satisfying(Condition),
}

impl Stands {
    pub(super) fn read(which: &Which, stance: Stance, reading: &mut Reading) -> Option<Self> {
        let packages = match which {
            Which::Proposal(id) => Packages::Proposal(reading.proposal(id, reading.claim)?),
            Which::Packages(conditions) => Packages::Satisfying(reading.conditions(conditions, reading.claim)?),
        };
        Some(Stands { parties: reading.parties.clone(), stance, packages })
    }

    pub(super) fn some(conditions: &Conditions, reading: &mut Reading) -> Option<Self> {
        let packages = Packages::Satisfying(reading.conditions(conditions, reading.claim)?);
        Some(Stands { parties: reading.parties.clone(), stance: Stance::AcceptsSome, packages })
    }

    pub(super) fn refusing(which: &Which, reading: &mut Reading) -> Option<Self> {
        let by_utility = reading.written.by_utility == Some(true);
        Stands::read(which, if by_utility { Stance::RefusesByUtility } else { Stance::Refuses }, reading)
    }
}

impl Meaning for Stands {
    fn sentence(&self, words: &Words) -> String {
        let who = words.parties(&self.parties);
        let (verb, which) = match self.stance {
            Stance::Accepts => ("accept", "every package"),
            Stance::AcceptsSome => ("accept", "some package"),
            Stance::Refuses | Stance::RefusesByUtility => ("refuse", "every package"),
        };
        let s = if self.parties.len() > 1 { "" } else { "s" };
        let what = match &self.packages {
            Packages::Proposal(at) => format!("\"{}\"", visible(&words.problem[*at].name)),
            Packages::Satisfying(condition) if condition.0.is_empty() => which.to_owned(),
            Packages::Satisfying(condition) => format!("{which} with {}", words.conditions(condition)),
        };
        let aside = if self.stance == Stance::RefusesByUtility { ", red lines aside" } else { "" };
        format!("{who} {verb}{s} {what}{aside}")
    }

    fn refuted(&self, Shown { who, amount, nothing, .. }: &Shown) -> String {
        match self.stance {
            Stance::AcceptsSome => format!("{who} accepts none of them"),
            Stance::Accepts => format!("{who} refuses this one: it is {amount} short of no deal"),
            _ if *nothing => format!("{who} accepts this one: it is worth as much as no deal"),
            _ => format!("{who} accepts this one: it is worth {amount} more than no deal"),
        }
    }
}
