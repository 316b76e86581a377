//! Solution concepts: which of the acceptable packages the parties should agree on.
//!
//! A [`Concept`] has a goal over gains, maximised over the individually rational packages: a product, a smallest value or a sum
//! ([`Measure`]), or a comparison of its own ([`Objective`]). Everything else (comparing exactly, finding the maximisers, all
//! of them, with their packages) is the search's work. Concepts of your own implement the same trait; see
//! `examples/own_concept.rs`.
//!
//! Conventions, for all concepts here: gains are counted from the disagreement point; only packages that every party
//! weakly gains from compete; the ideal point is each party's best **among those**; ties are all reported; a minimum is
//! refined to leximin (the smallest, then the second smallest, …); of equally good packages, only Pareto-efficient ones
//! are reported.

mod egalitarian;
mod equal_loss;
mod kalai_smorodinsky;
mod measure;
mod nash;
mod relative_utilitarian;
mod scaled;
mod utilitarian;
mod weighted_sum;

pub use egalitarian::Egalitarian;
pub use equal_loss::EqualLoss;
pub use kalai_smorodinsky::KalaiSmorodinsky;
pub(crate) use measure::MAX_POWERS;
pub use measure::{Aim, Measure};
pub use nash::Nash;
pub use relative_utilitarian::RelativeUtilitarian;
pub(crate) use scaled::product;
pub use utilitarian::Utilitarian;
pub use weighted_sum::WeightedSum;

use crate::exact::{Number, Score};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// All concepts of this library, in the order in which reports list them.
pub const ALL: [&dyn Concept; 6] =
    [&Nash, &KalaiSmorodinsky, &Egalitarian, &Utilitarian, &RelativeUtilitarian, &EqualLoss];

/// The concept of an id.
pub fn by_id(id: &str) -> Option<&'static dyn Concept> {
    ALL.into_iter().find(|concept| concept.id() == id)
}

/// A rule that picks packages by the parties' gains.
pub trait Concept: Sync {
    /// Its id, as in the command line and in JSON.
    fn id(&self) -> &'static str;

    /// Its name for people.
    fn name(&self) -> &'static str;

    /// What its value is, for people: "product of gains".
    fn measures(&self) -> &'static str;

    /// Whether a smaller value is better, as that of a loss is.
    fn less_is_better(&self) -> bool {
        false
    }

    /// Whether it compares utilities of different parties, which means something only if they have a common unit.
    fn compares_parties(&self) -> bool {
        false
    }

    /// Whether it looks at the ideal point.
    fn needs_ideal(&self) -> bool {
        false
    }

    /// What it makes as large as possible, for one bargaining problem. Which kind it is must not depend on the setting.
    fn goal(&self, setting: &Setting) -> Goal;

    /// How it compares whole gains, in the scales of the setting.
    fn objective(&self, setting: &Setting) -> Box<dyn Objective> {
        match self.goal(setting) {
            Goal::Measure(aim) => Box::new(scaled::Scaled::new(*aim, setting)),
            Goal::Objective(objective) => objective,
        }
    }

    /// Whether each party's unit and offset in its [goal](Concept::goal) are fixed, or follow from nothing but the party's own
    /// ideal gain: as this gain, or as its reciprocal. Then, while one number of one party moves, comparisons of packages turn
    /// at fractions, and how far it may move can be told ([`View::stability`](crate::View::stability)).
    fn turns_at_fractions(&self) -> bool {
        false
    }
}

/// What a concept makes as large as possible.
pub enum Goal {
    /// A product, a smallest value or a sum.
    Measure(Box<Aim>),
    /// A comparison of its own, of whole gains. Nothing bounds it, so that only engines that need no bound can be used, and
    /// beside continuous issues, where gains are fractions, the concept is [left out](crate::LeftOut).
    Objective(Box<dyn Objective>),
}

impl Goal {
    /// The measure, if it is one and fits so many parties.
    pub(crate) fn aim(self, parties: usize) -> Option<Aim> {
        match self {
            Goal::Measure(aim) => Some(*aim).filter(|aim| aim.measure.fits(parties)),
            Goal::Objective(_) => None,
        }
    }
}

impl From<Aim> for Goal {
    fn from(aim: Aim) -> Self {
        Goal::Measure(Box::new(aim))
    }
}

impl From<Measure> for Goal {
    /// The measure's number is the value.
    fn from(measure: Measure) -> Self {
        Aim::from(measure).into()
    }
}

/// What a concept knows of the bargaining problem beside gains; all numbers in the author's units.
#[derive(Clone, Debug)]
pub struct Setting {
    /// By party: how many times larger whole gains are than in the author's units.
    pub scales: Vec<BigInt>,
    /// By party: the gain at the ideal point, its best among the individually rational packages.
    pub ideal: Vec<BigRational>,
    /// By party: the disagreement value.
    pub disagreement: Vec<BigRational>,
    /// By party: bargaining power.
    pub weights: Vec<Number>,
    /// By party: bargaining power as integers in the same proportions.
    pub exponents: Vec<u32>,
}

impl Setting {
    /// How many parties bargain.
    pub fn parties(&self) -> usize {
        self.ideal.len()
    }

    /// By party, what makes its gain a share of the ideal gain; none for a party that cannot gain.
    pub fn to_share_of_ideal(&self) -> Vec<Option<BigRational>> {
        self.ideal.iter().map(|ideal| ideal.is_positive().then(|| ideal.recip())).collect()
    }

    /// By party, 1.
    pub fn ones(&self) -> Vec<BigRational> {
        vec![BigRational::one(); self.parties()]
    }

    /// By party, 0.
    pub fn zeros(&self) -> Vec<BigRational> {
        vec![BigRational::zero(); self.parties()]
    }

    /// A whole gain of a party in the author's units.
    pub fn gain_in_units(&self, party: usize, gain: i64) -> BigRational {
        BigRational::new(gain.into(), self.scales[party].clone())
    }
}

/// What a concept maximises, for one bargaining problem.
///
/// It must be monotone: no party's gain may rise and the score fall. Then the score of an upper corner bounds all
/// packages below it, and maximisers are found among the Pareto-efficient packages.
pub trait Objective: Send + Sync {
    /// The exact score of gains; larger is better. Only called with gains of at least 0.
    fn score(&self, gains: &[i64]) -> Score;

    /// The value in the author's units; none if it cannot be given.
    fn value(&self, gains: &[i64]) -> Option<Value>;

    /// The value in the author's units of a level of the [shape](Objective::shape): a product, a smallest value, a sum.
    /// None if it cannot be given. An inexact value is not below the true one.
    fn value_at(&self, _level: &BigRational) -> Option<Value> {
        None
    }

    /// What kind of function the score is, for engines that bound it.
    fn shape(&self) -> Shape {
        Shape::Other
    }

    /// Whether the best score is one that the concept was not made for (no package from which everybody strictly gains).
    fn is_degenerate(&self, _gains: &[i64]) -> bool {
        false
    }
}

/// What kind of function of gains a score is. The comparison that it describes must be implied by the score's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The product of gains to these powers, while all gains with a positive power are positive.
    Product {
        /// By party.
        exponents: Vec<u32>,
    },
    /// First of all the smallest of units times (gain − offset), over the parties that have a unit.
    Smallest {
        /// By party: what its gains are multiplied with.
        units: Vec<Option<BigInt>>,
        /// By party: what is subtracted before.
        offsets: Vec<i64>,
    },
    /// The sum of units times gains.
    Sum {
        /// By party: what its gains are multiplied with; none for 0.
        units: Vec<Option<BigInt>>,
    },
    /// Something else: only engines that need no bound can be used.
    Other,
}

impl Shape {
    /// The same in fractions; none if it is something else.
    pub(crate) fn measure(&self) -> Option<Measure> {
        let number = |unit: &BigInt| BigRational::from(unit.clone());
        Some(match self {
            Shape::Product { exponents } => Measure::Product(exponents.clone()),
            Shape::Smallest { units, offsets } => Measure::Smallest {
                units: units.iter().map(|unit| unit.as_ref().map(number)).collect(),
                offsets: offsets.iter().map(|offset| number(&BigInt::from(*offset))).collect(),
            },
            Shape::Sum { units } => {
                Measure::Sum(units.iter().map(|unit| unit.as_ref().map_or_else(BigRational::zero, number)).collect())
            }
            Shape::Other => return None,
        })
    }
}

/// A value of an objective.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The number.
    pub number: Number,
    /// False if it is the closest decimal that could be given.
    pub exact: bool,
}

impl From<BigRational> for Value {
    fn from(value: BigRational) -> Self {
        Value { number: value.into(), exact: true }
    }
}

impl Value {
    /// The closest decimal to a positive number given by its natural logarithm; none if it is out of reach.
    fn approximate(logarithm: f64) -> Option<Value> {
        let value = logarithm.exp();
        if !value.is_finite() || value < 1e-9 {
            return None;
        }
        // 12 significant digits, as many as survive a few roundings.
        let digits = (11 - value.log10().floor() as i32).clamp(0, 30) as usize;
        let number = format!("{value:.digits$}").parse().ok()?;
        Some(Value { number, exact: false })
    }
}
