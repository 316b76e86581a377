//! From an assumption to a verdict, with the numbers as they are.

use super::tester::Tester;
use super::verdict::{Open, Undecided, Verdict};
use super::{compare, mirror, outcome, scaling, solution, stance};
use crate::problem::claims::Claim;
use crate::problem::{Assumption, View};
use crate::search::{Budget, Engine, Limits};

/// Tests one assumption.
pub(super) fn test(view: &View, assumption: &Assumption, engine: Engine, limits: &Limits) -> Verdict {
    let lifted = match assumption.anywhere {
        true => view.constraints().fold(view.clone(), |view, (at, _)| view.lift(at)),
        false => view.clone(),
    };
    let tester = Tester { view: &lifted, given: &assumption.given, engine, budget: Budget::new(limits) };
    let verdict = match &assumption.claim {
        Claim::Stance(claim) => stance::test(&tester, claim),
        Claim::Outcome(claim) => outcome::test(&tester, claim),
        Claim::Usable(claim) => outcome::usable(&tester, &claim.issues),
        Claim::Solution(claim) => solution::test(&tester, claim),
        Claim::Mirrors(claim) => mirror::test(view.problem(), &claim.parties, claim.of),
        Claim::Normalised(claim) => scaling::test(&tester, &claim.parties),
        claim => compare::test(&tester, &claim.meaning().comparisons(view.problem())),
    };
    verdict.unwrap_or_else(|stop| Verdict::Undecided(Undecided { reason: Open::Stopped(stop), sampled: 0 }))
}
