//! The relative utilitarian solution: the largest sum of shares of ideal gains.
//!
//! Cao (1982), Dhillon and Mertens (1999), Pivato (2009), in the bargaining form: each party's gain is divided by its
//! ideal gain, counted from the disagreement point (not from the worst package, which would let dominated packages
//! matter).
//!
//! Laws: Pareto-efficient; independent of the units and zeros of each party's utility. Deleting a package that was not
//! chosen can change the answer if it changes the ideal point; and a party may lose when its own disagreement value rises,
//! because that changes its ideal gain (`docs/axioms.md` has the smallest example).
//!
//! Corner case: a party whose ideal gain is 0 drops out of the sum.

use super::{Concept, Goal, Measure, Setting};

/// The largest sum of shares of ideal gains.
#[derive(Clone, Copy, Debug)]
pub struct RelativeUtilitarian;

impl Concept for RelativeUtilitarian {
    fn id(&self) -> &'static str {
        "relative-utilitarian"
    }

    fn name(&self) -> &'static str {
        "relative utilitarian"
    }

    fn measures(&self) -> &'static str {
        "sum of shares of the ideal gains"
    }

    fn guarantees(&self) -> Option<&'static str> {
        Some(
            "in no other package do the parties' shares of their ideal gains add up to more; no unit of utility matters",
        )
    }

    fn needs_ideal(&self) -> bool {
        true
    }

    fn turns_at_fractions(&self) -> bool {
        true
    }

    fn goal(&self, setting: &Setting) -> Goal {
        let shares = setting.to_share_of_ideal();
        Measure::Sum(shares.into_iter().map(Option::unwrap_or_default).collect()).into()
    }
}
