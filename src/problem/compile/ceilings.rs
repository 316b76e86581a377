//! Ceilings: the most that any package is worth to a party.
//!
//! A party's utility is the smaller of its ceiling and of the sum of all else: its constant, values, interactions, tables,
//! and expectations over states and promises. A ceiling that no package exceeds, whatever the rules, is set aside: it
//! changes no utility, and so it need not fit beside the party's numbers. It is kept for those who ask what would be if
//! something were worth more ([`Problem::with_value_raised`](crate::Problem)).
//!
//! Beside continuous issues a sum of options is only a part of what the ceiling cuts off, so that there all stay.

use super::compiler::Compiler;
use super::draft::{Draft, DraftCeiling};
use crate::exact::Polynomial;
use crate::model::{Code, Path, Place, Quantity};
use crate::problem::PartyId;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

impl Compiler<'_> {
    /// The ceiling of a party. Whether it binds is told when all that it is above is known.
    pub(super) fn ceiling(&mut self, at_most: &Quantity, path: &Path) -> DraftCeiling {
        if at_most.range.is_some() {
            let help = "write one number; `value`, `note`, `because` and `source` may stand beside it";
            self.error(Code::Range, Place::value(path), "a ceiling cannot have a range", help);
        }
        DraftCeiling { at: at_most.value.value().clone(), because: at_most.because.clone(), binds: true }
    }
}

impl Draft {
    /// Sets ceilings aside that no package can exceed. Where numbers of the party are uncertain, its ceiling stays.
    pub(super) fn set_aside_ceilings(&mut self) {
        let parties = self.constants.len();
        for party in 0..parties {
            let Some(at) = self.ceilings[party].as_ref().map(|ceiling| ceiling.at.clone()) else { continue };
            let values = || self.values.iter().map(|values| values.iter().skip(party).step_by(parties));
            let interactions =
                || self.interactions.iter().filter(|interaction| interaction.party == PartyId::at(party));
            let own = [&self.constants[party], &self.disagreement[party]];
            let certain = |number: &Polynomial| number.terms.is_empty();
            let all = values().flatten().chain(interactions().flat_map(|interaction| &interaction.cells)).chain(own);
            let mut all = all;
            if !all.all(certain) {
                continue;
            }
            let most = |numbers: &mut dyn Iterator<Item = &Polynomial>| {
                numbers.map(|number| number.constant.clone()).max().unwrap_or_default()
            };
            let of_issues: BigRational = values().map(|mut values| most(&mut values)).sum();
            let of_interactions = interactions().map(|interaction| {
                let most = most(&mut interaction.cells.iter());
                // What has a condition may add nothing.
                if interaction.condition.is_some() && most.is_negative() { BigRational::zero() } else { most }
            });
            let sum = &self.constants[party].constant + of_issues + of_interactions.sum::<BigRational>();
            if let Some(ceiling) = &mut self.ceilings[party] {
                ceiling.binds = sum > at;
            }
        }
    }
}
