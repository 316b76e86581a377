//! Reading a model, with all that is wrong in it shown beside its lines.
//!
//! What is no model of our own but a file, or several, of another program becomes one on the way: which it is, the content
//! says, not the name.

use super::desk::Desk;
use super::ending::Refusal;
use super::options::{Files, FilesBefore};
use super::source::Source;
use super::written::Choice;
use crate::formats::{self, File, Imported, Options};
use crate::model::{Code, Diagnostic, Diagnostics, Document, Model, Segment};
use crate::problem::Problem;
use crate::report::printable;
use std::borrow::Cow;
use std::path::PathBuf;

/// What finds the place in the author's files that a finding is about.
enum Places {
    Document(Box<Document>),
    Imported(Box<Imported>),
}

/// A model that can be solved, and where it was read from.
pub struct Loaded {
    /// Where it came from.
    pub source: Source,
    /// The compiled form.
    pub problem: Problem,
    /// The model as data.
    pub model: Model,
    /// What was noted while another program's files were read.
    pub notes: Diagnostics,
    places: Places,
}

impl Loaded {
    /// The model as a JSON text: the author's own, where it is one.
    pub fn text(&self) -> Cow<'_, str> {
        match &self.places {
            Places::Document(document) => document.text().into(),
            Places::Imported(_) => self.model.to_json().into(),
        }
    }

    /// Gives findings about the model their places in the author's files.
    pub fn locate(&self, findings: &mut Diagnostics) {
        self.places.locate(findings);
    }
}

impl Places {
    fn locate(&self, findings: &mut Diagnostics) {
        match self {
            Places::Document(document) => findings.locate(document),
            Places::Imported(imported) => imported.locate(findings),
        }
    }
}

impl Source {
    /// What is in these files, which were named so.
    pub fn new(files: Vec<File>, name: String, options: Options) -> Result<Source, Refusal> {
        let foreign = files.len() != 1 || files.first().is_some_and(formats::is_foreign);
        if !foreign && options.steps.is_some() {
            return Err(Refusal::new(
                "--steps is for files of other programs",
                Some("in a model, write `integer` with a `step` in the place of `continuous`"),
            ));
        }
        if !foreign && !options.profiles.is_empty() {
            return Err(Refusal::new(
                "--profiles is for files of other programs",
                Some("a model holds its parties; name the folder of the profiles"),
            ));
        }
        Ok(Source { name, files, foreign, options })
    }

    /// The files of these names.
    pub fn open(desk: &Desk, paths: &[PathBuf], options: Options) -> Result<Source, Refusal> {
        let files = desk.host().files(paths)?;
        let shown = |path: &PathBuf| path.display().to_string();
        let paths: Vec<String> = paths.iter().map(shown).filter(|path| !path.is_empty() && path != "-").collect();
        let names = files.iter().map(|file| file.name.as_str());
        let name = if paths.is_empty() { names.collect::<Vec<_>>().join(", ") } else { paths.join(", ") };
        Source::new(files, name, options)
    }

    /// Reads and compiles a model.
    pub fn load(self) -> Result<Loaded, (Source, Diagnostics)> {
        self.compiled(Problem::compile)
    }

    /// The same, compiled in a way of its own.
    pub fn compiled(
        self,
        compile: impl Fn(&Model) -> Result<Problem, Diagnostics>,
    ) -> Result<Loaded, (Source, Diagnostics)> {
        let read = if self.foreign {
            formats::read(&self.files, &self.options)
                .map(|imported| (imported.model.clone(), imported.notes.clone(), Places::Imported(Box::new(imported))))
        } else {
            Model::read(self.bytes())
                .map(|(model, document)| (model, Diagnostics::default(), Places::Document(Box::new(document))))
        };
        let (model, notes, places) = match read {
            Ok(read) => read,
            Err(diagnostics) => return Err((self, diagnostics)),
        };
        match compile(&model) {
            Ok(problem) => Ok(Loaded { source: self, problem, model, notes, places }),
            Err(mut diagnostics) => {
                places.locate(&mut diagnostics);
                if self.foreign && self.options.steps.is_none() {
                    ask_for_steps(&mut diagnostics);
                }
                Err((self, diagnostics))
            }
        }
    }
}

/// What a question cannot be asked of levels can be asked of steps.
fn ask_for_steps(diagnostics: &mut Diagnostics) {
    let of_levels = |finding: &&mut Diagnostic| {
        let path = finding.place.path.segments();
        finding.code == Code::NotSupported
            && matches!(path, [Segment::Key(issues), _, Segment::Key(kind)] if issues == "issues" && kind == "continuous")
    };
    for finding in diagnostics.0.iter_mut().filter(of_levels) {
        finding.help = Some("with `--steps N` it is settled by one of N + 1 numbers, evenly spaced".into());
    }
}

/// Reads and compiles the model, or fails with all that is wrong with it. What is noted about the files of other programs
/// is told, a line each.
pub fn load(desk: &Desk, files: &Files) -> Result<Loaded, Refusal> {
    noted(desk, Source::open(desk, &files.named.model, files.reading())?.load())
}

/// The same for a question that is answered for options only.
pub fn load_options(desk: &Desk, files: &Files) -> Result<Loaded, Refusal> {
    noted(desk, Source::open(desk, &files.named.model, files.reading())?.compiled(without_continuous))
}

/// Reads and compiles a model with more files among the arguments behind it: those that are no choices, which are given back.
pub fn load_with(
    desk: &Desk,
    files: &FilesBefore,
    arguments: &[Choice],
    compile: impl Fn(&Model) -> Result<Problem, Diagnostics>,
) -> Result<(Loaded, Vec<Choice>), Refusal> {
    let file = |argument: &Choice| match argument {
        Choice::Written(text) if !text.contains('=') && desk.host().is_file(text) => Some(PathBuf::from(text)),
        _ => None,
    };
    let mut paths = vec![files.named.model.clone()];
    paths.extend(arguments.iter().filter_map(file));
    let choices = arguments.iter().filter(|argument| file(argument).is_none()).cloned().collect();
    Ok((noted(desk, Source::open(desk, &paths, files.reading())?.compiled(compile))?, choices))
}

/// Compiles a model that has no continuous issues.
pub fn without_continuous(model: &Model) -> Result<Problem, Diagnostics> {
    let problem = Problem::compile(model)?;
    problem.without_continuous().map(|()| problem)
}

/// What was loaded, if it was; what was noted is told, a line each.
pub fn noted(desk: &Desk, loaded: Result<Loaded, (Source, Diagnostics)>) -> Result<Loaded, Refusal> {
    let loaded = loaded?;
    let line = |note: &Diagnostic| {
        let file = note.place.file.as_deref().map(|file| format!("{}: ", printable(file))).unwrap_or_default();
        let help = note.help.as_deref().map(|help| format!("; {}", printable(help))).unwrap_or_default();
        format!("note: {file}{}{help}\n", printable(&note.message))
    };
    desk.tell(&loaded.notes.iter().map(line).collect::<String>());
    Ok(loaded)
}
