//! The files that a command is asked about.

use zopa::model::{Diagnostics, SET, Setting};
use zopa_formats::File;

/// Files, as they were read.
#[derive(Clone, Debug)]
pub struct Source {
    /// The names of the files, for messages.
    pub name: String,
    pub files: Vec<File>,
    /// Whether the files are those of another program.
    pub foreign: bool,
    pub options: Box<zopa_formats::Options>,
    /// The numbers that are asked about in place of the model's.
    pub settings: Vec<Setting>,
}

/// Whether these files are those of another program.
pub fn is_foreign(files: &[File]) -> bool {
    files.len() != 1 || files.first().is_some_and(zopa_formats::is_foreign)
}

impl Source {
    /// Files that were read before, with what is set.
    pub fn kept(name: String, files: Vec<File>, options: zopa_formats::Options, settings: Vec<Setting>) -> Source {
        let foreign = is_foreign(&files);
        Source { name, files, foreign, options: Box::new(options), settings }
    }

    /// A single file that holds something else than a model.
    pub fn other(file: File) -> Source {
        let (name, options) = (file.name.clone(), Box::<zopa_formats::Options>::default());
        Source { name, files: vec![file], foreign: false, options, settings: Vec::new() }
    }

    /// A single table in CSV.
    pub fn table(file: File) -> Source {
        Source { foreign: true, ..Source::other(file) }
    }

    /// The bytes of a single file.
    pub fn bytes(&self) -> &[u8] {
        self.files.first().map(|file| file.bytes.as_slice()).unwrap_or_default()
    }

    /// The same single file with other bytes in it.
    pub fn holding(self, bytes: Vec<u8>) -> Source {
        let files = vec![File::new(self.name.clone(), bytes)];
        Source { files, ..self }
    }

    /// The findings as a text.
    pub fn render(&self, diagnostics: &Diagnostics, color: bool) -> String {
        let said = Setting::page(&self.settings);
        match self.files.as_slice() {
            [file] if !self.foreign => {
                let text = String::from_utf8_lossy(&file.bytes);
                diagnostics.render_among(&[(&self.name, &text), (SET, &said)], color)
            }
            files if said.is_empty() => zopa_formats::render(diagnostics, files, color),
            files => zopa_formats::render(diagnostics, &[files, &[File::new(SET, said)]].concat(), color),
        }
    }
}
