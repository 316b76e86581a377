//! The equal-loss solution: the largest loss against the ideal point is as small as possible, then the second largest,
//! and so on.
//!
//! Chun (1988), restricted to individually rational packages, which for three and more parties the original is not.
//!
//! Laws: Pareto-efficient (by leximax of losses). It compares losses of different parties and depends on their units;
//! deleting a package that was not chosen can change the answer if it changes the ideal point.

use super::{Aim, Concept, Fractions, Measure, Objective, Setting, Shape, Value};
use crate::exact::{Scale, Score, Term};
use num_rational::BigRational;
use num_traits::One;

/// The leximin of what the parties get less than their ideal.
#[derive(Clone, Copy, Debug)]
pub struct EqualLoss;

impl Concept for EqualLoss {
    fn id(&self) -> &'static str {
        "equal-loss"
    }

    fn name(&self) -> &'static str {
        "equal loss"
    }

    fn measures(&self) -> &'static str {
        "largest loss against the ideal"
    }

    fn less_is_better(&self) -> bool {
        true
    }

    fn compares_parties(&self) -> bool {
        true
    }

    fn needs_ideal(&self) -> bool {
        true
    }

    fn objective(&self, setting: &Setting) -> Box<dyn Objective> {
        Box::new(LeximaxOfLosses { units: setting.to_common_unit(), setting: setting.clone() })
    }

    fn turns_at_fractions(&self) -> bool {
        true
    }

    fn aim(&self, setting: &Fractions) -> Option<Aim> {
        let units = setting.ones().into_iter().map(Some).collect();
        let measure = Measure::Smallest { units, offsets: setting.ideal.clone() };
        Some(Aim { times: -BigRational::one(), ..measure.into() })
    }
}

struct LeximaxOfLosses {
    units: Vec<Scale>,
    setting: Setting,
}

impl LeximaxOfLosses {
    /// By party: what it gets less than its ideal.
    fn losses<'a>(&'a self, gains: &'a [i64]) -> impl Iterator<Item = i64> + 'a {
        self.setting.ideal.iter().zip(gains).map(|(ideal, gain)| ideal - gain)
    }
}

impl Objective for LeximaxOfLosses {
    fn score(&self, gains: &[i64]) -> Score {
        Score::leximin(self.losses(gains).zip(&self.units).map(|(loss, unit)| Term::product(-loss, unit)).collect())
    }

    fn value(&self, gains: &[i64]) -> Option<Value> {
        let loss = |(party, loss): (usize, i64)| self.setting.gain_in_units(party, loss);
        self.losses(gains).enumerate().map(loss).max().map(Value::from)
    }

    fn value_at(&self, level: &BigRational) -> Option<Value> {
        Some((-level / self.setting.common_unit()).into())
    }

    fn shape(&self) -> Shape {
        let units = self.units.iter().map(|unit| Some(unit.value().clone())).collect();
        Shape::Smallest { units, offsets: self.setting.ideal.clone() }
    }
}
