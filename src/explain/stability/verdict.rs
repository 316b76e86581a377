//! What is found: how far each number may move, or would have to.

use crate::exact::Number;
use crate::problem::{Package, UncertainId};

/// One end of an interval.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// No limit at all, proven; of a weight downwards, down to 0 itself.
    Open,
    /// Up to here, in the author's units; beyond it this package is better, if it is not that the package is refused.
    At {
        /// The end, at which the package is still chosen unless it is excluded.
        value: Number,
        /// What is better beyond it.
        then: Option<Package>,
        /// Whether the value is the end rounded to the safe side, and not the end itself.
        rounded: bool,
        /// Whether the package is chosen at the value itself; none if that is not decided.
        included: Option<bool>,
    },
    /// Not decided.
    Undecided {
        /// Up to here at least the package is chosen; none if nothing is known.
        at_least: Option<Number>,
    },
}

/// The number nearest to its own with which a package would be chosen.
#[derive(Clone, Debug, PartialEq)]
pub enum Needed {
    /// This one.
    At {
        /// The number.
        value: Number,
        /// Whether a nearer one might do: the nearest itself cannot be represented, or is no fraction.
        rounded: bool,
        /// Whether it is chosen with the number itself, and not only with every one a little beyond.
        included: bool,
    },
    /// There is none, proven.
    Never,
    /// Not decided.
    Undecided,
}

/// Between which values a number may stand while the package stays chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// The number now.
    pub now: Number,
    /// Down to where.
    pub low: Bound,
    /// Up to where.
    pub high: Bound,
}

/// What is said of a number that is written in a party's utility.
#[derive(Clone, Debug)]
pub struct OfNumber<T> {
    /// The number.
    pub number: UncertainId,
    /// What is said of it.
    pub found: T,
}

/// How stable a package is as the answer.
#[derive(Clone, Debug)]
pub enum Stable {
    /// Not every party accepts it, or it breaks a rule: no single number of those looked at is to blame.
    Refused,
    /// The search stopped before it was known whether it is chosen.
    Undecided,
    /// Somebody gains nothing from it, or weights are too finely divided: products tell nothing.
    NoProduct,
    /// What the concept measures is not known to this library, and so not where its comparisons turn.
    Unmeasured,
    /// It is chosen.
    Chosen {
        /// By party: how far its disagreement value may move.
        disagreement: Vec<Interval>,
        /// By party: how far its weight may move, if the concept weighs parties and it has one.
        weights: Vec<Option<Interval>>,
        /// How far the numbers of utilities may move: those that have a limit at all.
        numbers: Vec<OfNumber<Interval>>,
    },
    /// It is not.
    Other {
        /// By party: the disagreement value nearest to its own with which it would be.
        disagreement: Vec<Needed>,
        /// By party: the weight nearest to its own with which it would be, to some digits; nothing if the concept weighs nobody.
        weights: Vec<Needed>,
        /// The numbers of utilities nearest to their own with which it would be, but for those of which none would do.
        numbers: Vec<OfNumber<Needed>>,
    },
}
