//! Reading a model, with all that is wrong in it shown beside its lines.

use super::{Failure, output};
use std::fs::File;
use std::io::{Read, stdin};
use std::path::Path;
use zopa::model::{Diagnostics, Document, MAX_BYTES};
use zopa::report::printable;
use zopa::{Mixed, Model, Problem};

/// A model as it was read.
pub struct Source {
    /// The name of the file, for messages.
    pub name: String,
    /// Its bytes.
    bytes: Vec<u8>,
}

/// A model that can be solved, and where it was read from.
pub struct Loaded {
    /// Where it came from.
    pub source: Source,
    /// The compiled form.
    pub problem: Problem,
}

/// A model that may have continuous issues, and the text it was read from.
pub struct LoadedMixed {
    /// Where it came from.
    pub source: Source,
    /// The text with its positions.
    pub document: Document,
    /// The compiled form.
    pub mixed: Mixed,
}

/// A model of either kind.
pub enum Any {
    /// Without continuous issues.
    Discrete(Box<Loaded>),
    /// With some.
    Mixed(Box<LoadedMixed>),
}

impl Source {
    /// Reads the file, or standard input for `-`.
    pub fn open(path: &Path) -> Result<Source, Failure> {
        let name = if path.as_os_str() == "-" { "<standard input>".to_owned() } else { path.display().to_string() };
        let cannot = |error: std::io::Error| Failure::new(&format!("cannot read {}: {error}", printable(&name)), None);
        let mut bytes = Vec::new();
        // One byte more than is read shows that there is too much; the library says so.
        let most = MAX_BYTES as u64 + 1;
        if path.as_os_str() == "-" {
            stdin().lock().take(most).read_to_end(&mut bytes).map_err(cannot)?;
        } else {
            let file = File::open(path).map_err(cannot)?;
            if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
                let message = format!("{} is a directory", printable(&name));
                return Err(Failure::new(&message, Some("name the model file in it")));
            }
            file.take(most).read_to_end(&mut bytes).map_err(cannot)?;
        }
        Ok(Source { name, bytes })
    }

    /// Reads and compiles the model, with its continuous issues.
    pub fn load_mixed(self) -> Result<LoadedMixed, (Source, Diagnostics)> {
        let (model, document) = match Model::read(&self.bytes) {
            Ok(read) => read,
            Err(diagnostics) => return Err((self, diagnostics)),
        };
        match Mixed::compile(&model) {
            Ok(mixed) => Ok(LoadedMixed { source: self, document, mixed }),
            Err(mut diagnostics) => {
                diagnostics.locate(&document);
                Err((self, diagnostics))
            }
        }
    }

    /// Reads and compiles a model without continuous issues.
    pub fn load(self) -> Result<Loaded, (Source, Diagnostics)> {
        let (model, document) = match Model::read(&self.bytes) {
            Ok(read) => read,
            Err(diagnostics) => return Err((self, diagnostics)),
        };
        match Problem::compile(&model) {
            Ok(problem) => Ok(Loaded { source: self, problem }),
            Err(mut diagnostics) => {
                diagnostics.locate(&document);
                Err((self, diagnostics))
            }
        }
    }

    /// The findings as a text for standard error.
    pub fn render(&self, diagnostics: &Diagnostics) -> String {
        diagnostics.render(&self.name, &String::from_utf8_lossy(&self.bytes), output::color_on_stderr())
    }
}

/// Reads and compiles the model, with its continuous issues if it has some, or fails with all that is wrong with it.
pub fn load_any(path: &Path) -> Result<Any, Failure> {
    let loaded = Source::open(path)?.load_mixed();
    let loaded = loaded.map_err(|(source, diagnostics)| Failure(source.render(&diagnostics)))?;
    Ok(if loaded.mixed.is_discrete() {
        Any::Discrete(Box::new(Loaded { source: loaded.source, problem: loaded.mixed.into_problem() }))
    } else {
        Any::Mixed(Box::new(loaded))
    })
}

/// Reads and compiles a model without continuous issues, or fails with all that is wrong with it.
pub fn load(path: &Path) -> Result<Loaded, Failure> {
    Source::open(path)?.load().map_err(|(source, diagnostics)| Failure(source.render(&diagnostics)))
}
