//! Draft and present: some agree on a package by themselves, and present it to the others, who accept or refuse.
//!
//! A *naive* draft is what the concept chooses for those who draft: by their gains, of the packages that they accept, whatever the
//! others think of it and whatever red lines these have. Then everybody is asked. A *foreseeing* draft is chosen likewise, but of
//! what passes: the leader's problem of Stackelberg, an ultimatum. What it costs to leave somebody out is the difference to one
//! table (Sebenius 1996, Sequencing to build coalitions).
//!
//! Corner cases: the gains of a refused draft are nothing, not those of the draft. Of drafts that are equally good to those who
//! draft, each is told, since the others may accept one and refuse another; but none than which another is better for somebody and
//! worse for nobody.

use super::among::Among;
use super::course::Course;
use super::together::chosen;
use crate::concept::Concept;
use crate::problem::{Draft, PartyId, View};
use crate::search::{Agreement, Budget, Limits, Stop};
use itertools::Itertools;

/// What comes of a draft.
pub(super) fn play(draft: &Draft, view: &View, concept: &dyn Concept, limits: &Limits) -> Course {
    let members: Vec<bool> = view.problem().party_ids().map(|party| draft.by.contains(&party)).collect();
    let found = match draft.foresee {
        true => foreseeing(view, concept, &members, limits),
        false => naive(view, concept, &members, limits),
    };
    found.map_or_else(Course::stopped, |drafts| Course::of_packages(view, &drafts))
}

/// The question to some parties alone: they ask for their consent, and the others accept anything.
fn asking<'p>(view: &View<'p>, members: &[bool]) -> View<'p> {
    let others = view.problem().party_ids().filter(|party| !members[party.index()]);
    let all = view.clone().with_consent_of(&vec![true; view.parties()]);
    others.fold(all, View::without_floor)
}

/// What they like best.
fn naive(view: &View, concept: &dyn Concept, members: &[bool], limits: &Limits) -> Result<Vec<Agreement>, Stop> {
    let theirs = |party: Option<PartyId>| party.is_some_and(|party| !members[party.index()]);
    let crossed: Vec<_> = view.constraints().filter(|(_, one)| theirs(one.party)).map(|(at, _)| at).collect();
    let alone = crossed.into_iter().fold(asking(view, members), View::lift);
    chosen(&alone, &Among { concept, members: members.to_vec() }, limits)
}

/// What they like best of what passes.
fn foreseeing(view: &View, concept: &dyn Concept, members: &[bool], limits: &Limits) -> Result<Vec<Agreement>, Stop> {
    let (budget, among) = (Budget::new(limits), Among { concept, members: members.to_vec() });
    // Who drafts consents; of the others, whoever the rule needs beside.
    let with = |coalition: Vec<bool>| -> Vec<bool> { coalition.iter().zip(members).map(|(a, b)| *a || *b).collect() };
    let coalitions: Vec<Vec<bool>> = view.acceptance().deciding().map(with).unique().collect();
    let mut all: Vec<Agreement> = Vec::new();
    for coalition in &coalitions {
        all.extend(chosen(&asking(view, coalition), &among, &budget.left()?)?);
    }
    if coalitions.len() > 1 {
        all = best(view, &among, all);
    }
    Ok(all)
}

/// Of what several coalitions would pass, what is best for those who draft: each once.
fn best(view: &View, among: &Among, all: Vec<Agreement>) -> Vec<Agreement> {
    let value = |one: &Agreement| super::worth::value_of(view, among, &one.gains);
    let best = all.iter().filter_map(value).max();
    let best = all.into_iter().filter(|one| best.is_none() || value(one) == best);
    best.unique_by(|one| one.gains.clone()).collect()
}
