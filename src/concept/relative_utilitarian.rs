//! The relative utilitarian solution: the largest sum of shares of ideal gains.
//!
//! Cao (1982), Dhillon and Mertens (1999), Pivato (2009), in the bargaining form: each party's gain is divided by its
//! ideal gain, counted from the disagreement point (not from the worst package, which would let dominated packages
//! matter).
//!
//! Laws: Pareto-efficient; independent of the units and zeros of each party's utility. Deleting a package that was not
//! chosen can change the answer if it changes the ideal point; and a party may lose when its own disagreement value rises,
//! because that changes its ideal gain (`docs/axioms.md` has the smallest example).
//!
//! Corner case: a party whose ideal gain is 0 drops out of the sum.

use super::{Aim, Concept, Fractions, Measure, Objective, Setting, Shape, Value, weighted_sum};
use crate::exact::{Scale, Score};
use num_bigint::BigInt;
use num_rational::BigRational;

/// The largest sum of shares of ideal gains.
#[derive(Clone, Copy, Debug)]
pub struct RelativeUtilitarian;

impl Concept for RelativeUtilitarian {
    fn id(&self) -> &'static str {
        "relative-utilitarian"
    }

    fn name(&self) -> &'static str {
        "relative utilitarian"
    }

    fn measures(&self) -> &'static str {
        "sum of shares of the ideal gains"
    }

    fn needs_ideal(&self) -> bool {
        true
    }

    fn objective(&self, setting: &Setting) -> Box<dyn Objective> {
        Box::new(SumOfShares {
            shares: setting.to_share_of_ideal(),
            ideal: setting.ideal.clone(),
            unit: setting.share_unit(),
        })
    }

    fn turns_at_fractions(&self) -> bool {
        true
    }

    fn aim(&self, setting: &Fractions) -> Option<Aim> {
        let shares = setting.to_share_of_ideal();
        Some(Measure::Sum(shares.into_iter().map(Option::unwrap_or_default).collect()).into())
    }
}

struct SumOfShares {
    shares: Vec<Option<Scale>>,
    ideal: Vec<i64>,
    /// What shares are multiplied with.
    unit: BigInt,
}

impl Objective for SumOfShares {
    fn score(&self, gains: &[i64]) -> Score {
        let share = |(gain, share): (&i64, _)| Option::map(share, |share| (*gain, share));
        Score::of(weighted_sum(gains.iter().zip(self.shares.iter().map(Option::as_ref)).filter_map(share)))
    }

    fn value(&self, gains: &[i64]) -> Option<Value> {
        let able = gains.iter().zip(&self.ideal).filter(|(_, ideal)| **ideal > 0);
        Some(able.map(|(gain, ideal)| BigRational::new((*gain).into(), (*ideal).into())).sum::<BigRational>().into())
    }

    fn value_at(&self, level: &BigRational) -> Option<Value> {
        Some((level / &self.unit).into())
    }

    fn shape(&self) -> Shape {
        Shape::Sum {
            units: self.shares.iter().map(|share| share.as_ref().map(|share| share.value().clone())).collect(),
        }
    }
}
