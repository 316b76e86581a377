//! MiCRO: one package after another, the best first, and a new one only if each of the others has offered as many different ones (de Jonge
//! 2022, An analysis of the linear bilateral ANAC domains using the MiCRO benchmark strategy).
//!
//! If it is its turn to concede, it accepts what is no worse than what it would offer next; else what is no worse than the worst that it
//! has offered, and it offers one of what it has offered again, by chance. Two who do so step down their rankings by one package each
//! round: that is fallback bargaining.

use super::player::{Now, Player, Seat};
use crate::problem::PartyId;
use std::collections::HashSet;

pub(super) struct Micro<'p> {
    seat: Seat<'p>,
    /// How many different packages it has offered: the best of its ranking.
    offered: usize,
    /// By party, what it has offered.
    heard: Vec<HashSet<usize>>,
}

impl<'p> Micro<'p> {
    pub fn new(seat: Seat<'p>, parties: usize) -> Self {
        Micro { seat, offered: 0, heard: vec![HashSet::new(); parties] }
    }

    fn concedes(&self) -> bool {
        let others = self.heard.iter().enumerate().filter(|(party, _)| *party != self.seat.party.index());
        others.map(|(_, heard)| heard.len()).min().is_none_or(|fewest| self.offered <= fewest)
    }

    fn last(&self) -> usize {
        self.seat.ranking().order.len() - 1
    }
}

impl Player for Micro<'_> {
    fn standard(&self, _: Now) -> usize {
        let next = if self.concedes() { self.offered } else { self.offered.saturating_sub(1) };
        next.min(self.last())
    }

    fn offer(&mut self, now: Now) -> usize {
        if self.concedes() && self.offered <= self.last() {
            self.offered += 1;
            return self.offered - 1;
        }
        self.seat.chance.below(self.offered, now)
    }

    fn hears(&mut self, from: PartyId, package: usize) {
        self.heard[from.index()].insert(package);
    }
}
