//! A value in a document that is read, and where it stands.

use super::diagnostic::{Diagnostic, Diagnostics, Place};
use super::document::{Document, Member, Node};
use super::path::Trail;
use std::cell::RefCell;

/// One reading of a document.
pub(super) struct Reader<'d> {
    pub(super) document: &'d Document,
    pub(super) findings: RefCell<Diagnostics>,
}

impl Reader<'_> {
    pub(super) fn note(&self, diagnostic: impl FnOnce() -> Diagnostic) {
        self.findings.borrow_mut().push_within_limit(diagnostic);
    }
}

/// A value in the document, on the way to it.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'t, 'd> {
    pub(super) reader: &'t Reader<'d>,
    pub(super) node: &'d Node,
    pub(super) trail: Trail<'t>,
}

impl<'d> Cursor<'_, 'd> {
    /// Where the value stands.
    pub(super) fn place(&self) -> Place {
        let document = self.reader.document;
        Place {
            path: self.trail.path(),
            key: false,
            span: Some(document.span(self.node)),
            file: document.file(self.node),
        }
    }

    /// Where the key of a member stands.
    pub(super) fn key_place(&self, member: &Member) -> Place {
        let path = self.trail.key(&member.key).path();
        let document = self.reader.document;
        Place { path, key: true, span: Some(document.key_span(member)), file: document.key_file(member) }
    }

    /// The value as it is written.
    pub(super) fn lexeme(&self) -> &'d str {
        self.reader.document.lexeme(self.node)
    }
}
