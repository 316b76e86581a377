//! From exact rationals to integers, with the proof that no sum can overflow.

use super::draft::{Draft, DraftCeiling, DraftInteraction};
use crate::exact::Polynomial;
use crate::model::{Code, Diagnostic, Diagnostics, Model, Path, Place};
use crate::problem::factor::{Factor, Interaction, Worth};
use crate::problem::lookup::named;
use crate::problem::state::{Derived, State};
use crate::problem::uncertain::{Cell, Dependence, Lever, Uncertain};
use crate::problem::{
    Acceptance, Aim, Approximation, Assumption, Ceiling, Constraint, Issue, IssueId, Levels, MAX_UTILITY, Named,
    Offers, OptionId, Party, PartyId, Problem, Promise, Proposal, Talk, exponents,
};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::collections::BTreeMap;
use std::sync::Arc;

/// All of a problem but its numbers.
pub(super) struct Frame {
    pub parties: Vec<Party>,
    pub clusters: Vec<Named>,
    pub issues: Vec<Issue>,
    pub constraints: Vec<Constraint>,
    pub acceptance: Acceptance,
    pub proposals: Vec<Proposal>,
    pub assumptions: Vec<Assumption>,
    pub aims: Vec<Aim>,
    pub talks: Vec<Talk>,
    pub terms: Offers,
    pub because: BTreeMap<(PartyId, IssueId, Option<OptionId>), String>,
    pub uncertain: Vec<Uncertain>,
    pub derived: Vec<Derived>,
    pub promises: Vec<Promise>,
    pub levers: Vec<Lever>,
    pub states: Vec<State>,
    pub levels: Levels,
    pub approximations: Vec<Approximation>,
}

impl Draft {
    /// Multiplies each party's numbers with its scale and bounds the largest sum.
    pub(super) fn scale(self, model: &Model, frame: Frame, diagnostics: &mut Diagnostics) -> Option<Problem> {
        let Frame {
            mut parties,
            clusters,
            issues,
            constraints,
            acceptance,
            proposals,
            assumptions,
            aims,
            talks,
            terms,
            because,
            uncertain,
            derived,
            promises,
            levers,
            states,
            levels,
            approximations,
        } = frame;
        let dependences = self.dependences();
        let count = parties.len();
        let scales: Vec<BigRational> = parties.iter().map(|party| BigRational::from(party.scale.clone())).collect();
        let mut reach = vec![BigInt::zero(); count];
        let scaled = |party: PartyId, number: &BigRational| {
            let number = match (number.denom().is_one(), scales[party.index()].numer()) {
                (true, scale) if scale.is_one() => number.numer().clone(),
                (true, scale) => number.numer() * scale,
                (false, _) => (number * &scales[party.index()]).to_integer(),
            };
            (number.to_i64().unwrap_or(i64::MAX), number.abs())
        };
        let mut constants = Vec::new();
        for (at, party) in parties.iter_mut().enumerate() {
            let (disagreement, size) = scaled(PartyId::at(at), &self.disagreement[at].constant);
            party.disagreement = disagreement;
            reach[at] += size;
            let (constant, size) = scaled(PartyId::at(at), &self.constants[at].constant);
            constants.push(constant);
            reach[at] += size;
        }
        let mut values = Vec::new();
        for draft in &self.values {
            let numbers: Vec<(i64, BigInt)> = draft
                .iter()
                .enumerate()
                .map(|(at, number)| scaled(PartyId::at(at % count), &number.constant))
                .collect();
            for (party, reach) in reach.iter_mut().enumerate() {
                *reach +=
                    numbers.iter().skip(party).step_by(count).map(|(_, size)| size).max().cloned().unwrap_or_default();
            }
            values.push(numbers.into_iter().map(|(number, _)| number).collect());
        }
        let mut interactions = Vec::new();
        for draft in self.interactions {
            let numbers: Vec<(i64, BigInt)> =
                draft.cells.iter().map(|cell| scaled(draft.party, &cell.constant)).collect();
            reach[draft.party.index()] += numbers.iter().map(|(_, size)| size).max().cloned().unwrap_or_default();
            let cells: Box<[i64]> = numbers.into_iter().map(|(number, _)| number).collect();
            let worth = match draft.condition {
                Some(condition) => Worth::When(condition, cells.first().copied().unwrap_or(0)),
                None => Worth::Table(draft.axes, cells),
            };
            let DraftInteraction { party, because, path, state, .. } = draft;
            let because = because.map(Arc::from);
            interactions.push(Interaction { party, worth, because, path: path.into(), state });
        }
        let (mut ceilings, mut set_aside) = (Vec::new(), Vec::new());
        for (at, ceiling) in self.ceilings.into_iter().enumerate() {
            let party = PartyId::at(at);
            match ceiling {
                Some(DraftCeiling { at: most, because, binds: true }) => {
                    let (most, size) = scaled(party, &most);
                    let (_, disagreement) = scaled(party, &self.disagreement[at].constant);
                    reach[at] = (size + disagreement).max(reach[at].clone());
                    ceilings.push(Ceiling { party, at: most, because });
                }
                Some(DraftCeiling { at: most, .. }) => set_aside.push((party, most.into())),
                None => {}
            }
        }
        for (reach, party) in reach.iter().zip(&parties) {
            let path = Path::root().key("parties").key(&party.id);
            let known = diagnostics.iter().any(|d| d.code == Code::Overflow && d.place.path == path);
            if *reach >= BigInt::from(MAX_UTILITY) && !known {
                let message = format!(
                    "the numbers of `{}` are too large, or too far apart, to be added exactly: written as whole numbers \
                     (times {}) they can sum to {reach}",
                    party.id, party.scale
                );
                let error = Diagnostic::new(Code::Overflow, Place::key(&path), message);
                diagnostics.push(error.help(format!("sums must stay below {MAX_UTILITY}: use fewer digits")));
            }
        }
        if diagnostics.has_errors() {
            return None;
        }
        let exponents = exponents(&parties)?;
        let factors = Factor::group(&interactions, &issues, count);
        Some(Problem {
            title: model.title.clone(),
            comparable: model.comparable,
            parties,
            clusters: clusters.into(),
            issues: issues.into(),
            constants,
            reach: reach.iter().map(|reach| reach.to_i64()).collect::<Option<_>>()?,
            ceilings,
            set_aside,
            values,
            valued: self.valued,
            interactions: interactions.into(),
            factors: factors.into(),
            constraints,
            acceptance,
            exponents,
            proposals: proposals.into(),
            assumptions: assumptions.into(),
            aims: aims.into(),
            talks: talks.into(),
            terms,
            because: because.into(),
            drivers: named(&model.factors, |factor| &factor.name).into(),
            uncertain: uncertain.into(),
            derived: derived.into(),
            promises: promises.into(),
            levers: levers.into(),
            states: states.into(),
            dependences: dependences.into(),
            levels,
            approximations: approximations.into(),
            set: Arc::default(),
        })
    }

    /// What depends on uncertain numbers.
    fn dependences(&self) -> Vec<Dependence> {
        let parties = self.constants.len();
        let mut dependences = Vec::new();
        let mut note = |cell: Cell, number: &Polynomial| {
            if !number.terms.is_empty() {
                dependences.push(Dependence { cell, terms: number.terms.clone() });
            }
        };
        for party in 0..parties {
            note(Cell::Disagreement { party }, &self.disagreement[party]);
            note(Cell::Constant { party }, &self.constants[party]);
        }
        for (issue, values) in self.values.iter().enumerate() {
            for (at, number) in values.iter().enumerate() {
                note(Cell::Value { party: at % parties, issue, option: at / parties }, number);
            }
        }
        for (at, interaction) in self.interactions.iter().enumerate() {
            for (entry, number) in interaction.cells.iter().enumerate() {
                note(Cell::Interaction { party: interaction.party.index(), at, entry }, number);
            }
        }
        dependences
    }
}
