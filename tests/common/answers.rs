//! zopa's answers in the oracle's terms: utilities in the author's units, plain positions.

use super::Q;
use super::oracle::{Choice, Points};
use num_traits::ToPrimitive;
use zopa::{Agreement, Number, Point, Problem, Solution, View};

/// A vector of scaled utilities in the author's units.
pub fn in_units(problem: &Problem, utilities: &[i64]) -> Vec<Q> {
    let unit = |(party, utility): (usize, &i64)| problem.in_units(party, *utility).value().clone();
    utilities.iter().enumerate().map(unit).collect()
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
        let options = point.package.options().iter().map(|option| usize::from(*option)).collect();
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
        let options = agreement.package.options().iter().map(|option| usize::from(*option)).collect();
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

/// The disagreement values in force, in the author's units.
pub fn disagreement(view: &View) -> Vec<Q> {
    (0..view.parties()).map(|party| view.disagreement(party).value().clone()).collect()
}
