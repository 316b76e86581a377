//! Claims about what solution concepts choose.

use super::robustness;
use super::scope::{Excluded, changes, lacking};
use super::tester::Tester;
use super::verdict::{Method, Point, Proof, Refutation, Smallest, Vacuity, Verdict};
use crate::concept::{self, Concept};
use crate::problem::ConstraintKind;
use crate::problem::claims::{Chooses, Choosing};
use crate::search::{Status, Stop};

/// What concepts choose; each by itself.
pub(super) fn test(tester: &Tester, Chooses { concepts, choosing }: &Chooses) -> Result<Verdict, Stop> {
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
    let excluding: Vec<Excluded> = match choosing {
        Choosing::Has(condition, _) => condition.otherwise().map(|otherwise| (otherwise, None)).collect(),
        Choosing::KeepsRedLines => {
            let constraints = tester.problem().constraint_ids().zip(tester.problem().constraints());
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
    let mut smallest = Smallest::default();
    for solution in &answer.solutions {
        let found = lacking(&view, solution, &excluding, &|| tester.limits());
        let Some(found) = smallest.reached(found)? else { break };
        if let Some((package, red_line)) = found {
            let point = Point::Chosen { concept: solution.concept.id(), red_line };
            smallest.add(changes(tester.problem(), &package), Refutation::of(point, vec![package]));
        }
        if smallest.is_least() {
            break;
        }
    }
    if let Some(refuted) = smallest.verdict() {
        return Ok(refuted);
    }
    if let Choosing::Has(_, Some(share)) = choosing
        && let Some(refutation) = robustness::broken_by(tester, &view, &excluding, share)?
    {
        return Ok(refutation.into());
    }
    Ok(Proof::by(Method::Search).into())
}
