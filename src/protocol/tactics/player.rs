//! Who follows a tactic: what it would accept, and what it offers.

use super::packages::{Packages, Ranking};
use crate::problem::PartyId;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The round that is played.
#[derive(Clone, Copy, Debug)]
pub(super) struct Now {
    /// Counted from 1.
    pub round: usize,
    /// How many there are.
    pub rounds: usize,
}

/// A party that follows a tactic. Places are those of its own ranking, in which there is at least one package.
pub(super) trait Player {
    /// It accepts whatever is worth at least as much to it as what stands here.
    fn standard(&self, now: Now) -> usize;

    /// What it offers.
    fn offer(&mut self, now: Now) -> usize;

    /// Somebody else offers a package.
    fn hears(&mut self, _from: PartyId, _package: usize) {}
}

/// Somebody's seat at the table.
#[derive(Clone, Copy)]
pub(super) struct Seat<'p> {
    pub packages: &'p Packages,
    pub party: PartyId,
    pub chance: Chance,
}

impl<'p> Seat<'p> {
    pub fn ranking(&self) -> &'p Ranking {
        self.packages.ranking(self.party)
    }
}

/// Numbers by chance: of a party in a game, one for each round, whatever was drawn before.
#[derive(Clone, Copy)]
pub(super) struct Chance {
    seed: u64,
    stream: u64,
}

impl Chance {
    pub fn new(seed: u64, game: u64, party: PartyId) -> Self {
        Chance { seed, stream: game << 8 | party.index() as u64 }
    }

    /// A number below this one, which is not 0.
    pub fn below(self, count: usize, now: Now) -> usize {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        random.set_stream(self.stream);
        random.set_word_pos(2 * now.round as u128);
        ((u128::from(random.next_u64()) * count as u128) >> 64) as usize
    }
}
