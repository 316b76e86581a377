//! Ways of talking, and what parties are said to do in them.

use super::compiler::Compiler;
use crate::exact::Number;
use crate::model::{self, Code, Path, Place, Quantity};
use crate::problem::{
    Draft, MAX_ROUNDS, MAX_TALKS, Offers, PartyId, Proposal, ProposalId, SingleText, Slow, Talk, TrackOf, Tracks, Way,
};
use num_rational::BigRational;
use num_traits::{One, Signed};

/// Why such numbers have no range.
const CERTAIN: &str = "what is said of ways of talking has no range";

impl Compiler<'_> {
    /// What parties are said to do in offers; nobody is said to offer yet.
    pub(super) fn terms_of_offers(&mut self) -> Offers {
        let path = Path::root().key("parties");
        let mut terms = Offers::of_parties(self.model.parties.len());
        for (at, (id, party)) in self.model.parties.iter().enumerate() {
            let path = path.key(id);
            let mut said = |own: &Option<Quantity>, field: &str| {
                let own = own.as_ref()?;
                self.certain(own, &path.key(field), CERTAIN);
                Some(own.value.clone())
            };
            let (patience, broken) = (said(&party.patience, "patience"), said(&party.breakdown, "breakdown"));
            terms.outside[at] = said(&party.outside, "outside");
            terms.broken[at] = broken;
            if let Some(patience) = patience {
                self.chance_or_share(&patience, &path.key("patience"));
                terms.patience[at] = patience;
            }
        }
        terms
    }

    /// Asks for a number from 0 to 1.
    fn chance_or_share(&mut self, number: &Number, path: &Path) {
        if number.value().is_negative() || *number.value() > BigRational::one() {
            let message = format!("{number} is not from 0 to 1");
            self.error(Code::OutOfRange, Place::value(path), message, "");
        }
    }

    /// The ways of talking that the model names.
    pub(super) fn talks(&mut self, proposals: &[Proposal], terms: &Offers) -> Vec<Talk> {
        let root = Path::root().key("protocols");
        let mut talks = Vec::new();
        let named = self.model.protocols.len();
        if named > MAX_TALKS {
            let message = format!("there are {named} ways of talking; at most {MAX_TALKS} are read");
            self.error(Code::Limit, Place::key(&root), message, "");
            return talks;
        }
        for (id, protocol) in self.model.protocols.iter() {
            let path = root.key(id);
            let model::Protocol { draft, table, tracks, agenda, text, offers, fallback, zeuthen, .. } = protocol;
            let kinds = [
                draft.is_some(),
                table.is_some(),
                tracks.is_some(),
                agenda.is_some(),
                text.is_some(),
                offers.is_some(),
                fallback.is_some(),
                zeuthen.is_some(),
            ];
            if kinds.iter().filter(|kind| **kind).count() != 1 {
                let help =
                    "give it one of `draft`, `table`, `tracks`, `agenda`, `text`, `offers`, `fallback` and `zeuthen`";
                self.error(Code::ProtocolKind, Place::value(&path), "a way of talking is of exactly one kind", help);
                continue;
            }
            let way = if fallback.is_some() {
                Some(Way::Fallback)
            } else if zeuthen.is_some() {
                Some(Way::Zeuthen)
            } else if let Some(draft) = draft {
                self.parties_named(&draft.by, &path.key("draft").key("by"))
                    .map(|by| Way::Draft(Draft { by, foresee: draft.foresee }))
            } else if let Some(table) = table {
                self.slowed(Way::Together, Some(table.bandwidth), terms, &path.key("table"))
            } else if let Some(tracks) = tracks {
                let path = path.key("tracks");
                self.begun(tracks.from.as_deref(), proposals, &path)
                    .map(|from| Way::Tracks(Tracks { of: TrackOf::Clusters, hand_up: tracks.hand_up, from }))
                    .and_then(|way| self.slowed(way, tracks.bandwidth, terms, &path))
            } else if let Some(agenda) = agenda {
                let path = path.key("agenda");
                self.begun(agenda.from.as_deref(), proposals, &path)
                    .map(|from| Way::Tracks(Tracks { of: TrackOf::Issues, hand_up: false, from }))
                    .and_then(|way| self.slowed(way, agenda.bandwidth, terms, &path))
            } else if let Some(text) = text {
                let edits = usize::try_from(text.edits.unwrap_or(1)).unwrap_or(usize::MAX);
                if edits == 0 {
                    let place = Place::value(&path.key("text").key("edits"));
                    self.error(Code::OutOfRange, place, "an edit of no issue changes nothing", "");
                }
                self.begun(text.from.as_deref(), proposals, &path.key("text"))
                    .map(|from| Way::Text(SingleText { from, edits }))
            } else {
                offers.as_ref().and_then(|offers| self.offers(offers, terms, &path.key("offers"))).map(Way::Offers)
            };
            if let Some(way) = way {
                let (name, because) = (protocol.name.clone(), protocol.because.clone());
                talks.push(Talk { id: id.to_owned(), name, way, because });
            }
        }
        talks
    }

    /// Parties in a list, at least one, each once.
    fn parties_named(&mut self, ids: &[String], path: &Path) -> Option<Vec<PartyId>> {
        if ids.is_empty() {
            self.error(Code::Empty, Place::value(path), "nobody is named", "name at least one party");
        }
        let mut found = Vec::new();
        for (at, id) in ids.iter().enumerate() {
            let place = Place::value(&path.index(at));
            let party = self.lookup.party(id, place.clone(), &mut self.diagnostics)?;
            if found.contains(&party) {
                self.error(Code::ListedTwice, place, format!("`{id}` is listed twice"), "");
                return None;
            }
            found.push(party);
        }
        Some(found).filter(|found| !found.is_empty())
    }

    /// The same way with room for so many issues in a round, if that is said.
    fn slowed(&mut self, way: Way, bandwidth: Option<u64>, terms: &Offers, path: &Path) -> Option<Way> {
        let Some(bandwidth) = bandwidth else { return Some(way) };
        let bandwidth = usize::try_from(bandwidth).unwrap_or(usize::MAX);
        if bandwidth == 0 {
            let place = Place::value(&path.key("bandwidth"));
            self.error(Code::OutOfRange, place, "with no issue in a round, nothing is ever agreed", "");
            return None;
        }
        Some(Way::Slow(Box::new(Slow { way, bandwidth, patience: terms.patience.clone() })))
    }

    /// The proposal that talks begin with: none if none is named.
    fn begun(&mut self, id: Option<&str>, proposals: &[Proposal], path: &Path) -> Option<Option<ProposalId>> {
        let Some(id) = id else { return Some(None) };
        let found = proposals.iter().position(|proposal| proposal.id == id);
        if found.is_none() && self.model.proposals.get(id).is_none() {
            let known = proposals.iter().map(|proposal| proposal.id.as_str());
            let place = Place::value(&path.key("from"));
            self.diagnostics.push(super::super::lookup::unknown(Code::UnknownProposal, place, "proposal", id, known));
        }
        found.map(|at| Some(ProposalId::at(at)))
    }

    fn offers(&mut self, offers: &model::OffersTerms, terms: &Offers, path: &Path) -> Option<Offers> {
        let mut order = Vec::new();
        if offers.order.is_empty() {
            self.error(Code::Empty, Place::value(&path.key("order")), "nobody offers", "name at least one party");
            return None;
        }
        for (at, id) in offers.order.iter().enumerate() {
            let place = Place::value(&path.key("order").index(at));
            let bloc = offers.blocs.get(id).cloned();
            order.push(match bloc {
                Some(members) => self.parties_named(&members, &path.key("blocs").key(id))?,
                None => vec![self.lookup.party(id, place, &mut self.diagnostics)?],
            });
        }
        for id in offers.blocs.keys().filter(|id| !offers.order.iter().any(|named| named == id)) {
            let place = Place::key(&path.key("blocs").key(id));
            let help = "name it in the `order`, or leave it out";
            self.error(Code::UnknownParty, place, format!("the bloc `{id}` never offers"), help);
        }
        let rounds = offers.rounds.map_or(Some(order.len()), |rounds| usize::try_from(rounds).ok());
        let Some(rounds) = rounds.filter(|rounds| (1..=MAX_ROUNDS).contains(rounds)) else {
            let message = format!("the number of rounds must be between 1 and {MAX_ROUNDS}");
            self.error(Code::OutOfRange, Place::value(&path.key("rounds")), message, "");
            return None;
        };
        let mut breakdown = Number::zero();
        if let Some(chance) = &offers.breakdown {
            let path = path.key("breakdown");
            self.certain(chance, &path, CERTAIN);
            self.chance_or_share(&chance.value, &path);
            breakdown = chance.value.clone();
        }
        Some(Offers { order, at_random: offers.at_random, rounds, breakdown, ..terms.clone() })
    }
}
