//! The consents of a problem, added up from what packages are worth in it.

use super::state::PartWorth;
use super::{Cell, Consent, ConstraintKind, Deviations, LEVERS, MAX_CELLS, OutOfRange, PartyId, Problem, Worth};

impl Problem {
    /// The same with all consents added up from what packages are worth now.
    ///
    /// # Errors
    /// [`OutOfRange`] if sums could overflow.
    pub(crate) fn with_consents(mut self) -> Result<Problem, OutOfRange> {
        self.are_few_cells()?;
        self.add_up_consents(false)?;
        if self.asks_for_a_shared_belief() {
            let base = self.clone();
            self.add_up_states(&base, &Deviations::none(&base))?;
        }
        Ok(self)
    }

    /// Refuses consents whose tables have more entries together than one table may.
    fn are_few_cells(&self) -> Result<(), OutOfRange> {
        let mut of_parties = vec![0usize; self.parties.len()];
        for interaction in self.interactions.iter() {
            if let Worth::Table(_, cells) = &interaction.worth {
                of_parties[interaction.party.index()] += cells.len();
            }
        }
        let own = |consent: &Consent| {
            let cells =
                consent.own.iter().map(|part| if let PartWorth::Table(_, cells) = part { cells.len() } else { 0 });
            cells.sum::<usize>()
        };
        let mut all = 0usize;
        for constraint in &self.constraints {
            let ConstraintKind::Consents(consents) = &constraint.kind else { continue };
            for one in &consents.of {
                let counted = one.utilities.iter().map(|(party, _)| of_parties[party.index()]);
                all = all.saturating_add(counted.sum::<usize>() + own(one));
                if all > MAX_CELLS {
                    let id = &one.id;
                    return Err(OutOfRange::because(format!(
                        "the tables that `{id}` and the consents before it add up have more than {MAX_CELLS} entries together"
                    )));
                }
            }
        }
        Ok(())
    }

    /// Adds up all consents anew, or only those that utilities are in.
    pub(crate) fn add_up_consents(&mut self, only_of_utilities: bool) -> Result<(), OutOfRange> {
        let mut constraints = std::mem::take(&mut self.constraints);
        let mut added = Ok(());
        for constraint in &mut constraints {
            let ConstraintKind::Consents(consents) = &mut constraint.kind else { continue };
            // What parties have in states is no sum of what they expect.
            if consents.share_a_belief {
                continue;
            }
            for one in consents.of.iter_mut().filter(|one| !only_of_utilities || !one.utilities.is_empty()) {
                match one.added_up(self) {
                    Some(sum) => one.sum = sum,
                    None => added = Err(OutOfRange::large(format!("what `{}` adds up", one.id))),
                }
            }
        }
        self.constraints = constraints;
        added
    }

    /// Keeps consents as they are, whatever becomes of utilities: for variants in which these mean something else.
    pub(super) fn hold_consents(&mut self) {
        for constraint in &mut self.constraints {
            if let ConstraintKind::Consents(consents) = &mut constraint.kind {
                for one in consents.of.iter_mut().filter(|one| !one.utilities.is_empty()) {
                    (one.utilities, one.own) = (Vec::new(), Vec::new());
                }
            }
        }
    }

    /// Whether what some rule adds up moves with uncertain numbers.
    pub(crate) fn has_moving_consents(&self) -> bool {
        let moves = |party: PartyId| {
            self.dependences.iter().any(|one| {
                let own = one.terms.iter().any(|(product, _)| product.iter().all(|at| *at < LEVERS));
                own && one.cell.party() == party.index() && !matches!(one.cell, Cell::Disagreement { .. })
            })
        };
        let curved = |party: PartyId| {
            self.levels
                .terms
                .iter()
                .any(|term| term.party == party && term.moving.as_ref().is_some_and(|own| own.is_uncertain()))
        };
        self.moves_a_shared_belief() || self.consents_over_utilities().any(|party| moves(party) || curved(party))
    }

    /// The parties whose utilities some rule adds up.
    pub(crate) fn consents_over_utilities(&self) -> impl Iterator<Item = PartyId> {
        let consents = self.constraints.iter().filter_map(|constraint| match &constraint.kind {
            ConstraintKind::Consents(consents) if !consents.share_a_belief => Some(&consents.of),
            _ => None,
        });
        consents.flatten().flat_map(|one| one.utilities.iter().map(|(party, _)| *party))
    }
}
