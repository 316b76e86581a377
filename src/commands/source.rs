//! The files that a command is asked about.

use crate::formats::{self, File};
use crate::model::Diagnostics;

/// Files, as they were read.
#[derive(Debug)]
pub struct Source {
    /// The names of the files, for messages.
    pub name: String,
    pub files: Vec<File>,
    /// Whether the files are those of another program.
    pub foreign: bool,
    pub options: formats::Options,
}

impl Source {
    /// A single file that holds something else than a model.
    pub fn other(file: File) -> Source {
        let (name, options) = (file.name.clone(), formats::Options::default());
        Source { name, files: vec![file], foreign: false, options }
    }

    /// The bytes of a single file.
    pub fn bytes(&self) -> &[u8] {
        self.files.first().map(|file| file.bytes.as_slice()).unwrap_or_default()
    }

    /// The findings as a text.
    pub fn render(&self, diagnostics: &Diagnostics, color: bool) -> String {
        match self.files.as_slice() {
            [file] if !self.foreign => diagnostics.render(&self.name, &String::from_utf8_lossy(&file.bytes), color),
            files => formats::render(diagnostics, files, color),
        }
    }
}
