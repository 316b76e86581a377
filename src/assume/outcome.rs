//! Claims about outcomes: every, some or no feasible or acceptable package has something; every option can be used.

use super::nearest::{Nearest, of_rules};
use super::scope::{changes, example};
use super::tester::Tester;
use super::verdict::{Method, Point, Proof, Refutation, Vacuity, Verdict};
use crate::problem::claims::{Outcome, Quantifier, Reached};
use crate::problem::{Condition, IssueId, Package, View};
use crate::search::Stop;
use num_bigint::BigUint;

/// How many packages have something.
pub(super) fn test(tester: &Tester, Outcome { quantifier, reached, condition }: &Outcome) -> Result<Verdict, Stop> {
    let mut view = tester.view.clone().restrict(tester.given);
    if let Reached::Acceptable(Some(consent)) = reached {
        view = view.with_consent_of(consent);
    }
    let accepted = *reached != Reached::Feasible;
    let first = |view: &View, condition: &Condition| example(view, condition, accepted, &tester.limits()?);
    let anything = Condition(Vec::new());
    match quantifier {
        Quantifier::Some => Ok(match first(&view, condition)? {
            Some(example) => proved(tester, condition, Some(example), false),
            None => {
                let no_deal = match accepted {
                    true => Some(Box::new(view.clone().restrict(condition).explain_no_deal(&tester.limits()?))),
                    false => None,
                };
                Refutation::of(Point::Missing(no_deal), Vec::new()).into()
            }
        }),
        Quantifier::No => Ok(match first(&view, condition)? {
            Some(found) => Refutation::of(Point::Exists, vec![found]).into(),
            None => {
                let excluded = tester.count(condition).is_some_and(|count| count == BigUint::ZERO);
                // What rules leave nothing for is not shown to be refused.
                match tester.nothing_given().filter(|_| excluded) {
                    Some(vacuity) => Verdict::Vacuous(vacuity),
                    None => proved(tester, condition, None, excluded && accepted),
                }
            }
        }),
        Quantifier::Every => {
            let mut lacking: Option<(usize, Package)> = None;
            for otherwise in condition.otherwise() {
                if let Some(found) = first(&view, &otherwise)? {
                    let found = (changes(tester.problem(), &found), found);
                    lacking = lacking.into_iter().chain([found]).min();
                }
            }
            Ok(match lacking {
                Some((_, found)) => Refutation::of(Point::Exists, vec![found]).into(),
                None if first(&view, &anything)?.is_none() => Verdict::Vacuous(match tester.nothing_given() {
                    Some(vacuity) => vacuity,
                    None => Vacuity::NoneAcceptable,
                }),
                None => proved(tester, &anything, None, false),
            })
        }
    }
}

fn proved(tester: &Tester, condition: &Condition, example: Option<Package>, excluded: bool) -> Verdict {
    let packages = if example.is_some() { None } else { tester.count(condition) };
    Proof { packages, example, excluded, ..Proof::by(Method::Search) }.into()
}

/// Every option of these issues is in some feasible package.
pub(super) fn usable(tester: &Tester, issues: &[IssueId]) -> Result<Verdict, Stop> {
    if let Some(vacuity) = tester.nothing_given() {
        return Ok(Verdict::Vacuous(vacuity));
    }
    let rules = of_rules(tester.view)?;
    let (all, mut nearest) = (rules.view(tester.view, tester.given), Nearest::default());
    let given = |issue: IssueId| tester.given.0.iter().find(|(other, _)| *other == issue).map(|(_, set)| set);
    for issue in issues {
        for option in tester.view.options(*issue) {
            if given(*issue).is_some_and(|set| !set[option.index()]) {
                continue;
            }
            if nearest.likest(&all.clone().fix(*issue, option), 0, &tester.limits()?)?.is_none() {
                let point = Point::Unusable { issue: *issue, option };
                return Ok(Refutation::of(point, Vec::new()).into());
            }
        }
    }
    Ok(proved(tester, &Condition(Vec::new()), None, false))
}
