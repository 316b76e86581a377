//! The utilitarian solution: the largest sum of utilities among the packages that every party accepts.
//!
//! Laws: Pareto-efficient; deleting a package that was not chosen changes nothing. It adds utilities of different
//! parties and depends on their units: only a common change of scale leaves it as it is; shifting a party's utility and
//! disagreement value together does not matter.

use super::{Aim, Concept, Goal, Measure, Setting};

/// The largest sum of utilities.
#[derive(Clone, Copy, Debug)]
pub struct Utilitarian;

impl Concept for Utilitarian {
    fn id(&self) -> &'static str {
        "utilitarian"
    }

    fn name(&self) -> &'static str {
        "utilitarian"
    }

    fn measures(&self) -> &'static str {
        "sum of utilities"
    }

    fn guarantees(&self) -> Option<&'static str> {
        Some("no other package is worth more to the parties together")
    }

    fn compares_parties(&self) -> bool {
        true
    }

    fn turns_at_fractions(&self) -> bool {
        true
    }

    fn goal(&self, setting: &Setting) -> Goal {
        let plus = setting.disagreement.iter().sum();
        Aim { plus, ..Measure::Sum(setting.ones()).into() }.into()
    }
}
