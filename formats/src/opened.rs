//! A file that has been parsed.

use super::format::Kind;
use super::source::Source;
use super::table::Table;
use super::tree::Tree;
use super::xml::Xml;

/// What is in a file.
pub(super) enum Content<'s> {
    Xml(Xml<'s>),
    Tree(Tree),
    Table(Table<'s>),
    Other,
}

/// A file that has been parsed.
pub(super) struct Opened<'s> {
    pub(super) source: &'s Source,
    pub(super) stem: String,
    pub(super) kind: Kind,
    pub(super) content: Content<'s>,
}

impl<'s> Opened<'s> {
    pub(super) fn xml(&self) -> Option<&Xml<'s>> {
        if let Content::Xml(xml) = &self.content { Some(xml) } else { None }
    }

    pub(super) fn tree(&self) -> Option<&Tree> {
        if let Content::Tree(tree) = &self.content { Some(tree) } else { None }
    }

    pub(super) fn table(&self) -> Option<&Table<'s>> {
        if let Content::Table(table) = &self.content { Some(table) } else { None }
    }
}
