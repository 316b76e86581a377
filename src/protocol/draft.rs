//! Draft and present: some agree on a package by themselves, and present it to the others, who accept or refuse.
//!
//! A *naive* draft is what the concept chooses for those who draft: by their gains, of the packages that they accept, whatever the
//! others think of it and whatever red lines these have. Then everybody is asked. A *foreseeing* draft is chosen likewise, but of
//! what passes: the leader's problem of Stackelberg, an ultimatum. What it costs to leave somebody out is the difference to one
//! table (Sebenius 1996, Sequencing to build coalitions).
//!
//! Corner cases: the gains of a refused draft are nothing, not those of the draft. Of drafts that are equally good to those who
//! draft, each is told, since the others may accept one and refuse another; but none than which another is better for somebody and
//! worse for nobody, and where nothing tells them apart but rules the first. Whether one that is left out so ends otherwise is
//! looked for in a list of what is as good to each who drafts; with continuous issues there is no list, and it may. If a draft
//! crosses a red line of the others, what is as good and crosses none is told, too. Where several coalitions could pass drafts,
//! these are compared by what the concept measures of gains; if that does not tell, nothing is said.

use super::among::{Among, asking};
use super::course::{Course, Unplayed, Untold};
use super::together::chosen;
use super::worth::key_of;
use crate::concept::Concept;
use crate::exact::Number;
use crate::problem::{Draft, OptionId, Package, PartyId, View};
use crate::search::{Agreement, Budget, Control, Limits, Stop, Structure, each_acceptable};
use itertools::Itertools;

/// So many steps may be taken to look for drafts that are left out.
const STEPS: u64 = 1 << 16;

/// What comes of a draft.
pub(super) fn play(draft: &Draft, view: &View, concept: &dyn Concept, limits: &Limits) -> Course {
    let members: Vec<bool> = view.problem().party_ids().map(|party| draft.by.contains(&party)).collect();
    let found = match draft.foresee {
        true => foreseeing(view, concept, &members, limits).map(|found| found.map(|drafts| (drafts, Untold::Nothing))),
        false => naive(view, concept, &members, limits).map(Some),
    };
    match found {
        Err(stop) => Course::stopped(stop),
        Ok(None) => Course::unplayed(Unplayed::NotCompared),
        Ok(Some((drafts, untold))) => Course { untold, ..Course::of_packages(view, &drafts) },
    }
}

/// What they like best, and what may differ in what they like as much and is left out.
fn naive(
    view: &View,
    concept: &dyn Concept,
    members: &[bool],
    limits: &Limits,
) -> Result<(Vec<Agreement>, Untold), Stop> {
    let theirs = |party: Option<PartyId>| party.is_some_and(|party| !members[party.index()]);
    let crossed: Vec<_> = view.constraints().filter(|(_, one)| theirs(one.party)).map(|(at, _)| at).collect();
    let alone = crossed.into_iter().fold(asking(view, members), View::lift);
    let (budget, among) = (Budget::new(limits), Among { concept, members: members.to_vec() });
    let mut drafts = chosen(&alone, &among, &budget.left()?)?;
    if drafts.iter().any(|draft| view.broken(&draft.package).next().is_some()) {
        // Whoever drafts may like something as much that crosses no red line.
        let own = |draft: &Agreement| -> Vec<Number> {
            let gains = draft.gains.iter().zip(members).filter(|(_, member)| **member);
            gains.map(|(gain, _)| gain.clone()).collect()
        };
        let key = |draft: &Agreement| key_of(view, &among, &draft.gains);
        let mut heeding = chosen(&asking(view, members), &among, &budget.left()?)?;
        heeding.retain(|one| {
            let same =
                |draft: &Agreement| own(draft) == own(one) || key(one).is_some_and(|own| Some(own) == key(draft));
            drafts.iter().any(same) && drafts.iter().all(|draft| draft.package != one.package)
        });
        drafts.append(&mut heeding);
    }
    let untold = left_out(view, &alone, &drafts, members, &budget.left()?)?;
    Ok((drafts, untold))
}

/// What may differ in drafts that are as good to each who drafts, and not among these.
fn left_out(
    view: &View,
    alone: &View,
    drafts: &[Agreement],
    members: &[bool],
    limits: &Limits,
) -> Result<Untold, Stop> {
    let problem = view.problem();
    if problem.has_levels() {
        // Of those who draft, each would have the same.
        return Ok(if members.iter().all(|member| *member) { Untold::Nothing } else { Untold::Ends });
    }
    let control = Control::new(limits);
    let passing: Vec<bool> = drafts.iter().map(|draft| view.would_pass(&draft.package)).collect();
    let told: Vec<Vec<i64>> = drafts.iter().map(|draft| problem.utilities(&draft.package)).collect();
    let mut untold = Untold::Nothing;
    for (draft, own) in drafts.iter().zip(&told) {
        let Ok(above) = alone.at_least_as_good_as(&draft.package) else { return Ok(Untold::Ends) };
        let others = problem.party_ids().filter(|party| !members[party.index()]);
        let above = others.fold(above, View::without_floor);
        let structure = match Structure::build(&above, &control) {
            Ok(Some(structure)) => structure,
            Ok(None) => continue,
            Err(Stop::TooLarge) => return Ok(Untold::Ends),
            Err(stop) => return Err(stop),
        };
        let mut visit = |options: &[OptionId], utilities: &[i64]| {
            if (0..members.len()).any(|at| members[at] && utilities[at] != own[at]) {
                return;
            }
            if !passing.contains(&view.would_pass(&Package::new(options))) {
                untold = Untold::Ends;
            } else if untold == Untold::Nothing && told.iter().all(|told| told != utilities) {
                untold = Untold::Gains;
            }
        };
        if !each_acceptable(&above, &structure, STEPS, &control, &mut visit)? {
            return Ok(Untold::Ends);
        }
    }
    Ok(untold)
}

/// What they like best of what passes. None if it cannot be told which that is.
fn foreseeing(
    view: &View,
    concept: &dyn Concept,
    members: &[bool],
    limits: &Limits,
) -> Result<Option<Vec<Agreement>>, Stop> {
    let (budget, among) = (Budget::new(limits), Among { concept, members: members.to_vec() });
    // Who drafts consents; of the others, whoever the rule needs beside.
    let with = |coalition: Vec<bool>| -> Vec<bool> { coalition.iter().zip(members).map(|(a, b)| *a || *b).collect() };
    let coalitions: Vec<Vec<bool>> = view.acceptance().deciding().map(with).unique().collect();
    let mut all: Vec<Agreement> = Vec::new();
    for coalition in &coalitions {
        let found = chosen(&asking(view, coalition), &among, &budget.left()?)?;
        all.extend(found.into_iter().map(|one| one.seen_from(view)));
    }
    Ok(if coalitions.len() > 1 { best(view, &among, all) } else { Some(all) })
}

/// Of what several coalitions would pass, what is best for those who draft: each once, and nothing than which another is better for
/// somebody and worse for nobody. None if the concept does not tell that from gains.
fn best(view: &View, among: &Among, all: Vec<Agreement>) -> Option<Vec<Agreement>> {
    let all: Vec<Agreement> = all.into_iter().unique_by(|one| one.gains.clone()).collect();
    let members = |one: &Agreement| -> Vec<Number> {
        one.gains.iter().zip(&among.members).filter(|(_, member)| **member).map(|(gain, _)| gain.clone()).collect()
    };
    let mut best = match all.iter().map(members).all_equal() {
        true => all,
        false => {
            // Who drafts alone likes best what it gains most from, whatever the concept.
            let alone = among.members.iter().filter(|member| **member).count() == 1;
            let key = |one: &Agreement| match alone {
                true => Some(members(one).into_iter().map(|gain| gain.value().clone()).collect()),
                false => key_of(view, among, &one.gains),
            };
            let keys: Vec<Vec<_>> = all.iter().map(key).collect::<Option<_>>()?;
            let most = keys.iter().max().cloned();
            all.into_iter().zip(keys).filter(|(_, key)| Some(key) == most.as_ref()).map(|(one, _)| one).collect()
        }
    };
    let gains: Vec<Vec<Number>> = best.iter().map(|one| one.gains.clone()).collect();
    let above = |other: &[Number], own: &[Number]| other != own && other.iter().zip(own).all(|(a, b)| a >= b);
    best.retain(|one| !gains.iter().any(|other| above(other, &one.gains)));
    Some(best)
}
