//! What beliefs do to an agreement: whether it rests on a belief that all could share, what each contingent clause is
//! worth to whom under whose belief, and how far a belief may move before a package falls.
//!
//! Parties that accept a package by their own beliefs may do so only because they expect different things. If no single
//! belief lets all of them accept, the agreement is spurious: somebody is wrong about what it is worth (Mongin 1995;
//! Gilboa, Samuelson and Schmeidler 2014; Brunnermeier, Simsek and Xiong 2014). Parties' probabilities are never mixed in
//! one expectation: each utility is weighed either with its owner's belief or with one belief for all.

mod clause;
mod common;
mod expectation;
mod limits;
mod steps;

pub use clause::Clause;
pub use common::{Common, Shared};
pub use limits::{Extent, Reach};
pub use steps::{CommonStep, CommonSteps};

use crate::exact::Number;
use crate::problem::{Package, PartyId, StateId, View};
use num_rational::BigRational;
use num_traits::Signed;
use serde::{Deserialize, Serialize};

/// What beliefs do to a package.
#[derive(Clone, Debug)]
pub struct Beliefs {
    /// The package.
    pub package: Package,
    /// Whether it satisfies all rules and red lines.
    pub feasible: bool,
    /// What the beliefs make of it.
    pub verdict: Verdict,
    /// By party: its gain by its own belief, in the author's units.
    pub gains: Vec<Number>,
    /// By party, then by state and last for none of them: its gain if it is certain of that, at its ceiling at most.
    pub certain: Vec<Vec<Number>>,
    /// The same of what decides about beliefs. A party's ceiling is on what it expects; here is what it expects that of, except
    /// that nothing is enough below a ceiling that is short. Without a ceiling, `certain`.
    pub in_states: Vec<Vec<Number>>,
    /// By party, then by state: how likely it thinks it where the package is agreed.
    pub beliefs: Vec<Vec<Number>>,
    /// A belief for all with which all accept, or the proof that there is none.
    pub common: Common,
    /// If some accept by their own beliefs and some do not: the same among those who do, if they are several.
    pub among: Option<Among>,
    /// The clauses of the package that depend on what happens.
    pub clauses: Vec<Clause>,
    /// By party, then by state: with which beliefs it accepts the package, all its other beliefs as they are.
    pub extents: Vec<Vec<Extent>>,
}

/// Those who accept a package by their own beliefs, and whose red lines it does not cross, where others refuse it.
#[derive(Clone, Debug)]
pub struct Among {
    /// Who accepts.
    pub parties: Vec<PartyId>,
    /// A belief for them with which they all accept, or the proof that there is none; weights are in the order of the parties.
    pub common: Common,
}

/// What the beliefs make of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// All accept it by their own beliefs, and would by a belief that they share.
    Agreed,
    /// All accept it by their own beliefs, and by no belief that they could share.
    Spurious,
    /// Somebody refuses it by its own belief, and there is a belief with which all would accept.
    Apart,
    /// Somebody refuses it by its own belief, and no belief would let all accept.
    Refused,
}

impl View<'_> {
    /// Tells what beliefs do to a package.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let model = zopa::Model::from_json(include_str!("../../models/examples/hollow-commitment.json"))?;
    /// let problem = zopa::Problem::compile(&model)?;
    /// let beliefs = problem.view().beliefs(&problem.proposals()[0].package);
    /// assert_eq!(beliefs.verdict, zopa::belief::Verdict::Spurious);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    /// If the package is one of another problem: without an option for every issue, or a level for every continuous one.
    pub fn beliefs(&self, package: &Package) -> Beliefs {
        let problem = self.problem();
        let gain = |party: PartyId, utility: &BigRational| utility - self.disagreement(party).value();
        // The gain at a party's ceiling, which is on what it expects: also one that no package exceeds by its own beliefs.
        let ceiling = |party: PartyId| problem.declared_ceiling(party).map(|at| gain(party, at.value()));
        let sums: Vec<Vec<BigRational>> = problem
            .party_ids()
            .map(|party| {
                let without = gain(party, problem.sum_without_states(party, package).value());
                let one = |state: StateId| &without + problem.worth_in_state(party, state, package).value();
                problem.state_ids().map(one).chain([without.clone()]).collect()
            })
            .collect();
        let certain = problem.party_ids().zip(&sums).map(|(party, sums)| {
            let ceiling = ceiling(party);
            let capped = |sum: &BigRational| ceiling.as_ref().map_or(sum, |ceiling| sum.min(ceiling)).clone();
            sums.iter().map(capped).map(Number::from).collect()
        });
        let certain: Vec<Vec<Number>> = certain.collect();
        // A sum above the ceiling is as good a reason to accept; but below it nothing is, if the ceiling is short.
        let in_states: Vec<Vec<BigRational>> = (problem.party_ids().zip(sums))
            .map(|(party, sums)| match ceiling(party).filter(Signed::is_negative) {
                Some(short) => vec![short; sums.len()],
                None => sums,
            })
            .collect();
        let gains = self.gains_of(package);
        let content = self.content_with(package);
        let accepted = !content.contains(&false);
        let crosses = |party| self.broken(package).any(|at| problem[at].party == Some(party));
        let accepts = |party: &PartyId| content[party.index()] && !crosses(*party);
        let accepting: Vec<PartyId> = problem.party_ids().filter(accepts).collect();
        let among = (!accepted && accepting.len() > 1).then(|| {
            let theirs: Vec<_> = accepting.iter().map(|party| in_states[party.index()].clone()).collect();
            Among { common: common::common(&theirs), parties: accepting }
        });
        let common = common::common(&in_states);
        let beliefs: Vec<Vec<Number>> = problem
            .party_ids()
            .map(|party| problem.state_ids().map(|state| problem.belief(party, state, package)).collect())
            .collect();
        let verdict = match (accepted, &common) {
            (true, Common::Possible { .. }) => Verdict::Agreed,
            (true, Common::Impossible { .. }) => Verdict::Spurious,
            (false, Common::Possible { .. }) => Verdict::Apart,
            (false, Common::Impossible { .. }) => Verdict::Refused,
        };
        let extents = problem
            .party_ids()
            .map(|party| {
                let own: Vec<&BigRational> = beliefs[party.index()].iter().map(Number::value).collect();
                problem
                    .state_ids()
                    .map(|state| limits::extent(&in_states[party.index()], &own, state.index()))
                    .collect()
            })
            .collect();
        let numbers = |row: &Vec<BigRational>| row.iter().cloned().map(Number::from).collect();
        Beliefs {
            feasible: self.is_feasible(package),
            verdict,
            gains,
            certain,
            in_states: in_states.iter().map(numbers).collect(),
            clauses: clause::clauses(self, package, &beliefs),
            package: package.clone(),
            beliefs,
            common,
            among,
            extents,
        }
    }
}
