//! All numbers of a document, by the paths under which they can be set: what two models are compared by.

use super::document::{Document, Kind, Node};
use super::path::Path;
use crate::exact::Number;
use std::borrow::Cow;
use std::collections::HashMap;

impl Document {
    /// Every number with its path, in the order of the text; in lists, entries that have an id are named by it. A number with
    /// remarks stands for its value. Fractions, which stand in quotes, are numbers, too; the version of the format is none.
    ///
    /// ```
    /// use zopa::model::{Document, Path};
    /// let document = Document::parse(br#"{ "rules": [{ "id": "cap", "at_most": { "value": "1/3", "low": 0 } }] }"#)?;
    /// let at_most = Path::root().key("rules").key("cap").key("at_most");
    /// assert_eq!(document.numbers(), [(at_most.clone(), "1/3".parse().unwrap()), (at_most.key("low"), 0.into())]);
    /// # Ok::<(), zopa::model::Diagnostics>(())
    /// ```
    pub fn numbers(&self) -> Vec<(Path, Number)> {
        let mut found = Vec::new();
        for member in self.root().members().iter().filter(|member| member.key != "zopa") {
            self.collect(&member.value, Path::root().key(&*member.key), &mut found);
        }
        found
    }

    fn collect(&self, node: &Node, path: Path, found: &mut Vec<(Path, Number)>) {
        match &node.kind {
            Kind::Number => found.extend(self.lexeme(node).parse().ok().map(|number| (path, number))),
            Kind::String if self.lexeme(node).contains('/') => {
                found.extend(self.string(node).parse().ok().map(|number| (path, number)));
            }
            Kind::Object(_) | Kind::List(_) => {
                self.within(node, &path).into_iter().for_each(|(path, node)| self.collect(node, path, found));
            }
            _ => {}
        }
    }

    /// What stands in an object or a list, with its path.
    pub(super) fn within<'n>(&self, node: &'n Node, path: &Path) -> Vec<(Path, &'n Node)> {
        match &node.kind {
            Kind::Object(members) => {
                let path = |key: &str| if key == "value" { path.clone() } else { path.key(key) };
                members.iter().map(|member| (path(&member.key), &member.value)).collect()
            }
            Kind::List(items) => {
                let mut ids: HashMap<Cow<str>, usize> = HashMap::new();
                items.iter().filter_map(|item| self.id(item)).for_each(|id| *ids.entry(id).or_default() += 1);
                // A whole number is a position, and an id that several have names none.
                let only = |id: &Cow<str>| ids.get(id) == Some(&1) && id.parse::<usize>().is_err();
                let own = |(at, item): (usize, &Node)| {
                    self.id(item).filter(only).map_or_else(|| path.index(at), |id| path.key(id))
                };
                items.iter().enumerate().map(|(at, item)| (own((at, item)), item)).collect()
            }
            _ => Vec::new(),
        }
    }
}
