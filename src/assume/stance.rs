//! Claims about what a party does with packages: accepts all of them, accepts some, refuses all.
//!
//! A party refuses what is worth less to it than no deal, and what crosses one of its red lines. So its own red lines are
//! no limit to what is looked at, unlike the rules and the red lines of others.

use super::scope::changes;
use super::searching::search_forms;
use super::tester::Tester;
use super::verdict::{Method, Point, Proof, Refutation, Smallest, Vacuity, Verdict, causes};
use crate::problem::claims::comparison::Form;
use crate::problem::claims::{Packages, Stance, Stands};
use crate::problem::{Condition, ConstraintId, ConstraintKind, Demand, Package, PartyId, ProposalId, View};
use crate::search::Stop;
use num_bigint::BigUint;

/// What parties do with packages; each by itself: what refutes it is the smallest of what refutes one.
pub(super) fn test(tester: &Tester, Stands { parties, stance, packages }: &Stands) -> Result<Verdict, Stop> {
    let mut last = Verdict::Vacuous(Vacuity::NothingGiven);
    let mut smallest = Smallest::default();
    for party in parties {
        let verdict = match packages {
            Packages::Proposal(at) => Ok(proposal(tester, *party, *stance, *at)),
            Packages::Satisfying(condition) => all(tester, *party, *stance, condition),
        };
        let Some(verdict) = smallest.reached(verdict)? else { break };
        match verdict {
            // One that is vacuous hides no other one that is proved.
            Verdict::Proved(_) => last = verdict,
            Verdict::Vacuous(_) if !matches!(last, Verdict::Proved(_)) => last = verdict,
            Verdict::Vacuous(_) => {}
            Verdict::Refuted(refutation) => {
                let package = refutation.packages.first();
                smallest.add(package.map_or(0, |package| changes(tester.problem(), package)), *refutation);
                if smallest.is_least() {
                    break;
                }
            }
            Verdict::Undecided(_) if smallest.is_found() => smallest.leave_open(),
            other @ Verdict::Undecided(_) => return Ok(other),
        }
    }
    Ok(smallest.verdict().unwrap_or(last))
}

/// A party's stance to one package.
fn proposal(tester: &Tester, party: PartyId, stance: Stance, at: ProposalId) -> Verdict {
    let package = &tester.problem()[at].package;
    if !tester.given.holds(|issue| package.option(issue)) {
        return Verdict::Vacuous(Vacuity::NothingGiven);
    }
    let crossed = tester.view.broken(package).find(|at| is_own(tester.view, party, *at));
    let by_utility = stance == Stance::RefusesByUtility;
    let accepts = accepts(tester.view, party, package) && (crossed.is_none() || by_utility);
    if accepts == matches!(stance, Stance::Accepts | Stance::AcceptsSome) {
        return Proof { packages: Some(BigUint::from(1u32)), ..Proof::by(Method::Structure) }.into();
    }
    refuted(tester, party, package.clone(), crossed.filter(|_| !by_utility))
}

/// Whether a package crosses a red line of a party.
pub(super) fn crosses(view: &View, party: PartyId, package: &Package) -> bool {
    view.broken(package).any(|at| is_own(view, party, at))
}

fn is_own(view: &View, party: PartyId, constraint: ConstraintId) -> bool {
    view.problem()[constraint].party == Some(party)
}

fn accepts(view: &View, party: PartyId, package: &Package) -> bool {
    view.accepts_each(&view.problem().utilities(package))[party.index()]
}

fn refuted(tester: &Tester, party: PartyId, package: Package, red_line: Option<ConstraintId>) -> Verdict {
    let problem = tester.problem();
    let utility = problem.utilities(&package)[party.index()];
    let gain = tester.view.gain(party, utility);
    let packages = vec![package];
    let amount = num_traits::Signed::abs(tester.view.gain_in_units(party, gain).value());
    Refutation {
        amount: Some(amount.into()),
        causes: if red_line.is_some() { Vec::new() } else { causes(problem, party, &packages, &[1]) },
        ..Refutation::of(Point::Stance { party, red_line }, packages)
    }
    .into()
}

fn all(tester: &Tester, party: PartyId, stance: Stance, condition: &Condition) -> Result<Verdict, Stop> {
    let own: Vec<ConstraintId> =
        tester.view.constraints().map(|(at, _)| at).filter(|at| is_own(tester.view, party, *at)).collect();
    let lifted = own.iter().fold(tester.view.clone(), |view, at| view.lift(*at));
    // A party without a floor accepts anything: nothing is below it.
    let floor = tester.view.floors()[party.index()];
    let accepted = |floor: i64| Demand { party, weights: vec![1], least: floor };
    let refused = |floor: i64| Demand { party, weights: vec![-1], least: 1 - floor };
    let search = |view: &View, demand: Option<Demand>| {
        let weights = vec![(party, vec![1])];
        let form = Form { distance: 0, copies: vec![Vec::new()], demands: demand.into_iter().collect(), weights };
        let view = view.clone().restrict(condition);
        let searched = search_forms(&view, &[], vec![form], false, tester.given, &|| tester.limits())?;
        Ok(searched.first.and_then(|(packages, _)| packages.into_iter().next()))
    };
    let demand = floor.map(accepted);
    let mut line = None;
    let counterexample = match stance {
        Stance::Accepts => {
            let mut found = match floor {
                Some(floor) => search(&lifted, Some(refused(floor)))?,
                None => None,
            };
            for at in own {
                let ConstraintKind::Forbid(crossed) = &tester.problem()[at].kind else {
                    continue;
                };
                let nearer = |package: &Package| {
                    let changes = |package| changes(tester.problem(), package);
                    let before = |other| (changes(package), package) < (changes(other), other);
                    found.as_ref().is_none_or(before)
                };
                if let Some(package) = search(&lifted.clone().restrict(crossed), None)?.filter(nearer) {
                    (found, line) = (Some(package), Some(at));
                }
            }
            found
        }
        Stance::AcceptsSome => {
            return Ok(match search(tester.view, demand)? {
                Some(example) => Proof { example: Some(example), ..Proof::by(Method::Search) }.into(),
                None => Refutation::of(Point::Stance { party, red_line: None }, Vec::new()).into(),
            });
        }
        Stance::Refuses => search(tester.view, demand)?,
        Stance::RefusesByUtility => search(&lifted, demand)?,
    };
    if let Some(package) = counterexample {
        return Ok(refuted(tester, party, package, line));
    }
    if search(&lifted, None)?.is_none() {
        return Ok(Verdict::Vacuous(Vacuity::NothingGiven));
    }
    let asked = Tester { view: &lifted, budget: tester.budget.clone(), ..*tester };
    let packages = asked.count(condition);
    // Only red lines keep it from accepting.
    let by_red_line = stance == Stance::Refuses && search(tester.view, None)?.is_none();
    Ok(Proof { packages, excluded: by_red_line, ..Proof::by(Method::Search) }.into())
}
