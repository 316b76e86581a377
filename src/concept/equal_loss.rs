//! The equal-loss solution: the largest loss against the ideal point is as small as possible, then the second largest,
//! and so on.
//!
//! Chun (1988), restricted to individually rational packages, which for three and more parties the original is not.
//!
//! Laws: Pareto-efficient (by leximax of losses). It compares losses of different parties and depends on their units;
//! deleting a package that was not chosen can change the answer if it changes the ideal point.

use super::{Aim, Concept, Goal, Measure, Setting};
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

    fn guarantees(&self) -> Option<&'static str> {
        Some("no party misses its ideal gain by more than somebody does in any other package")
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

    fn turns_at_fractions(&self) -> bool {
        true
    }

    fn goal(&self, setting: &Setting) -> Goal {
        let units = setting.ones().into_iter().map(Some).collect();
        let measure = Measure::Smallest { units, offsets: setting.ideal.clone() };
        Aim { times: -BigRational::one(), ..measure.into() }.into()
    }
}
