//! zopa's answers in the oracle's terms: utilities in the author's units, plain positions.

use super::Q;
use super::at::positions;
use super::oracle::{Choice, Points};
use num_traits::ToPrimitive;
use zopa::search::Agreement;
use zopa::{Number, PartyId, Point, Problem, Solution, View};

/// A vector of scaled utilities in the author's units.
pub fn in_units(problem: &Problem, utilities: &[i64]) -> Vec<Q> {
    let unit = |(party, utility): (PartyId, &i64)| problem.in_units(party, *utility).value().clone();
    problem.party_ids().zip(utilities).map(unit).collect()
}

/// Numbers in the author's units.
pub fn exact(numbers: &[Number]) -> Vec<Q> {
    numbers.iter().map(|number| number.value().clone()).collect()
}

/// Points with what is behind them. Every vector may stand there once.
pub fn points<'p>(problem: &Problem, list: impl IntoIterator<Item = &'p Point>) -> Points {
    let mut points = Points::new();
    for point in list {
        let packages = point.packages.to_u64().expect("a small number of packages");
        let options = positions(&point.package);
        let twice = points.insert(in_units(problem, &point.utilities), (packages, options));
        assert!(twice.is_none(), "the same utilities twice: {:?}", point.utilities);
    }
    points
}

/// The same for what a concept chooses.
pub fn agreements(list: &[Agreement]) -> Points {
    let mut points = Points::new();
    for agreement in list {
        let packages = agreement.packages.as_ref().and_then(ToPrimitive::to_u64).expect("a small number of packages");
        let options = positions(&agreement.package);
        let twice = points.insert(exact(&agreement.utilities), (packages, options));
        assert!(twice.is_none(), "the same utilities twice: {:?}", agreement.utilities);
    }
    points
}

/// What a solution says. The value only if it is exact.
pub fn choice(solution: &Solution) -> Choice {
    Choice {
        value: solution.value.as_ref().filter(|value| value.exact).map(|value| value.number.value().clone()),
        degenerate: solution.degenerate,
        agreements: agreements(&solution.agreements),
    }
}

/// The parties that bargain, if not all.
pub fn coalition(solution: &Solution) -> Option<Vec<usize>> {
    solution.coalition.as_ref().map(|members| members.iter().map(|party| party.index()).collect())
}

/// The disagreement values in force, in the author's units.
pub fn disagreement(view: &View) -> Vec<Q> {
    view.problem().party_ids().map(|party| view.disagreement(party).value().clone()).collect()
}
