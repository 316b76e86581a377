//! Paths into a document, written as JSONPath: `$.issues.price.options[2]`.

use serde::{Serialize, Serializer};
use std::fmt;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Segment {
    /// Into an object, by key.
    Key(String),
    /// Into a list, by position, counted from 0.
    Index(usize),
}

/// Where a value stands in a document. Shown, and serialized, as JSONPath.
///
/// ```
/// use zopa::model::Path;
/// let path = Path::root().key("issues").key("Signing Bonus").key("options").index(2);
/// assert_eq!(path.to_string(), r#"$.issues["Signing Bonus"].options[2]"#);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Path(pub Vec<Segment>);

impl Path {
    /// The whole document.
    pub fn root() -> Self {
        Path(Vec::new())
    }

    /// The value under a key of this object.
    pub fn key(&self, key: impl Into<String>) -> Self {
        self.with(Segment::Key(key.into()))
    }

    /// The entry at a position of this list.
    pub fn index(&self, index: usize) -> Self {
        self.with(Segment::Index(index))
    }

    /// The steps from the root.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    fn with(&self, segment: Segment) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment);
        Path(segments)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("$")?;
        for segment in &self.0 {
            match segment {
                Segment::Key(key) if is_plain(key) => write!(f, ".{key}")?,
                Segment::Key(key) => write!(f, "[{}]", crate::text::visible(&quote(key)))?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// True for a key that needs no quotes: letters, digits, `_` and `-`.
fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

fn quote(key: &str) -> String {
    format!("\"{}\"", key.replace('\\', "\\\\").replace('"', "\\\""))
}

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A path under construction while a document is walked: it lives on the stack and costs nothing until it is needed.
#[derive(Clone, Copy)]
pub(super) struct Trail<'t> {
    parent: Option<&'t Trail<'t>>,
    step: Option<Step<'t>>,
}

#[derive(Clone, Copy)]
enum Step<'t> {
    Key(&'t str),
    Index(usize),
}

impl<'t> Trail<'t> {
    pub(super) fn root() -> Self {
        Trail { parent: None, step: None }
    }

    pub(super) fn key(&'t self, key: &'t str) -> Self {
        Trail { parent: Some(self), step: Some(Step::Key(key)) }
    }

    pub(super) fn index(&'t self, index: usize) -> Self {
        Trail { parent: Some(self), step: Some(Step::Index(index)) }
    }

    pub(super) fn path(&self) -> Path {
        let mut segments = Vec::new();
        let mut at = Some(self);
        while let Some(trail) = at {
            match trail.step {
                Some(Step::Key(key)) => segments.push(Segment::Key(key.to_owned())),
                Some(Step::Index(index)) => segments.push(Segment::Index(index)),
                None => {}
            }
            at = trail.parent;
        }
        segments.reverse();
        Path(segments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_json_paths() {
        let path = Path::root().key("a-b_1").key("").key("x\"\\\u{202e}").index(0);
        assert_eq!(path.to_string(), r#"$.a-b_1[""]["x\"\\\u202e"][0]"#);
        assert_eq!(serde_json::to_string(&Path::root().key("größe")).unwrap(), "\"$.größe\"");
    }

    #[test]
    fn a_trail_is_the_same_path() {
        let root = Trail::root();
        let a = root.key("a");
        assert_eq!(a.index(3).path(), Path::root().key("a").index(3));
        assert_eq!(root.path(), Path::root());
    }
}
