//! Ways of talking whose answer rests on something that the author may not have thought of.

use crate::model::{Code, Diagnostic, Diagnostics, Path, Place};
use crate::problem::{Offers, PartyId, View, Way};
use crate::protocol::Course;
use crate::search::Limits;

/// Offers of which only the last one matters: with each number of rounds, what comes of them is what whoever has the last word would
/// offer if nobody had offered anything before.
pub(super) fn check(view: &View, limits: &Limits, warnings: &mut Diagnostics) {
    for talk in view.problem().talks() {
        let Way::Offers(offers) = &talk.way else { continue };
        if !offers.at_random && offers.order.len() > 1 && only_the_last_matters(view, offers, limits) == Some(true) {
            let path = Path::root().key("protocols").key(&talk.id).key("offers");
            let message =
                format!("in `{}` only the last word matters: whoever has it takes what it likes best", talk.id);
            let warning = Diagnostic::new(Code::LastMover, Place::value(&path), message);
            let help =
                "packages are too far apart for patience to matter: the answer rests on the number of `rounds` alone";
            warnings.push(warning.help(help));
        }
    }
}

/// None if that is not known.
fn only_the_last_matters(view: &View, offers: &Offers, limits: &Limits) -> Option<bool> {
    let gains = |order: &[Vec<PartyId>], rounds: usize| {
        let asked = Offers { order: order.to_vec(), rounds, ..offers.clone() };
        let Course { outcomes, .. } = view.talks(&Way::Offers(asked), &crate::concept::Nash, limits);
        Some(outcomes.into_iter().next()?.gains)
    };
    let count = offers.order.len();
    let mut ends = Vec::new();
    for rounds in offers.rounds..offers.rounds + count {
        let last = rounds.checked_sub(1)? % count;
        let dictated = gains(&offers.order[last..=last], 1)?;
        if gains(&offers.order, rounds)? != dictated {
            return Some(false);
        }
        ends.push(dictated);
    }
    Some(ends.windows(2).any(|pair| pair[0] != pair[1]))
}
