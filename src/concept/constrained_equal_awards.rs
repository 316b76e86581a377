//! Constrained equal awards: everybody gets the same, but nobody more than it claims.
//!
//! Maimonides (12th century); Aumann and Maschler (1985). It is the Nash solution, and the egalitarian one, of the division as a bargaining
//! problem in which nobody gets more than its claim (Dagan and Volij 1993).
//!
//! Laws: of all divisions the most even one (leximin of awards); who claims no more than an equal share gets all of it.

use super::{Concept, DivisionRule, Goal, Setting};
use num_rational::BigRational;

/// Equal awards, up to each claim.
#[derive(Clone, Copy, Debug)]
pub struct ConstrainedEqualAwards;

impl Concept for ConstrainedEqualAwards {
    fn id(&self) -> &'static str {
        "constrained-equal-awards"
    }

    fn name(&self) -> &'static str {
        "constrained equal awards"
    }

    fn measures(&self) -> &'static str {
        "the same award for all, but nobody more than it claims"
    }

    fn guarantees(&self) -> Option<&'static str> {
        Some("who gets less than another gets all that it claims")
    }

    fn goal(&self, _: &Setting) -> Goal {
        Goal::Apart
    }

    fn by_claims(&self) -> Option<DivisionRule> {
        Some(divide)
    }
}

/// What each gets of an amount, by what each claims.
pub(super) fn divide(amount: &BigRational, claims: &[BigRational]) -> Vec<BigRational> {
    let mut order: Vec<usize> = (0..claims.len()).collect();
    order.sort_by(|a, b| claims[*a].cmp(&claims[*b]));
    let mut awards = vec![BigRational::default(); claims.len()];
    let (mut left, mut among) = (amount.clone(), claims.len());
    // The smallest claims are met first: what they leave of equal parts goes to the others.
    for at in order {
        awards[at] = (&left / BigRational::from_integer(among.into())).min(claims[at].clone());
        left -= &awards[at];
        among -= 1;
    }
    awards
}
