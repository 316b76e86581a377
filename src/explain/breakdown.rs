//! Where a party's utility comes from.

use crate::problem::{Package, Problem};

/// Something in the author's file that a utility depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The party's constant.
    Constant,
    /// The option that the package picks for an issue, by position.
    Choice {
        /// The issue.
        issue: usize,
        /// The option.
        option: usize,
    },
    /// An interaction that applies, by position in [`Problem::interactions`].
    Interaction(usize),
    /// What the party's ceiling takes away of all else.
    Ceiling,
}

/// A part of a party's utility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// What it comes from.
    pub fact: Fact,
    /// How much it is; scaled.
    pub value: i64,
}

/// Which issues a part of a utility belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// None: it is there whatever is agreed.
    Constant,
    /// Those of a cluster.
    Cluster(usize),
    /// Those without a cluster.
    Other,
    /// Several of these at once.
    Across,
    /// What the party's ceiling takes away of all these.
    Ceiling,
}

impl Problem {
    /// A party's utility of a package by cluster; the values sum to it. Clusters that have no part in it are left out.
    pub fn by_cluster(&self, party: usize, package: &Package) -> Vec<(Group, i64)> {
        let mut sums: Vec<(Group, i64)> = Vec::new();
        for part in self.breakdown(party, package).into_iter().filter(|part| part.value != 0) {
            let group = self.group(&part);
            match sums.iter_mut().find(|(found, _)| *found == group) {
                Some((_, sum)) => *sum += part.value,
                None => sums.push((group, part.value)),
            }
        }
        sums.sort();
        sums
    }

    fn group(&self, part: &Contribution) -> Group {
        let cluster = |issue: usize| self.issues[issue].cluster.map_or(Group::Other, Group::Cluster);
        match part.fact {
            Fact::Constant => Group::Constant,
            Fact::Ceiling => Group::Ceiling,
            Fact::Choice { issue, .. } => cluster(issue),
            Fact::Interaction(at) => {
                let mut groups: Vec<Group> = self.interactions[at].scope().into_iter().map(cluster).collect();
                groups.dedup();
                if let [only] = groups.as_slice() { *only } else { Group::Across }
            }
        }
    }

    /// What a party's utility of a package is made of. The values sum to its utility: what its ceiling takes away comes
    /// last, below 0. Options of issues that the party's
    /// values leave out, and interactions that add nothing, are left out.
    pub fn breakdown(&self, party: usize, package: &Package) -> Vec<Contribution> {
        let mut parts = Vec::new();
        let constant = self.constants[party];
        if constant != 0 {
            parts.push(Contribution { fact: Fact::Constant, value: constant });
        }
        for (issue, &option) in package.options().iter().enumerate() {
            let option = usize::from(option);
            if self.valued[issue][party] {
                let value = self.values[issue][option * self.parties.len() + party];
                parts.push(Contribution { fact: Fact::Choice { issue, option }, value });
            }
        }
        for (at, interaction) in self.interactions.iter().enumerate() {
            if interaction.party == party {
                let value = interaction.value(|issue| package.options()[issue]);
                if value != 0 {
                    parts.push(Contribution { fact: Fact::Interaction(at), value });
                }
            }
        }
        let sum: i64 = parts.iter().map(|part| part.value).sum();
        let above = sum - self.capped(party, sum);
        if above > 0 {
            parts.push(Contribution { fact: Fact::Ceiling, value: -above });
        }
        parts
    }
}
