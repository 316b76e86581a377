//! Where a party's utility comes from.

use crate::exact::Number;
use crate::problem::{ClusterId, InteractionId, IssueId, LevelTermId, OptionId, Package, PartyId, Problem};
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// Something in the author's file that a utility depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The party's constant.
    Constant,
    /// The option that the package picks for an issue.
    Choice {
        /// The issue.
        issue: IssueId,
        /// The option.
        option: OptionId,
    },
    /// An interaction that applies.
    Interaction(InteractionId),
    /// The level of a continuous issue, by what it is worth.
    Level(LevelTermId),
    /// What the party's ceiling takes away of all else.
    Ceiling,
}

/// A part of a party's utility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// What it comes from.
    pub fact: Fact,
    /// How much it is, in the author's units.
    pub value: Number,
}

/// Which issues a part of a utility belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// None: it is there whatever is agreed.
    Constant,
    /// Those of a cluster.
    Cluster(ClusterId),
    /// Those without a cluster.
    Other,
    /// Several of these at once.
    Across,
    /// What the party's ceiling takes away of all these.
    Ceiling,
}

impl Problem {
    /// A party's utility of a package by cluster; the values sum to it. Clusters that have no part in it are left out.
    pub fn by_cluster(&self, party: PartyId, package: &Package) -> Vec<(Group, Number)> {
        let mut sums: Vec<(Group, BigRational)> = Vec::new();
        for part in self.breakdown(party, package).into_iter().filter(|part| !part.value.value().is_zero()) {
            let group = self.group(&part);
            match sums.iter_mut().find(|(found, _)| *found == group) {
                Some((_, sum)) => *sum += part.value.value(),
                None => sums.push((group, part.value.value().clone())),
            }
        }
        sums.sort();
        sums.into_iter().map(|(group, sum)| (group, sum.into())).collect()
    }

    fn group(&self, part: &Contribution) -> Group {
        let cluster = |issue: IssueId| self[issue].cluster.map_or(Group::Other, Group::Cluster);
        let across = |scope: Vec<IssueId>| {
            let mut groups: Vec<Group> = scope.into_iter().map(cluster).collect();
            groups.dedup();
            if let [only] = groups.as_slice() { *only } else { Group::Across }
        };
        match part.fact {
            Fact::Constant => Group::Constant,
            Fact::Ceiling => Group::Ceiling,
            Fact::Choice { issue, .. } => cluster(issue),
            Fact::Interaction(at) => across(self[at].scope()),
            Fact::Level(at) => {
                let term = &self[at];
                across(term.scope(self[term.level].issue))
            }
        }
    }

    /// What a party's utility of a package is made of. The values sum to its utility: what its ceiling takes away comes
    /// last, below 0. Options of issues that the party's values leave out, and interactions that add nothing, are left out.
    pub fn breakdown(&self, party: PartyId, package: &Package) -> Vec<Contribution> {
        let mut parts = Vec::new();
        let mut part = |fact, value: i64| parts.push(Contribution { fact, value: self.in_units(party, value) });
        let constant = self.constants[party.index()];
        if constant != 0 {
            part(Fact::Constant, constant);
        }
        for (issue, option) in self.issue_ids().zip(package.options().iter()) {
            let at = issue.index();
            if self.valued[at][party.index()] && !self.issues[at].continuous {
                part(Fact::Choice { issue, option }, self.worth(party.index(), at, option));
            }
        }
        for (at, interaction) in self.interaction_ids().zip(self.interactions.iter()) {
            if interaction.party == party {
                let value = interaction.value(|issue| package.option(issue));
                if value != 0 {
                    part(Fact::Interaction(at), value);
                }
            }
        }
        for (at, term) in self.level_term_ids().zip(&self.levels.terms).filter(|(_, term)| term.party == party) {
            if term.applies(|issue| package.option(issue)) {
                let value = term.curve.at(package.levels()[term.level.index()].value()).into();
                parts.push(Contribution { fact: Fact::Level(at), value });
            }
        }
        if let Some(at) = self.ceiling(party) {
            let sum: BigRational = parts.iter().map(|part| part.value.value()).sum();
            let above = self.in_units(party, at).value() - sum;
            if above.is_negative() {
                parts.push(Contribution { fact: Fact::Ceiling, value: above.into() });
            }
        }
        parts
    }
}
