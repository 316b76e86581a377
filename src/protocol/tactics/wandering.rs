//! A random walker: it offers any package that it accepts, all alike, and accepts what is no worse than what it would offer. What other
//! tactics are compared with.

use super::player::{Now, Player, Seat};

pub(super) struct Wandering<'p> {
    pub seat: Seat<'p>,
}

impl Wandering<'_> {
    fn drawn(&self, now: Now) -> usize {
        self.seat.chance.below(self.seat.ranking().order.len(), now)
    }
}

impl Player for Wandering<'_> {
    fn standard(&self, now: Now) -> usize {
        self.drawn(now)
    }

    fn offer(&mut self, now: Now) -> usize {
        self.drawn(now)
    }
}
