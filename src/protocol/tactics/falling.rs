//! A demand that falls with time, whatever the others do (Faratin, Sierra and Jennings 1998).
//!
//! In round k of T it demands max − (max − min)·(k/T)^e: `max` is what it gains at best, `min` what it gains at least, no deal or the
//! worst package on the table. It offers the worst package that reaches the demand, and accepts what is no worse than that. With e = p/q
//! a gain g reaches the demand exactly if (max − g)^q · T^p ≤ (max − min)^q · k^p, which whole numbers decide.
//!
//! NegMAS 0.16 counts time as k/(T + 1), and takes a demand as reached that is missed by no more than 1/10,000 of a unit.

use super::player::{Now, Player, Seat};
use crate::problem::Pace;
use num_bigint::BigInt;

/// What NegMAS tolerates is a unit over this.
const TOLERANCE: i64 = 10_000;

pub(super) struct Falling<'p> {
    pub seat: Seat<'p>,
    pub pace: Pace,
    pub as_negmas: bool,
}

impl Falling<'_> {
    /// The worst package that reaches the demand.
    fn reached(&self, now: Now) -> usize {
        let ranking = self.seat.ranking();
        let (p, q) = (self.pace.numer(), self.pace.denom());
        let (times, tolerated) = match self.as_negmas {
            true => (BigInt::from(TOLERANCE), ranking.scale.clone()),
            false => (BigInt::from(1), BigInt::ZERO),
        };
        let time = BigInt::from(now.rounds + usize::from(self.as_negmas)).pow(p);
        let most = BigInt::from(ranking.gains[0]);
        let room = ((&most - ranking.least) * &times).pow(q) * BigInt::from(now.round).pow(p);
        ranking.last(|gain| {
            let short = (&most - gain) * &times - &tolerated;
            short <= BigInt::ZERO || short.pow(q) * &time <= room
        })
    }
}

impl Player for Falling<'_> {
    fn standard(&self, now: Now) -> usize {
        self.reached(now)
    }

    fn offer(&mut self, now: Now) -> usize {
        self.reached(now)
    }
}
