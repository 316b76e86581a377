//! Tit for tat: it concedes as the others did (Faratin, Sierra and Jennings 1998, imitative tactics).
//!
//! What another one conceded is measured by what is offered to it: by how much more its last offer is worth to the one who answers than
//! the one before. *Relative*: the own last offer times earlier over later. *Absolute*: less the difference. *Averaged*: times the mean of
//! earlier over later in the last [`WINDOW`] concessions. It begins with its best package; its second offer is the next worse one, since
//! somebody has to begin. It offers the worst package that reaches the demand, and accepts what is no worse than that. Of several
//! others it answers who conceded least.
//!
//! Corner cases: where an offer is worth nothing, or less, there is no share, and the difference is taken. Who takes something back is
//! answered likewise.

use super::player::{Now, Player, Seat};
use crate::problem::{Answering, PartyId};
use num_bigint::BigInt;
use num_rational::BigRational;

/// So many concessions are averaged.
const WINDOW: usize = 3;

pub(super) struct Answer<'p> {
    seat: Seat<'p>,
    how: Answering,
    /// How often it has offered, and what last.
    made: usize,
    last: usize,
    /// By party, what its last offers are worth to the one who answers.
    heard: Vec<Vec<i64>>,
}

impl<'p> Answer<'p> {
    pub fn new(seat: Seat<'p>, how: Answering, parties: usize) -> Self {
        Answer { seat, how, made: 0, last: 0, heard: vec![Vec::new(); parties] }
    }

    /// What is demanded of somebody who offered this.
    fn demand(&self, heard: &[i64]) -> Option<BigRational> {
        let own = self.seat.ranking().gains[self.last];
        let mut steps: Vec<[i64; 2]> = heard.windows(2).map(|pair| [pair[0], pair[1]]).collect();
        if self.how != Answering::Averaged {
            steps = steps.pop().into_iter().collect();
        }
        let count = BigInt::from(steps.len());
        let whole = |number: i64| BigRational::from(BigInt::from(number));
        let shares = self.how != Answering::Absolute && own > 0 && steps.iter().flatten().all(|worth| *worth > 0);
        let mean = |of: &dyn Fn(&[i64; 2]) -> BigRational| steps.iter().map(of).sum::<BigRational>() / &count;
        match (steps.is_empty(), shares) {
            (true, _) => None,
            (_, true) => Some(whole(own) * mean(&|[earlier, later]| whole(*earlier) / whole(*later))),
            (_, false) => Some(whole(own) - mean(&|[earlier, later]| whole(*later) - whole(*earlier))),
        }
    }

    fn next(&self) -> usize {
        let ranking = self.seat.ranking();
        match self.made {
            0 => 0,
            1 => {
                let best = ranking.gains[0];
                let worse = ranking.gains.partition_point(|gain| *gain == best);
                if worse < ranking.gains.len() { worse } else { 0 }
            }
            _ => {
                let demands = self.heard.iter().filter_map(|heard| self.demand(heard));
                demands.max().map_or(self.last, |demand| ranking.reaching(&demand))
            }
        }
    }
}

impl Player for Answer<'_> {
    fn standard(&self, _: Now) -> usize {
        self.next()
    }

    fn offer(&mut self, _: Now) -> usize {
        self.last = self.next();
        self.made += 1;
        self.last
    }

    fn hears(&mut self, from: PartyId, package: usize) {
        let worth = self.seat.packages.gain(package, self.seat.party.index());
        let heard = &mut self.heard[from.index()];
        heard.push(worth);
        if heard.len() > WINDOW + 1 {
            heard.remove(0);
        }
    }
}
