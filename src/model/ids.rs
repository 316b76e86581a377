//! Ids: the words by which a model's parts name each other.

use super::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use super::document::{Document, Kind, Member, Node};
use super::path::Trail;
use crate::text::quoted;

/// The most characters that an id may have.
pub(crate) const MAX_ID: usize = 256;

/// Why a word cannot be an id, if it cannot.
pub fn id_problem(id: &str) -> Option<String> {
    if id.is_empty() {
        Some("an id must not be empty".into())
    } else if id.chars().any(char::is_control) {
        Some(format!("the id {} has a control character", quoted(id)))
    } else if id.chars().nth(MAX_ID).is_some() {
        Some(format!("the id {} has more than {MAX_ID} characters", quoted(id)))
    } else {
        None
    }
}

/// Notes every bad id in a document, whatever else is wrong with it.
pub(super) fn check(document: &Document, findings: &mut Diagnostics) {
    let mut check = Check { document, findings };
    let (model, root) = (document.root(), Trail::root());
    for field in ["parties", "clusters", "issues", "proposals", "states", "factors"] {
        check.keys(model.member(field), root.key(field));
    }
    let issues = root.key("issues");
    for issue in model.member("issues").iter().flat_map(|m| m.value.members()) {
        let (options, issue) = (issue.value.member("options"), issues.key(&issue.key));
        let trail = issue.key("options");
        check.keys(options, trail);
        for (index, option) in options.iter().flat_map(|m| m.value.items()).enumerate() {
            check.id(option, trail.index(index));
        }
    }
    check.named(model.member("rules"), root.key("rules"));
    check.named(model.member("assumptions"), root.key("assumptions"));
    let utilities = root.key("utilities");
    for utility in model.member("utilities").iter().flat_map(|m| m.value.members()) {
        check.named(utility.value.member("red_lines"), utilities.key(&utility.key).key("red_lines"));
    }
}

struct Check<'d, 'f> {
    document: &'d Document,
    findings: &'f mut Diagnostics,
}

impl Check<'_, '_> {
    /// The keys of an object.
    fn keys(&mut self, object: Option<&Member>, trail: Trail) {
        for member in object.iter().flat_map(|m| m.value.members()) {
            if let Some(problem) = id_problem(&member.key) {
                let document = self.document;
                let place = || Place {
                    path: trail.key(&member.key).path(),
                    key: true,
                    span: Some(document.key_span(member)),
                    file: None,
                };
                self.findings.push_within_limit(|| bad_id(place(), problem));
            }
        }
    }

    /// The field `id` of every entry of a list.
    fn named(&mut self, list: Option<&Member>, trail: Trail) {
        for (index, entry) in list.iter().flat_map(|m| m.value.items()).enumerate() {
            if let Some(id) = entry.member("id") {
                self.id(&id.value, trail.index(index).key("id"));
            }
        }
    }

    /// A string.
    fn id(&mut self, node: &Node, trail: Trail) {
        if matches!(node.kind, Kind::String)
            && let Some(problem) = id_problem(&self.document.string(node))
        {
            let document = self.document;
            let place = || Place { path: trail.path(), key: false, span: Some(document.span(node)), file: None };
            self.findings.push_within_limit(|| bad_id(place(), problem));
        }
    }
}

/// A finding about an id.
fn bad_id(place: Place, problem: String) -> Diagnostic {
    let help = "any other text is fine, such as \"Signing Bonus\"; a longer one goes into \"name\"";
    Diagnostic::new(Code::BadId, place, problem).label("not an id").help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_any_visible_text() {
        assert_eq!(id_problem("$4.37"), None);
        assert_eq!(id_problem("Signing Bonus"), None);
        assert_eq!(id_problem(&"ä".repeat(MAX_ID)), None);
        assert!(id_problem("").is_some());
        assert!(id_problem("a\u{0}b").is_some());
        assert!(id_problem(&"ä".repeat(MAX_ID + 1)).is_some());
    }
}
