//! The largest weighted sum of utilities, under the floors that disagreement values set.
//!
//! Not a solution concept of the literature but the question behind many: how much can a party get while the others
//! still accept, which package is best at given prices, can these floors be met at all. Floors are moved with
//! [`View::with_disagreement`](crate::View::with_disagreement); that none can be met is an answer, and proven.

use super::{Aim, Concept, Goal, Measure, Setting};
use crate::exact::Number;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// The largest Σ wᵢuᵢ over the packages that every party accepts.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use zopa::concept::WeightedSum;
/// let model = zopa::Model::from_json(include_str!("../../models/examples/first-steps.json"))?;
/// let problem = zopa::Problem::compile(&model)?;
/// let studio = problem.party("studio")?;
/// // The most that the first party can get while the second gets at least 5.
/// let view = problem.view().with_disagreement(studio, &5.into())?;
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

    fn turns_at_fractions(&self) -> bool {
        true
    }

    fn goal(&self, setting: &Setting) -> Goal {
        // A party without a weight counts nothing.
        let weight = |party: usize| self.weights.get(party).map_or_else(BigRational::zero, |own| own.value().clone());
        let units: Vec<BigRational> = (0..setting.parties()).map(weight).collect();
        let plus = units.iter().zip(&setting.disagreement).map(|(unit, disagreement)| unit * disagreement).sum();
        Aim { plus, ..Measure::Sum(units).into() }.into()
    }
}
