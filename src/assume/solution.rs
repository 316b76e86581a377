//! Claims about what solution concepts choose.

use super::decide::Tester;
use super::outcome::changes;
use super::robustness;
use super::verdict::{Method, Point, Proof, Refutation, Vacuity, Verdict};
use crate::concept::{self, Concept};
use crate::problem::assumption::Choosing;
use crate::problem::{Condition, ConstraintKind, Package, View};
use crate::search::{Solution, Status, Stop};

/// What concepts choose; each by itself.
pub(super) fn test(tester: &Tester, concepts: &[&'static str], choosing: &Choosing) -> Result<Verdict, Stop> {
    let concepts: Vec<&'static dyn Concept> = concepts.iter().filter_map(|id| concept::by_id(id)).collect();
    if *choosing == Choosing::Meaningful {
        let compares = concepts.iter().find(|concept| concept.compares_parties() && !tester.problem().comparable());
        return Ok(match compares {
            Some(concept) => Refutation::of(Point::NoCommonUnit { concept: concept.id() }, Vec::new()).into(),
            None => Proof::by(Method::Structure).into(),
        });
    }
    let view = tester.view.clone().restrict(tester.given);
    let answer = view.clone().search().concepts(concepts).limits(tester.limits()?).run();
    match answer.status {
        Status::Stopped(stop) => return Err(stop),
        Status::NoAgreement => {
            return Ok(Verdict::Vacuous(tester.nothing_given().unwrap_or(Vacuity::NoAgreement)));
        }
        Status::Agreement => {}
    }
    let excluding: Vec<(Condition, Option<usize>)> = match choosing {
        // What lacks it settles one of its issues otherwise.
        Choosing::Has(condition, _) => condition.0.iter().map(|(issue, set)| (otherwise(*issue, set), None)).collect(),
        Choosing::KeepsRedLines => {
            let constraints = tester.problem().constraints().iter().enumerate();
            let lines = constraints.filter(|(_, constraint)| constraint.party.is_some());
            lines
                .filter_map(|(at, constraint)| match &constraint.kind {
                    ConstraintKind::Forbid(condition) => Some((condition.clone(), Some(at))),
                    _ => None,
                })
                .collect()
        }
        Choosing::Meaningful => Vec::new(),
    };
    for solution in &answer.solutions {
        if let Some((package, red_line)) = lacking(tester, &view, solution, &excluding)? {
            let point = Point::Chosen { concept: solution.concept.id(), red_line };
            return Ok(Refutation::of(point, vec![package]).into());
        }
    }
    if let Choosing::Has(_, Some(share)) = choosing
        && let Some(refutation) = robustness::broken_by(tester, &view, &excluding, share)?
    {
        return Ok(refutation.into());
    }
    Ok(Proof::by(Method::Search).into())
}

/// All options of an issue but these.
fn otherwise(issue: usize, set: &[bool]) -> Condition {
    Condition(vec![(issue, set.iter().map(|admitted| !admitted).collect())])
}

/// A package that a concept chooses, one of those most like today, which satisfies one of these conditions.
pub(super) fn lacking(
    tester: &Tester,
    view: &View,
    solution: &Solution,
    excluding: &[(Condition, Option<usize>)],
) -> Result<Option<(Package, Option<usize>)>, Stop> {
    let mut first: Option<(usize, Package, Option<usize>)> = None;
    for agreement in &solution.agreements {
        // What is chosen is efficient, also by a coalition for those outside: where everybody gets as much as this, everybody
        // gets exactly this.
        let same = view.at_least(&view.problem().utilities(&agreement.package));
        for (condition, red_line) in excluding {
            let Some(package) = super::scope::example(&same, condition, true, &tester.limits()?)? else { continue };
            let changed = changes(tester, &package);
            if first.as_ref().is_none_or(|(least, best, _)| (changed, &package) < (*least, best)) {
                first = Some((changed, package, *red_line));
            }
        }
    }
    Ok(first.map(|(_, package, red_line)| (package, red_line)))
}
