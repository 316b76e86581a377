//! The proportional division: everybody gets the same share of what it claims.
//!
//! Aristotle's Ethics, book V; characterised by O'Neill (1982), Young (1988) and others: see Thomson's survey (2003).
//!
//! Laws: claims may be merged and split, and nobody gains by it (O'Neill 1982); it is its own dual, so that dividing what there is and
//! dividing what is missing come to the same.

use super::{Concept, DivisionRule, Goal, Setting};
use num_rational::BigRational;

/// The same share of every claim.
#[derive(Clone, Copy, Debug)]
pub struct Proportional;

impl Concept for Proportional {
    fn id(&self) -> &'static str {
        "proportional"
    }

    fn name(&self) -> &'static str {
        "proportional"
    }

    fn measures(&self) -> &'static str {
        "the same share of every claim"
    }

    fn guarantees(&self) -> Option<&'static str> {
        Some("every party gets the same share of its claim")
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
    let all: BigRational = claims.iter().sum();
    claims.iter().map(|claim| claim * amount / &all).collect()
}
