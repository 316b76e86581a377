//! What follows from an error is not said again.
//!
//! A file with errors is read as far as it goes, and what is said there is judged, too, so that one run finds all mistakes.
//! But where something could not be read, a stand-in is in its place, and what is then wrong with that is nobody's mistake.

use super::diagnostic::{Code, Diagnostic, Diagnostics};
use super::path::Segment;
use std::collections::HashSet;

/// Parts of a model whose entries others name.
const NAMED: [&str; 6] = ["parties", "issues", "clusters", "states", "factors", "proposals"];
/// Parts of an issue that say how it can be settled.
const CHOICES: [&str; 4] = ["options", "integer", "decimal", "continuous"];

impl Diagnostics {
    /// True if so much is missing that what is left cannot be judged: the whole of a part that others name, or more.
    pub(crate) fn leave_nothing_to_judge(&self) -> bool {
        self.is_full()
            || self.iter().any(|finding| match finding.place.path.segments() {
                [] => !matches!(finding.code, Code::Syntax | Code::DuplicateKey),
                [Segment::Key(part)] => part == "utilities" || part == "zopa" || NAMED.contains(&part.as_str()),
                _ => false,
            })
    }

    /// Adds the errors that were found later and do not follow from those that are here: that stand neither within nor around
    /// a place with one, and speak of no entry that has one.
    pub(crate) fn add_others(&mut self, later: Diagnostics) {
        let (mut wrong, mut here, mut around) = (HashSet::new(), HashSet::new(), HashSet::new());
        for finding in self.iter() {
            let path = finding.place.path.segments().to_vec();
            if let [Segment::Key(part), Segment::Key(name), within @ ..] = path.as_slice()
                && NAMED.contains(&part.as_str())
                && match within {
                    [] => true,
                    [Segment::Key(key), ..] => part == "issues" && CHOICES.contains(&key.as_str()),
                    _ => false,
                }
            {
                wrong.insert(name.clone());
            }
            around.extend((1..=path.len()).map(|end| path.get(..end).unwrap_or_default().to_vec()));
            here.insert(path);
        }
        let follows = |finding: &Diagnostic| {
            let path = finding.place.path.segments();
            let within = (1..=path.len()).any(|end| here.contains(path.get(..end).unwrap_or_default()));
            let named = path.iter().any(|step| matches!(step, Segment::Key(key) if wrong.contains(key)))
                || finding.message.split('`').skip(1).step_by(2).any(|word| wrong.contains(word));
            // What is too large, or sums to more than 1, may be so for what was not read; ids were looked at before.
            let after = matches!(finding.code, Code::Overflow | Code::Beliefs | Code::BadId) && !here.is_empty();
            within || around.contains(path) || named || after
        };
        for finding in later.0 {
            if !follows(&finding) {
                self.push_within_limit(|| finding);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Path, Place};
    use super::*;

    #[test]
    fn what_follows_is_left_out() {
        let at = |path: &[&str], message: &str| {
            let path = path.iter().fold(Path::root(), |path, key| path.key(*key));
            Diagnostic::new(Code::UnknownOption, Place::value(&path), message)
        };
        let mut found = Diagnostics(vec![at(&["issues", "price", "integer", "min"], "wrong")]);
        assert!(!found.leave_nothing_to_judge());
        found.add_others(Diagnostics(vec![
            at(&["issues", "price"], "around it"),
            at(&["utilities", "a", "values", "price", "5"], "about it"),
            at(&["proposals", "p", "package"], "this package leaves out `price`"),
            at(&["utilities", "a", "values", "colour"], "another"),
        ]));
        let messages: Vec<&str> = found.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(messages, ["wrong", "another"]);
        let mut found = Diagnostics(vec![at(&["parties", "a", "disagreement"], "wrong")]);
        found.add_others(Diagnostics(vec![
            at(&["parties", "a", "disagreement"], "the same"),
            at(&["utilities", "a", "values", "price", "5"], "another of `a`"),
        ]));
        assert_eq!(found.0.len(), 2, "a party whose disagreement cannot be read is known all the same");
        assert!(Diagnostics(vec![at(&["issues"], "a list")]).leave_nothing_to_judge());
    }
}
