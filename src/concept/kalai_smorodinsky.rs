//! The Kalai–Smorodinsky solution: everybody gets as equal a share of its ideal gain as possible.
//!
//! Kalai and Smorodinsky (1975), after Raiffa (1953); for three and more parties the lexicographic form of Imai (1983);
//! on finite sets the leximin of normalised gains: Nagahisa and Tanaka (2002). The ideal point is each party's best
//! among the individually rational packages.
//!
//! Laws: Pareto-efficient; independent of the units and zeros of each party's utility. Deleting a package that was not
//! chosen can change the answer if it changes the ideal point; and a party may lose when its own disagreement value rises
//! (`docs/axioms.md`). Identical to leximax of normalised losses.
//!
//! Corner case: a party whose ideal gain is 0 cannot gain from any package that all accept, and drops out of the
//! comparison.

use super::{Concept, Goal, Measure, Setting};

/// The leximin of shares of ideal gains.
#[derive(Clone, Copy, Debug)]
pub struct KalaiSmorodinsky;

impl Concept for KalaiSmorodinsky {
    fn id(&self) -> &'static str {
        "kalai-smorodinsky"
    }

    fn name(&self) -> &'static str {
        "Kalai–Smorodinsky"
    }

    fn measures(&self) -> &'static str {
        "smallest share of the ideal gain"
    }

    fn guarantees(&self) -> Option<&'static str> {
        Some(
            "every party that can gain has at least as large a share of its ideal gain as any other package gives to all of \
             them; no unit of utility matters",
        )
    }

    fn needs_ideal(&self) -> bool {
        true
    }

    fn turns_at_fractions(&self) -> bool {
        true
    }

    fn goal(&self, setting: &Setting) -> Goal {
        Measure::Smallest { units: setting.to_share_of_ideal(), offsets: setting.zeros() }.into()
    }
}
