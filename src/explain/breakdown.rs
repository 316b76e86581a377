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
}

/// A part of a party's utility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// What it comes from.
    pub fact: Fact,
    /// How much it is; scaled.
    pub value: i64,
}

impl Problem {
    /// What a party's utility of a package is made of. The values sum to its utility. Options of issues that the party's
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
        parts
    }
}
