//! Offers without a deadline, for two parties: pairs of offers that each make the other one best.
//!
//! If the first always offers x and the second always y, and each accepts what is worth as much as to wait for its own offer, then x is the
//! best for the first of what gives the second δ₂ times its gain from y, and y likewise: a stationary equilibrium (Rubinstein 1982). On
//! a frontier of single packages there may be several such pairs, the more the more patient the parties are, or none: then patience
//! does not decide. All pairs are found of offers that cannot be improved for one party without loss to the other: each y leads to one x,
//! by a search by halves. With ties there may be others, in which somebody offers what could be better for the other one at no cost.

use crate::exact::Number;
use crate::frontier::Point;
use crate::problem::View;
use crate::search::{Agreement, Limits, Status, Stop, Target};
use num_rational::BigRational;

/// What the first party always offers, and what the second does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// By the first.
    pub first: Agreement,
    /// By the second.
    pub second: Agreement,
}

impl View<'_> {
    /// The stationary pairs of offers of two parties that cannot be improved for one without loss to the other, from the best for the
    /// first on; by party, what a gain is worth that comes an offer later.
    ///
    /// ```
    /// let problem = zopa::Problem::from_json(include_str!("../../models/examples/first-steps.json"))?;
    /// let impatient = ["1/10", "1/10"].map(|share| share.parse().unwrap());
    /// let pairs = problem.view().stationary_offers(&impatient, &zopa::Limits::default()).unwrap();
    /// assert!(pairs.iter().all(|pair| pair.first.gains[0] >= pair.second.gains[0])); // who offers has the advantage
    /// # Ok::<(), zopa::model::Diagnostics>(())
    /// ```
    ///
    /// # Errors
    /// If a limit was met; for more parties than two, where not both have to accept, and with continuous issues.
    pub fn stationary_offers(&self, patience: &[Number; 2], limits: &Limits) -> Result<Vec<Pair>, Stop> {
        if self.problem().has_levels() {
            return Err(Stop::Levels);
        }
        if self.parties() != 2 {
            return Err(Stop::TooLarge);
        }
        if !self.acceptance().is_unanimous() {
            return Err(Stop::Quota);
        }
        let answer = self.clone().search().limits(limits.clone()).frontier(Target::Acceptable);
        if let Status::Stopped(stop) = answer.status {
            return Err(stop);
        }
        // From the best for the first to the best for the second.
        let points: Vec<&Point> = answer.frontier.individually_rational(self).collect();
        let gains: Vec<[BigRational; 2]> = points
            .iter()
            .map(|point| {
                let own = self.gains(&point.utilities);
                [own[0], own[1]].map(|gain| BigRational::from(num_bigint::BigInt::from(gain)))
            })
            .collect();
        let needed = |party: usize, at: usize| patience[party].value() * &gains[at][party];
        let mut pairs = Vec::new();
        for second in 0..points.len() {
            let floor = needed(1, second);
            let first = gains.partition_point(|own| own[1] < floor);
            if first == points.len() {
                continue;
            }
            let floor = needed(0, first);
            let back = gains.partition_point(|own| own[0] >= floor);
            if back == second + 1 {
                let [first, second] = [first, second].map(|at| Agreement::of(self, points[at]));
                pairs.push(Pair { first, second });
            }
        }
        Ok(pairs)
    }
}
