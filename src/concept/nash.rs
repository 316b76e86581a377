//! The Nash solution: the largest product of gains, Π gᵢ^wᵢ.
//!
//! Nash, "The Bargaining Problem" (1950); weights as bargaining power: Harsanyi and Selten (1972), Kalai (1977). On
//! finite sets the solution is the set of maximisers, characterised by scale invariance, efficiency, anonymity and
//! contraction independence in Arrow's form: Kaneko (1980), Mariotti (1998).
//!
//! Laws: strongly Pareto-efficient if some package gives everybody a strict gain; independent of the units and zeros of
//! each party's utility; deleting a package that was not chosen changes nothing; a party's utility does not fall when
//! its own weight or disagreement value rises.
//!
//! Corner cases: a party of weight 0 only has to accept. Where no package gives everybody a strict gain all products
//! are 0, and the rule of maximum Nash welfare (Caragiannis et al. 2019) decides: first the number of parties that
//! strictly gain, then the product over those; the result is marked degenerate. That rule compares products over
//! different parties, and so depends on units.

use super::{Aim, Concept, Goal, Measure, Setting};
use num_rational::BigRational;
use num_traits::{One, Zero};

/// The largest product of gains.
#[derive(Clone, Copy, Debug)]
pub struct Nash;

impl Concept for Nash {
    fn id(&self) -> &'static str {
        "nash"
    }

    fn name(&self) -> &'static str {
        "Nash"
    }

    fn measures(&self) -> &'static str {
        "product of gains"
    }

    fn guarantees(&self) -> Option<&'static str> {
        Some(
            "where all parties can gain, the product of their gains, each to the power of its weight, is the largest: in any \
             other package the gains that are smaller are so, together, by at least as large a factor as others are larger; \
             no unit of utility matters",
        )
    }

    fn goal(&self, setting: &Setting) -> Goal {
        // Powers are the weights in whole numbers: so many times as large.
        let whole = setting.exponents.iter().zip(&setting.weights).find(|(_, weight)| !weight.value().is_zero());
        let root = whole.map(|(power, weight)| BigRational::from_integer((*power).into()) / weight.value());
        let root = root.unwrap_or_else(BigRational::one);
        Aim { root, ..Measure::Product(setting.exponents.clone()).into() }.into()
    }
}
