//! The division of the Talmud: equal awards until everybody has half of its claim, and equal losses from there on.
//!
//! Mishnah, Ketubot 93a and Bava Metzia 2a; explained by Aumann and Maschler ("Game theoretic analysis of a bankruptcy problem from the
//! Talmud", 1985): it is the nucleolus of the game in which a coalition has what the others leave of the amount.
//!
//! Laws: consistent with the contested garment: any two divide what they get together as the garment is divided; its own dual.

use super::constrained_equal_awards::divide as equal_awards;
use super::{Concept, DivisionRule, Goal, Setting};
use num_rational::BigRational;

/// Half of each claim by equal awards, the other half by equal losses.
#[derive(Clone, Copy, Debug)]
pub struct Talmud;

impl Concept for Talmud {
    fn id(&self) -> &'static str {
        "talmud"
    }

    fn name(&self) -> &'static str {
        "Talmud"
    }

    fn measures(&self) -> &'static str {
        "equal awards up to half of each claim, then equal losses"
    }

    fn guarantees(&self) -> Option<&'static str> {
        Some(
            "any two divide what both get together so that each concedes what it does not claim, and the rest is halved",
        )
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
    let two = BigRational::from_integer(2.into());
    let halves: Vec<BigRational> = claims.iter().map(|claim| claim / &two).collect();
    let missing = claims.iter().sum::<BigRational>() - amount;
    if *amount <= missing {
        return equal_awards(amount, &halves);
    }
    let losses = equal_awards(&missing, &halves);
    claims.iter().zip(losses).map(|(claim, loss)| claim - loss).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marriage_contracts_are_divided_as_the_mishnah_says() {
        let q = |numer: i64, denom: i64| BigRational::new(numer.into(), denom.into());
        let claims = [q(100, 1), q(200, 1), q(300, 1)];
        assert_eq!(divide(&q(100, 1), &claims), [q(100, 3), q(100, 3), q(100, 3)]);
        assert_eq!(divide(&q(200, 1), &claims), [q(50, 1), q(75, 1), q(75, 1)]);
        assert_eq!(divide(&q(300, 1), &claims), [q(50, 1), q(100, 1), q(150, 1)]);
        // The contested garment: one claims all of it, the other half.
        assert_eq!(divide(&q(1, 1), &[q(1, 1), q(1, 2)]), [q(3, 4), q(1, 4)]);
    }
}
