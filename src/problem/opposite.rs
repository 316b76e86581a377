//! A problem with one more party, which wants the opposite of what another one wants.
//!
//! A floor for a party and a floor for its opposite hold the party's utility at one value. And since whoever dominates
//! must give neither of them less, only packages with the same utility for the party are compared: an engine for
//! frontiers, given such a problem, answers questions about packages of equal utility exactly.

use super::{Factor, FactorKind, Interaction, MAX_PARTIES, Problem, Worth};

impl Problem {
    /// The same problem with the opposite of a party as the last one; none if there would be too many parties. The
    /// proposals are left out.
    pub(crate) fn with_opposite(&self, party: usize) -> Option<Problem> {
        let parties = self.parties.len();
        if parties >= MAX_PARTIES {
            return None;
        }
        let widened = |rows: &[i64]| -> Vec<i64> {
            rows.chunks_exact(parties).flat_map(|row| row.iter().copied().chain([-row[party]])).collect()
        };
        let doubled = |interactions: &[Interaction]| -> Vec<Interaction> {
            let opposed = interactions.iter().filter(|interaction| interaction.party == party);
            interactions.iter().cloned().chain(opposed.map(|interaction| interaction.opposed(parties))).collect()
        };
        let factor = |factor: &Factor| Factor {
            scope: factor.scope.clone(),
            kind: match &factor.kind {
                FactorKind::Dense { sizes, cells } => {
                    FactorKind::Dense { sizes: sizes.clone(), cells: widened(cells).into() }
                }
                FactorKind::Terms(terms) => FactorKind::Terms(doubled(terms)),
                FactorKind::Tables(tables) => FactorKind::Tables(doubled(tables)),
            },
        };
        let also = |list: &[i64], last: i64| list.iter().copied().chain([last]).collect::<Vec<i64>>();
        let mut opposite = self.parties[party].clone();
        opposite.disagreement = -opposite.disagreement;
        let mut acceptance = self.acceptance.clone();
        acceptance.veto.push(false);
        Some(Problem {
            title: None,
            comparable: self.comparable,
            parties: self.parties.iter().cloned().chain([opposite]).collect(),
            clusters: Vec::new(),
            issues: self.issues.clone(),
            constants: also(&self.constants, -self.constants[party]),
            reach: also(&self.reach, self.reach[party]),
            values: self.values.iter().map(|values| widened(values)).collect(),
            valued: (self.valued.iter())
                .map(|valued| valued.iter().copied().chain([valued[party]]).collect())
                .collect(),
            interactions: doubled(&self.interactions),
            factors: self.factors.iter().map(factor).collect(),
            constraints: self.constraints.clone(),
            acceptance,
            exponents: self.exponents.iter().copied().chain([1]).collect(),
            proposals: Vec::new(),
        })
    }
}

impl Interaction {
    /// The same interaction with the opposite sign, for another party.
    fn opposed(&self, party: usize) -> Interaction {
        let worth = match &self.worth {
            Worth::When(condition, add) => Worth::When(condition.clone(), -add),
            Worth::Table(axes, cells) => Worth::Table(axes.clone(), cells.iter().map(|cell| -cell).collect()),
        };
        Interaction { party, worth, because: self.because.clone(), path: self.path.clone() }
    }
}

#[cfg(test)]
mod tests {
    use crate::Model;
    use crate::problem::{Package, Problem};

    #[test]
    fn the_opposite_has_the_negative_utility_of_every_package() {
        let model = Model::from_json(include_str!("../../models/examples/first-steps.json")).expect("a model");
        let problem = Problem::compile(&model).expect("a problem");
        for party in 0..2 {
            let widened = problem.with_opposite(party).expect("room for a party");
            for first in 0..9u16 {
                for (second, third) in [(0, 0), (1, 2), (2, 1), (2, 2)] {
                    let package = Package::new([first, second, third]);
                    let (own, both) = (problem.utilities(&package), widened.utilities(&package));
                    assert_eq!(both[..2], own[..]);
                    assert_eq!(both[2], -own[party]);
                }
            }
        }
    }
}
