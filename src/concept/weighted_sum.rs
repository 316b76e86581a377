//! The largest weighted sum of utilities, under the floors that disagreement values set.
//!
//! Not a solution concept of the literature but the question behind many: how much can a party get while the others
//! still accept, which package is best at given prices, can these floors be met at all. Floors are moved with
//! [`View::with_disagreement`](crate::View::with_disagreement); that none can be met is an answer, and proven.

use super::{Aim, Concept, Fractions, Measure, Objective, Setting, Shape, Value, weighted_sum};
use crate::exact::{Number, Scale, Score};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed};

/// The largest Σ wᵢuᵢ over the packages that every party accepts.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use zopa::concept::WeightedSum;
/// let model = zopa::Model::from_json(include_str!("../../models/examples/first-steps.json"))?;
/// let problem = zopa::Problem::compile(&model)?;
/// // The most that the first party can get while the second gets at least 5.
/// let view = problem.view().with_disagreement(1, &5.into())?;
/// let first = WeightedSum::new(vec![1.into(), 0.into()]).expect("nonnegative weights");
/// let answer = view.search().concepts([&first as &dyn zopa::concept::Concept]).without_ideal().run();
/// assert!(answer.solutions[0].proven);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct WeightedSum {
    /// By party.
    weights: Vec<Number>,
}

impl WeightedSum {
    /// A sum with one weight for each party, in the author's units; none if a weight is negative: then more for a party
    /// would be worse.
    pub fn new(weights: Vec<Number>) -> Option<Self> {
        weights.iter().all(|weight| !weight.value().is_negative()).then_some(WeightedSum { weights })
    }
}

impl Concept for WeightedSum {
    fn id(&self) -> &'static str {
        "weighted-sum"
    }

    fn name(&self) -> &'static str {
        "weighted sum"
    }

    fn measures(&self) -> &'static str {
        "weighted sum of utilities"
    }

    fn compares_parties(&self) -> bool {
        true
    }

    fn objective(&self, setting: &Setting) -> Box<dyn Objective> {
        // What a unit of scaled gain counts; a party without a weight counts nothing.
        let zero = Number::from(0);
        let weight = |party: usize| self.weights.get(party).unwrap_or(&zero).value().clone();
        let units: Vec<BigRational> =
            (0..setting.parties()).map(|party| weight(party) / &setting.scales[party]).collect();
        let unit = units.iter().fold(BigInt::one(), |unit, value| unit.lcm(value.denom()));
        let start = (0..setting.parties()).map(|party| weight(party) * setting.disagreement[party].value()).sum();
        let units = units.iter().map(|value| Scale::from((value * &unit).to_integer())).collect();
        Box::new(SumOfWeighted { units, unit, start })
    }

    fn turns_at_fractions(&self) -> bool {
        true
    }

    fn aim(&self, setting: &Fractions) -> Option<Aim> {
        let zero = Number::from(0);
        let weight = |party: usize| self.weights.get(party).unwrap_or(&zero).value().clone();
        let units: Vec<BigRational> = (0..setting.parties()).map(weight).collect();
        let plus = units.iter().zip(&setting.disagreement).map(|(unit, disagreement)| unit * disagreement).sum();
        Some(Aim { plus, ..Measure::Sum(units).into() })
    }
}

struct SumOfWeighted {
    /// By party, what its gains are multiplied with.
    units: Vec<Scale>,
    /// How many times larger sums are than in the author's units.
    unit: BigInt,
    /// The sum without a deal.
    start: BigRational,
}

impl Objective for SumOfWeighted {
    fn score(&self, gains: &[i64]) -> Score {
        Score::of(weighted_sum(gains.iter().copied().zip(&self.units)))
    }

    fn value(&self, gains: &[i64]) -> Option<Value> {
        let sum: BigInt = gains.iter().zip(&self.units).map(|(gain, unit)| unit.value() * gain).sum();
        self.value_at(&sum.into())
    }

    fn value_at(&self, level: &BigRational) -> Option<Value> {
        Some((level / &self.unit + &self.start).into())
    }

    fn shape(&self) -> Shape {
        let unit = |unit: &Scale| Some(unit.value().clone()).filter(|unit| unit.is_positive());
        Shape::Sum { units: self.units.iter().map(unit).collect() }
    }
}
