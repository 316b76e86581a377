//! A good package quickly, without proof: what a stopped search has to show.
//!
//! Hill climbing over single and paired changes of issues, from each party's best package and from the best for all in
//! turn. Floating point guides it; feasibility and acceptance are checked exactly by the caller. Deterministic, and
//! bounded in steps rather than in time.

use super::structure::Structure;
use crate::problem::{Package, View};

/// Packages that one climb may look at.
const STEPS: usize = 20_000;

/// Feasible packages worth looking at, the most promising last; empty if no feasible package is known.
pub(crate) fn candidates(view: &View, structure: &Structure) -> Vec<Package> {
    let parties = view.parties();
    let spread: Vec<f64> = (0..parties)
        .map(|party| {
            let range: i64 = structure.diagrams.iter().map(|diagram| diagram.most[party] - diagram.least[party]).sum();
            1.0 / (range.max(1) as f64)
        })
        .collect();
    let mut starts: Vec<Vec<f64>> = (0..parties)
        .map(|party| {
            (0..parties).map(|other| if other == party { spread[other] } else { spread[other] / 64.0 }).collect()
        })
        .collect();
    starts.push(spread);
    starts.iter().map(|weights| climb(view, structure.best(view, weights))).collect()
}

/// How promising a package is: first that all accept, then the product of gains.
fn promise(view: &View, utilities: &[i64], exponents: &[u32]) -> (f64, f64) {
    let (mut shortfall, mut product) = (0.0, 0.0);
    for (party, gain) in view.gains(utilities).into_iter().enumerate() {
        if gain < 0 {
            shortfall += gain as f64 / (1.0 + view.problem().reach(party) as f64);
        } else {
            product += f64::from(exponents[party]) * (gain as f64 + 1e-3).ln();
        }
    }
    (shortfall, product)
}

fn climb(view: &View, start: Package) -> Package {
    let problem = view.problem();
    let exponents = &problem.exponents;
    let mut utilities = Vec::new();
    let mut best = start.options().to_vec();
    problem.utilities_into(&best, &mut utilities);
    let mut promising = promise(view, &utilities, exponents);
    let mut steps = 0;
    let mut improve = |best: &mut Vec<u16>, changes: &[(usize, u16)], steps: &mut usize| {
        *steps += 1;
        let before: Vec<u16> = changes.iter().map(|(issue, _)| best[*issue]).collect();
        for (issue, option) in changes {
            best[*issue] = *option;
        }
        if view.constraints().all(|(_, constraint)| constraint.allows(|issue| best[issue])) {
            problem.utilities_into(best, &mut utilities);
            let now = promise(view, &utilities, exponents);
            if now > promising {
                promising = now;
                return true;
            }
        }
        for ((issue, _), option) in changes.iter().zip(before) {
            best[*issue] = option;
        }
        false
    };
    let issues = problem.issues.len();
    loop {
        let mut better = false;
        for issue in 0..issues {
            for option in view.options(issue) {
                better |= option != best[issue] && improve(&mut best, &[(issue, option)], &mut steps);
            }
        }
        if !better {
            'pairs: for first in 0..issues {
                for second in first + 1..issues {
                    for a in view.options(first) {
                        for b in view.options(second) {
                            if a != best[first] && b != best[second] && steps < STEPS {
                                better |= improve(&mut best, &[(first, a), (second, b)], &mut steps);
                            }
                        }
                    }
                    if steps >= STEPS {
                        break 'pairs;
                    }
                }
            }
        }
        if !better || steps >= STEPS {
            return Package::new(best);
        }
    }
}
