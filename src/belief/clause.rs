//! Contingent clauses: the parts of a package whose worth depends on what happens.

use super::expectation::{expected, nobody_loses, with_none};
use crate::exact::Number;
use crate::explain::Fact;
use crate::lp::maximise;
use crate::problem::{IssueId, Package, PartyId, StateId, View};
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use std::collections::BTreeSet;

/// The options and levels of a package on one issue, or on several together, whose worth depends on what happens.
#[derive(Clone, Debug)]
pub struct Clause {
    /// The issues, ascending.
    pub scope: Vec<IssueId>,
    /// By party, then by state and last for none of them: what the clause is worth if it happens, in the author's units.
    pub worth: Vec<Vec<Number>>,
    /// By party, then by believer: what the clause is worth to the party if the believer is right about the states. A
    /// party's own belief stands on the diagonal.
    pub values: Vec<Vec<Number>>,
    /// Whether it is a bet and nothing else: by their own beliefs somebody gains from it and nobody loses, and no belief
    /// that they could share makes that so.
    pub bet: bool,
}

/// The contingent clauses of a package.
pub(super) fn clauses(view: &View, package: &Package, beliefs: &[Vec<Number>]) -> Vec<Clause> {
    let problem = view.problem();
    let scopes = problem.states().iter().flat_map(|state| &state.parts);
    let scopes = scopes.filter(|part| !part.value(package).is_zero()).map(|part| part.scope());
    let scopes: BTreeSet<Vec<IssueId>> = scopes.filter(|scope| !scope.is_empty()).collect();
    let probabilities: Vec<Vec<BigRational>> = beliefs.iter().map(|own| with_none(own)).collect();
    let clause = |scope: Vec<IssueId>| {
        let worth: Vec<Vec<BigRational>> = problem
            .party_ids()
            .map(|party| {
                let without = without_states(view, party, package, &scope);
                let added = |state: StateId| -> BigRational {
                    let parts = problem[state].parts.iter();
                    let own = parts.filter(|part| part.party == party && part.scope() == scope);
                    own.map(|part| part.value(package)).sum()
                };
                problem.state_ids().map(|state| &without + added(state)).chain([without.clone()]).collect()
            })
            .collect();
        let value = |party: PartyId, believer: usize| expected(&worth[party.index()], &probabilities[believer]);
        let own: Vec<BigRational> = problem.party_ids().map(|party| value(party, party.index())).collect();
        let bet = nobody_loses(&own) && !sharable(&worth);
        let numbers = |row: &Vec<BigRational>| row.iter().cloned().map(Number::from).collect();
        Clause {
            values: problem
                .party_ids()
                .map(|party| problem.party_ids().map(|believer| value(party, believer.index()).into()).collect())
                .collect(),
            worth: worth.iter().map(numbers).collect(),
            scope,
            bet,
        }
    };
    scopes.into_iter().map(clause).collect()
}

/// Whether there is a belief by which nobody loses and somebody gains.
fn sharable(worth: &[Vec<BigRational>]) -> bool {
    let corners = worth.first().map_or(0, Vec::len);
    let sum: Vec<BigRational> = (0..corners).map(|at| worth.iter().map(|row| &row[at]).sum()).collect();
    maximise(worth, &sum).is_ok_and(|belief| expected(&sum, &belief).is_positive())
}

/// What a party's utility of a package has in it from these issues alone, whatever happens.
fn without_states(view: &View, party: PartyId, package: &Package, scope: &[IssueId]) -> BigRational {
    let problem = view.problem();
    let mut sum = BigRational::zero();
    for part in problem.breakdown(party, package) {
        let value = part.value;
        match part.fact {
            Fact::Choice { issue, option } if *scope == [issue] => {
                let expected = problem.expected_of(party, issue, option);
                let expected: BigRational =
                    expected.iter().map(|(_, belief, worth)| belief.value() * worth.value()).sum();
                sum += value.value() - expected;
            }
            Fact::Interaction(at) => {
                let interaction = &problem[at];
                if interaction.state.is_none() && interaction.scope() == scope {
                    sum += value.value();
                }
            }
            Fact::Level(at) => {
                let term = &problem[at];
                if term.state.is_none() && term.scope(problem[term.level].issue) == scope {
                    sum += value.value();
                }
            }
            _ => {}
        }
    }
    sum
}
