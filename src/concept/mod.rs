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

mod constrained_equal_awards;
mod constrained_equal_losses;
mod egalitarian;
mod equal_loss;
mod fallback;
mod kalai_smorodinsky;
mod maximin_ranks;
mod measure;
mod nash;
mod objective;
mod proportional;
mod relative_utilitarian;
mod scaled;
mod setting;
mod talmud;
mod utilitarian;
mod weighted_sum;

pub use constrained_equal_awards::ConstrainedEqualAwards;
pub use constrained_equal_losses::ConstrainedEqualLosses;
pub use egalitarian::Egalitarian;
pub use equal_loss::EqualLoss;
pub use fallback::Fallback;
pub use kalai_smorodinsky::KalaiSmorodinsky;
pub use maximin_ranks::MaximinRanks;
pub use measure::{Aim, Measure};
pub(crate) use measure::{MAX_POWERS, total_power};
pub use nash::Nash;
pub use objective::{Objective, Shape, Value};
pub use proportional::Proportional;
pub use relative_utilitarian::RelativeUtilitarian;
pub(crate) use scaled::product;
pub use setting::Setting;
pub use talmud::Talmud;
pub use utilitarian::Utilitarian;
pub use weighted_sum::WeightedSum;

use crate::exact::Score;
use num_rational::BigRational;

/// All concepts of this library, in the order in which reports list them.
pub const ALL: [&dyn Concept; 6] =
    [&Nash, &KalaiSmorodinsky, &Egalitarian, &Utilitarian, &RelativeUtilitarian, &EqualLoss];

/// Those that look at the order of packages alone.
pub const OF_ORDER: [&dyn Concept; 2] = [&Fallback, &MaximinRanks];

/// Those that divide an amount by what parties claim of it.
pub const OF_CLAIMS: [&dyn Concept; 4] = [&Proportional, &ConstrainedEqualAwards, &ConstrainedEqualLosses, &Talmud];

/// The concept of an id that looks at gains.
pub fn by_id(id: &str) -> Option<&'static dyn Concept> {
    ALL.into_iter().find(|concept| concept.id() == id)
}

/// The concept of an id, whatever it looks at.
pub fn named(id: &str) -> Option<&'static dyn Concept> {
    ALL.into_iter().chain(OF_ORDER).chain(OF_CLAIMS).find(|concept| concept.id() == id)
}

/// Which packages are chosen by their ranks: by package and party, 1 and how many are better for it, and whether it is enough if
/// these parties support the package at a position: how many of them count. None if there is no package.
pub type RankRule = fn(&[Vec<u64>], &dyn Fn(usize, &[bool]) -> Option<usize>) -> Option<Ranked>;

/// What is chosen by ranks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// The depth, or the worst rank.
    pub value: u64,
    /// The positions of the packages.
    pub chosen: Vec<usize>,
}

/// What each gets of an amount, by what each claims: positive claims that sum to no less than the amount.
pub type DivisionRule = fn(&BigRational, &[BigRational]) -> Vec<BigRational>;

/// A rule that picks packages by the parties' gains.
pub trait Concept: Sync {
    /// Its id, as in the command line and in JSON. It tells the concepts of one question apart; what a concept is asked, and what
    /// it is answered with, follows from the rest of this alone, whatever it is called.
    fn id(&self) -> &'static str;

    /// Its name for people.
    fn name(&self) -> &'static str;

    /// What its value is, for people: "product of gains".
    fn measures(&self) -> &'static str;

    /// What its choice guarantees, for people, in a sentence without its full stop: "no acceptable package …"; none if nothing
    /// is told. That nobody is worse off than without a deal, and that nothing is left to gain for one without loss to another,
    /// is so with every concept of this library.
    fn guarantees(&self) -> Option<&'static str> {
        None
    }

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
            Goal::Apart => Box::new(Nothing),
        }
    }

    /// If it looks at the order of packages alone: how it chooses. Its goal is then [apart](Goal::Apart).
    fn by_ranks(&self) -> Option<RankRule> {
        None
    }

    /// If it divides an amount by what parties claim of it: how. Its goal is then [apart](Goal::Apart).
    fn by_claims(&self) -> Option<DivisionRule> {
        None
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
    /// beside continuous issues, where gains are fractions, the concept is [left out](crate::search::LeftOut).
    Objective(Box<dyn Objective>),
    /// Nothing that gains tell: it chooses [by ranks](Concept::by_ranks), or [by claims](Concept::by_claims).
    Apart,
}

/// To whom all gains are alike.
struct Nothing;

impl Objective for Nothing {
    fn score(&self, _: &[i64]) -> Score {
        Score::default()
    }

    fn value(&self, _: &[i64]) -> Option<Value> {
        None
    }
}

impl Goal {
    /// The measure, if it is one and fits so many parties.
    pub(crate) fn aim(self, parties: usize) -> Option<Aim> {
        match self {
            Goal::Measure(aim) => Some(*aim).filter(|aim| aim.measure.fits(parties)),
            Goal::Objective(_) | Goal::Apart => None,
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids are written in command lines and in kept reports, and what a concept guarantees stands beside its answer.
    #[test]
    fn ids_and_guarantees_are_those_that_people_know() {
        let known = |id: &str| {
            named(id).map(|concept| (concept.id(), concept.guarantees().is_some_and(|text| text.len() > 30)))
        };
        for id in [
            "nash",
            "kalai-smorodinsky",
            "egalitarian",
            "utilitarian",
            "relative-utilitarian",
            "equal-loss",
            "fallback",
            "maximin-ranks",
            "proportional",
            "constrained-equal-awards",
            "constrained-equal-losses",
            "talmud",
        ] {
            assert_eq!(known(id), Some((id, true)));
        }
    }
}
