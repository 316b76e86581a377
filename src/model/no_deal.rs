//! What a party has without a deal has to be said: by its number, by its rankings, or by what both parties can do.

use super::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use super::document::{Document, Kind, Member, Node};
use super::path::Path;
use super::suggest;
use std::collections::HashSet;

const KEY: &str = "disagreement";

/// The number that a party lacks.
pub(crate) fn missing(party: &str) -> Diagnostic {
    let place = Place::value(&Path::root().key("parties").key(party));
    let error = Diagnostic::new(Code::MissingField, place, format!("`{KEY}` is missing"));
    error.label(format!("needs `{KEY}`")).help(format!("add \"{KEY}\": its utility if there is no deal"))
}

/// Notes every party of a document of which nothing says what it has without a deal, whatever else is wrong with it.
pub(super) fn check(document: &Document, findings: &mut Diagnostics) {
    let model = document.root();
    let null = |node: &Node| matches!(node.kind, Kind::Null);
    let threats = model.member("threats").is_some_and(|threats| !null(&threats.value));
    let utilities =
        model.member("utilities").iter().flat_map(|utilities| utilities.value.members()).collect::<Vec<_>>();
    let orders = |utility: &&&Member| utility.value.member("ranks").is_some_and(|ranks| !null(&ranks.value));
    let ranked: HashSet<&str> = utilities.iter().filter(orders).map(|utility| utility.key.as_str()).collect();
    for party in model.member("parties").iter().flat_map(|parties| parties.value.members()) {
        if !matches!(party.value.kind, Kind::Object(_)) {
            continue;
        }
        match party.value.member(KEY) {
            Some(own) if null(&own.value) => {
                let place = Place::value(&Path::root().key("parties").key(&*party.key).key(KEY));
                let message = "expected a number, found null";
                let help = "write the number, 0 if it is nothing";
                let error = Diagnostic::new(Code::WrongType, place, message).label("expected a number").help(help);
                findings.push_within_limit(|| error);
            }
            Some(_) => {}
            // A slip has been told.
            None if party.value.members().iter().any(|member| suggest(&member.key, [KEY]).is_some()) => {}
            None if !threats && !ranked.contains(party.key.as_str()) => {
                findings.push_within_limit(|| missing(&party.key))
            }
            None => {}
        }
    }
}
