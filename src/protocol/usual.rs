//! The ways of talking that are compared if none is named.

use crate::problem::{Draft, Offers, PartyId, SingleText, Talk, TrackOf, Tracks, View, Way};

/// With so many parties at most, each is left out of a draft in turn, and each has the last word in turn.
const FEW: usize = 6;
/// Offers by chance: so many.
const BY_CHANCE: usize = 5;
/// Edits of so many issues.
const EDITS: [usize; 3] = [1, 2, 3];

/// One table; all but one draft, with and without foresight; working groups that settle, or hand up; issue by issue; one text;
/// offers in turn, with the last word for each; offers by chance; rankings; for two parties, concessions by risk. With continuous issues
/// fewer. `offers` has what is said of offers beside.
pub fn usual(view: &View, offers: &Offers) -> Vec<Talk> {
    let problem = view.problem();
    let parties: Vec<PartyId> = problem.party_ids().collect();
    let mut talks: Vec<Talk> = Vec::new();
    let mut add = |id: String, way: Way| talks.push(Talk { id, name: None, way, because: None });
    add("together".into(), Way::Together);
    let alone = parties.iter().filter(|_| parties.len() > 1 && parties.len() <= FEW);
    for foresee in [false, true] {
        for left_out in alone.clone() {
            let by = parties.iter().filter(|party| *party != left_out).copied().collect();
            let foreseen = if foresee { "-foreseeing" } else { "" };
            add(format!("draft-without-{}{foreseen}", problem[*left_out].id), Way::Draft(Draft { by, foresee }));
        }
    }
    let order: Vec<Vec<PartyId>> = parties.iter().map(|party| vec![*party]).collect();
    if problem.has_levels() {
        // What holds today is not said of levels, and each offer is a search among levels.
        let own = Offers { rounds: parties.len(), order, at_random: false, ..offers.clone() };
        add(format!("offers-{}", parties.len()), Way::Offers(own));
        return talks;
    }
    let tracks = |of: TrackOf, hand_up: bool| Way::Tracks(Tracks { of, hand_up, from: None });
    if !problem.clusters().is_empty() {
        add("groups-settle".into(), tracks(TrackOf::Clusters, false));
        add("groups-hand-up".into(), tracks(TrackOf::Clusters, true));
    }
    add("issue-by-issue".into(), tracks(TrackOf::Issues, false));
    for edits in EDITS.into_iter().filter(|edits| *edits == 1 || *edits < problem.issues().len()) {
        add(format!("text-{edits}"), Way::Text(SingleText { from: None, edits }));
    }
    let last = if parties.len() <= FEW { 1..=parties.len() } else { parties.len()..=parties.len() };
    for rounds in last.map(|word| parties.len() + word) {
        let own = Offers { order: order.clone(), at_random: false, rounds, ..offers.clone() };
        add(format!("offers-{rounds}"), Way::Offers(own));
    }
    let chance = Offers { order, at_random: true, rounds: BY_CHANCE, ..offers.clone() };
    add("offers-by-chance".into(), Way::Offers(chance));
    add("fallback".into(), Way::Fallback);
    if parties.len() == 2 {
        add("zeuthen".into(), Way::Zeuthen);
    }
    talks
}
