//! The egalitarian solution: the smallest gain is as large as possible, then the second smallest, and so on.
//!
//! Kalai (1977), Myerson (1977); lexicographic: Chun and Peters (1988).
//!
//! Laws: Pareto-efficient (by leximin); deleting a package that was not chosen changes nothing; the smallest gain
//! never falls when packages are added (a single party's gain can). It compares gains of different parties and depends
//! on their units: only a common change of scale leaves it as it is.

use super::{Concept, Goal, Measure, Setting};

/// The leximin of gains.
#[derive(Clone, Copy, Debug)]
pub struct Egalitarian;

impl Concept for Egalitarian {
    fn id(&self) -> &'static str {
        "egalitarian"
    }

    fn name(&self) -> &'static str {
        "egalitarian"
    }

    fn measures(&self) -> &'static str {
        "smallest gain"
    }

    fn guarantees(&self) -> Option<&'static str> {
        Some("every party gains at least as much as any other package lets all of them gain")
    }

    fn compares_parties(&self) -> bool {
        true
    }

    fn turns_at_fractions(&self) -> bool {
        true
    }

    fn goal(&self, setting: &Setting) -> Goal {
        let units = setting.ones().into_iter().map(Some).collect();
        Measure::Smallest { units, offsets: setting.zeros() }.into()
    }
}
