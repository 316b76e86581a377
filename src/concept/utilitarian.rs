//! The utilitarian solution: the largest sum of utilities among the packages that every party accepts.
//!
//! Laws: Pareto-efficient; deleting a package that was not chosen changes nothing. It adds utilities of different
//! parties and depends on their units: only a common change of scale leaves it as it is; shifting a party's utility and
//! disagreement value together does not matter.

use super::{Aim, Concept, Fractions, Measure, Objective, Setting, Shape, Value, weighted_sum};
use crate::exact::{Scale, Score};
use num_rational::BigRational;

/// The largest sum of utilities.
#[derive(Clone, Copy, Debug)]
pub struct Utilitarian;

impl Concept for Utilitarian {
    fn id(&self) -> &'static str {
        "utilitarian"
    }

    fn name(&self) -> &'static str {
        "utilitarian"
    }

    fn measures(&self) -> &'static str {
        "sum of utilities"
    }

    fn compares_parties(&self) -> bool {
        true
    }

    fn objective(&self, setting: &Setting) -> Box<dyn Objective> {
        Box::new(SumOfUtilities { units: setting.to_common_unit(), setting: setting.clone() })
    }

    fn turns_at_fractions(&self) -> bool {
        true
    }

    fn aim(&self, setting: &Fractions) -> Option<Aim> {
        let plus = setting.disagreement.iter().sum();
        Some(Aim { plus, ..Measure::Sum(setting.ones()).into() })
    }
}

struct SumOfUtilities {
    units: Vec<Scale>,
    setting: Setting,
}

impl Objective for SumOfUtilities {
    fn score(&self, gains: &[i64]) -> Score {
        Score::of(weighted_sum(gains.iter().copied().zip(&self.units)))
    }

    fn value(&self, gains: &[i64]) -> Option<Value> {
        let disagreement = self.setting.disagreement.iter().map(|number| number.value());
        let utility = |((party, gain), disagreement): ((usize, &i64), &BigRational)| {
            self.setting.gain_in_units(party, *gain) + disagreement
        };
        Some(gains.iter().enumerate().zip(disagreement).map(utility).sum::<BigRational>().into())
    }

    fn value_at(&self, level: &BigRational) -> Option<Value> {
        let disagreement = self.setting.disagreement.iter().map(|number| number.value()).sum::<BigRational>();
        Some((level / self.setting.common_unit() + disagreement).into())
    }

    fn shape(&self) -> Shape {
        Shape::Sum { units: self.units.iter().map(|unit| Some(unit.value().clone())).collect() }
    }
}
