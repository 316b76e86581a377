//! How a party's numbers are scaled: claims about what stands in the file, and about the worst and the best package.

use super::tester::Tester;
use super::verdict::{Method, Point, Proof, Refutation, Vacuity, Verdict};
use crate::exact::Number;
use crate::problem::PartyId;
use crate::problem::claims::Scaling;
use crate::search::{Control, Stop, Structure};

/// How each party's numbers are scaled.
pub(super) fn test(tester: &Tester, parties: &[(PartyId, Scaling)]) -> Result<Verdict, Stop> {
    for (party, scaling) in parties {
        if let Some(point) = found_otherwise(tester, *party, scaling)? {
            return Ok(Refutation::of(point, Vec::new()).into());
        }
    }
    let of_packages_only = |(_, scaling): &(PartyId, Scaling)| {
        scaling.packages.is_some() && scaling.weights.is_none() && scaling.scores.is_none() && scaling.issues.is_none()
    };
    if parties.iter().all(of_packages_only) {
        let control = Control::new(&tester.limits()?);
        if Structure::build(tester.view, &control)?.is_none() {
            return Ok(Verdict::Vacuous(Vacuity::NoPackage));
        }
    }
    let searched = parties.iter().any(|(_, scaling)| scaling.packages.is_some());
    let method = if searched { Method::Search } else { Method::Structure };
    Ok(Proof::by(method).into())
}

fn found_otherwise(tester: &Tester, party: PartyId, scaling: &Scaling) -> Result<Option<Point>, Stop> {
    let otherwise = |issue, field, claimed: &Number, found: &Number| {
        Some(Point::Scaling { party, issue, field, claimed: claimed.clone(), found: found.clone() })
    };
    if let Some((claimed, found)) = &scaling.weights
        && claimed != found
    {
        return Ok(otherwise(None, "weights", claimed, found));
    }
    for (issue, numbers) in &scaling.written {
        let by_value = |number: &&Number| number.value().clone();
        let (Some(least), Some(most)) = (numbers.iter().min_by_key(by_value), numbers.iter().max_by_key(by_value))
        else {
            continue;
        };
        if let Some((from, to)) = &scaling.scores {
            if least.value() < from.value() {
                return Ok(otherwise(Some(*issue), "scores", from, least));
            }
            if most.value() > to.value() {
                return Ok(otherwise(Some(*issue), "scores", to, most));
            }
        }
        if let Some((from, to)) = &scaling.issues {
            if least != from {
                return Ok(otherwise(Some(*issue), "issues", from, least));
            }
            if most != to {
                return Ok(otherwise(Some(*issue), "issues", to, most));
            }
        }
    }
    if let Some((from, to)) = &scaling.packages {
        let control = Control::new(&tester.limits()?);
        let Some(structure) = Structure::build(tester.view, &control)? else { return Ok(None) };
        let (least, most) = structure.extremes(tester.problem(), party.index());
        let units = |scaled: i64| tester.problem().in_units(party, scaled);
        for (claimed, found) in [(from, units(least)), (to, units(most))] {
            if *claimed != found {
                return Ok(otherwise(None, "packages", claimed, &found));
            }
        }
    }
    Ok(None)
}
