//! Constrained equal losses: everybody gets less than it claims by the same amount, but nobody less than nothing.
//!
//! Maimonides (12th century); Aumann and Maschler (1985). The dual of constrained equal awards: what is missing is divided as that divides
//! what there is.
//!
//! Laws: of all divisions the one whose losses are most even.

use super::constrained_equal_awards::divide as equal_awards;
use super::{Concept, DivisionRule, Goal, Setting};
use num_rational::BigRational;

/// Equal losses, down to nothing.
#[derive(Clone, Copy, Debug)]
pub struct ConstrainedEqualLosses;

impl Concept for ConstrainedEqualLosses {
    fn id(&self) -> &'static str {
        "constrained-equal-losses"
    }

    fn name(&self) -> &'static str {
        "constrained equal losses"
    }

    fn measures(&self) -> &'static str {
        "the same loss against every claim, but nobody less than nothing"
    }

    fn guarantees(&self) -> Option<&'static str> {
        Some("who loses less of its claim than another gets nothing")
    }

    fn goal(&self, _: &Setting) -> Goal {
        Goal::Apart
    }

    fn by_claims(&self) -> Option<DivisionRule> {
        Some(divide)
    }
}

/// What each gets of an amount, by what each claims.
fn divide(amount: &BigRational, claims: &[BigRational]) -> Vec<BigRational> {
    let missing = claims.iter().sum::<BigRational>() - amount;
    let losses = equal_awards(&missing, claims);
    claims.iter().zip(losses).map(|(claim, loss)| claim - loss).collect()
}
