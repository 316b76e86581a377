//! What the author says of numbers and rules beside what they are: why, and where that is taken from.

use super::document::{Document, Kind, Node};
use super::path::Path;
use crate::exact::Number;

/// Something with a reason, or with a source.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Where it stands, as [`Document::numbers`] names it.
    pub path: Path,
    /// The number, if it is one.
    pub value: Option<Number>,
    /// Why, in the author's words.
    pub because: Option<String>,
    /// Where that is taken from.
    pub source: Option<String>,
}

impl Document {
    /// Whatever has a `because` or a `source`, in the order of the text.
    ///
    /// ```
    /// use zopa::model::{Document, Path};
    /// let document = Document::parse(br#"{ "parties": { "a": { "disagreement": { "value": 3, "because": "a guess" } } } }"#)?;
    /// let reasons = document.reasons();
    /// assert_eq!(reasons[0].path, Path::root().key("parties").key("a").key("disagreement"));
    /// assert_eq!(reasons[0].value, Some(3.into()));
    /// assert_eq!(reasons[0].because.as_deref(), Some("a guess"));
    /// # Ok::<(), zopa::model::Diagnostics>(())
    /// ```
    pub fn reasons(&self) -> Vec<Reason> {
        let mut found = Vec::new();
        self.collect_reasons(self.root(), &Path::root(), &mut found);
        found
    }

    fn collect_reasons(&self, node: &Node, path: &Path, found: &mut Vec<Reason>) {
        let text = |key: &str| {
            let said = node.member(key).filter(|member| matches!(member.value.kind, Kind::String));
            said.map(|member| self.string(&member.value).into_owned())
        };
        let (because, source) = (text("because"), text("source"));
        if because.is_some() || source.is_some() {
            let number = |node: &Node| match node.kind {
                Kind::Number => self.lexeme(node).parse().ok(),
                Kind::String => self.string(node).parse().ok(),
                _ => None,
            };
            let value = node.member("value").and_then(|member| number(&member.value));
            found.push(Reason { path: path.clone(), value, because, source });
        }
        self.within(node, path).into_iter().for_each(|(path, node)| self.collect_reasons(node, &path, found));
    }
}
