//! The egalitarian solution: the smallest gain is as large as possible, then the second smallest, and so on.
//!
//! Kalai (1977), Myerson (1977); lexicographic: Chun and Peters (1988).
//!
//! Laws: Pareto-efficient (by leximin); deleting a package that was not chosen changes nothing; the smallest gain
//! never falls when packages are added (a single party's gain can). It compares gains of different parties and depends
//! on their units: only a common change of scale leaves it as it is.

use super::{Aim, Concept, Fractions, Measure, Objective, Setting, Shape, Value};
use crate::exact::{Scale, Score, Term};
use num_rational::BigRational;

/// The leximin of gains.
#[derive(Clone, Copy, Debug)]
pub struct Egalitarian;

impl Concept for Egalitarian {
    fn id(&self) -> &'static str {
        "egalitarian"
    }

    fn name(&self) -> &'static str {
        "egalitarian"
    }

    fn measures(&self) -> &'static str {
        "smallest gain"
    }

    fn compares_parties(&self) -> bool {
        true
    }

    fn objective(&self, setting: &Setting) -> Box<dyn Objective> {
        Box::new(LeximinOfGains { units: setting.to_common_unit(), setting: setting.clone() })
    }

    fn turns_at_fractions(&self) -> bool {
        true
    }

    fn aim(&self, setting: &Fractions) -> Option<Aim> {
        let units = setting.ones().into_iter().map(Some).collect();
        Some(Measure::Smallest { units, offsets: setting.zeros() }.into())
    }
}

struct LeximinOfGains {
    units: Vec<Scale>,
    setting: Setting,
}

impl Objective for LeximinOfGains {
    fn score(&self, gains: &[i64]) -> Score {
        Score::leximin(gains.iter().zip(&self.units).map(|(gain, unit)| Term::product(*gain, unit)).collect())
    }

    fn value(&self, gains: &[i64]) -> Option<Value> {
        let gain = |(party, gain): (usize, &i64)| self.setting.gain_in_units(party, *gain);
        gains.iter().enumerate().map(gain).min().map(Value::from)
    }

    fn value_at(&self, level: &BigRational) -> Option<Value> {
        Some((level / self.setting.common_unit()).into())
    }

    fn shape(&self) -> Shape {
        let units: Vec<_> = self.units.iter().map(|unit| Some(unit.value().clone())).collect();
        Shape::Smallest { offsets: vec![0; units.len()], units }
    }
}
