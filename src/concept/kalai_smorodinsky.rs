//! The Kalai–Smorodinsky solution: everybody gets as equal a share of its ideal gain as possible.
//!
//! Kalai and Smorodinsky (1975), after Raiffa (1953); for three and more parties the lexicographic form of Imai (1983);
//! on finite sets the leximin of normalised gains: Nagahisa and Tanaka (2002). The ideal point is each party's best
//! among the individually rational packages.
//!
//! Laws: Pareto-efficient; independent of the units and zeros of each party's utility. Deleting a package that was not
//! chosen can change the answer if it changes the ideal point; and a party may lose when its own disagreement value rises
//! (`docs/axioms.md`). Identical to leximax of normalised losses.
//!
//! Corner case: a party whose ideal gain is 0 cannot gain from any package that all accept, and drops out of the
//! comparison.

use super::{Aim, Concept, Fractions, Measure, Objective, Setting, Shape, Value};
use crate::exact::{Scale, Score, Term};
use num_bigint::BigInt;
use num_rational::BigRational;

/// The leximin of shares of ideal gains.
#[derive(Clone, Copy, Debug)]
pub struct KalaiSmorodinsky;

impl Concept for KalaiSmorodinsky {
    fn id(&self) -> &'static str {
        "kalai-smorodinsky"
    }

    fn name(&self) -> &'static str {
        "Kalai–Smorodinsky"
    }

    fn measures(&self) -> &'static str {
        "smallest share of the ideal gain"
    }

    fn needs_ideal(&self) -> bool {
        true
    }

    fn objective(&self, setting: &Setting) -> Box<dyn Objective> {
        Box::new(LeximinOfShares {
            shares: setting.to_share_of_ideal(),
            ideal: setting.ideal.clone(),
            unit: setting.share_unit(),
        })
    }

    fn turns_at_fractions(&self) -> bool {
        true
    }

    fn aim(&self, setting: &Fractions) -> Option<Aim> {
        Some(Measure::Smallest { units: setting.to_share_of_ideal(), offsets: setting.zeros() }.into())
    }
}

struct LeximinOfShares {
    shares: Vec<Option<Scale>>,
    ideal: Vec<i64>,
    /// What shares are multiplied with.
    unit: BigInt,
}

impl Objective for LeximinOfShares {
    fn score(&self, gains: &[i64]) -> Score {
        let share = |(gain, share): (&i64, &Option<Scale>)| share.as_ref().map(|share| Term::product(*gain, share));
        Score::leximin(gains.iter().zip(&self.shares).filter_map(share).collect())
    }

    fn value(&self, gains: &[i64]) -> Option<Value> {
        let able = gains.iter().zip(&self.ideal).filter(|(_, ideal)| **ideal > 0);
        able.map(|(gain, ideal)| BigRational::new((*gain).into(), (*ideal).into())).min().map(Value::from)
    }

    fn value_at(&self, level: &BigRational) -> Option<Value> {
        Some((level / &self.unit).into())
    }

    fn shape(&self) -> Shape {
        let units = self.shares.iter().map(|share| share.as_ref().map(|share| share.value().clone())).collect();
        Shape::Smallest { units, offsets: vec![0; self.ideal.len()] }
    }
}
