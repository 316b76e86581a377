//! Reading a model, with all that is wrong in it shown beside its lines.
//!
//! What is no model of our own but a file, or several, or a folder, of another program becomes one on the way: which it is,
//! the content says, not the name.

use super::ending::Failure;
use super::options::{ModelFile, Reading};
use super::terminal;
use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{Read, stdin};
use std::path::{Path, PathBuf};
use zopa::formats::{self, Imported};
use zopa::model::{Code, Diagnostic, Diagnostics, Document, MAX_BYTES, Segment};
use zopa::report::printable;
use zopa::{Model, Problem};

/// The most entries of a folder that are looked at.
const MOST_ENTRIES: usize = 1000;

/// A model as it was read.
pub struct Source {
    /// The name of the file or folder, for messages.
    pub name: String,
    files: Vec<formats::File>,
    /// Whether the files are those of another program.
    foreign: bool,
    options: formats::Options,
}

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
    /// Reads the files, the files of a folder, or standard input for `-`.
    pub fn open(paths: &[PathBuf], reading: &Reading) -> Result<Source, Failure> {
        let mut files = Vec::new();
        for path in paths {
            if path.as_os_str() != "-" && path.is_dir() {
                files.append(&mut folder(path)?);
            } else {
                files.push(file(path)?);
            }
        }
        let foreign = files.len() != 1 || files.first().is_some_and(formats::is_foreign);
        if !foreign && reading.options().steps.is_some() {
            return Err(Failure::new(
                "--steps is for files of other programs",
                Some("in a model, write `integer` with a `step` in the place of `continuous`"),
            ));
        }
        if !foreign && !reading.profiles.is_empty() {
            return Err(Failure::new(
                "--profiles is for files of other programs",
                Some("a model holds its parties; name the folder of the profiles"),
            ));
        }
        let name = match paths {
            [one] if one.as_os_str() == "-" => files.first().map(|file| file.name.clone()).unwrap_or_default(),
            [one] => one.display().to_string(),
            several => several.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", "),
        };
        Ok(Source { name, files, foreign, options: reading.options() })
    }

    /// Reads and compiles a model.
    pub fn load(self) -> Result<Loaded, (Source, Diagnostics)> {
        self.compiled(Problem::compile)
    }

    fn compiled(
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

    /// Reads a single file that holds something else than a model.
    pub fn other(path: &Path) -> Result<Source, Failure> {
        let file = file(path)?;
        let (name, options) = (file.name.clone(), formats::Options::default());
        Ok(Source { name, files: vec![file], foreign: false, options })
    }

    /// The bytes of a single file.
    pub fn bytes(&self) -> &[u8] {
        self.files.first().map(|file| file.bytes.as_slice()).unwrap_or_default()
    }

    /// The findings as a text for standard error.
    pub fn render(&self, diagnostics: &Diagnostics) -> String {
        let color = terminal::color_on_stderr();
        match self.files.as_slice() {
            [file] if !self.foreign => diagnostics.render(&self.name, &String::from_utf8_lossy(&file.bytes), color),
            files => formats::render(diagnostics, files, color),
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

/// Reads a file, or standard input for `-`.
fn file(path: &Path) -> Result<formats::File, Failure> {
    let name = if path.as_os_str() == "-" { "<standard input>".to_owned() } else { path.display().to_string() };
    let cannot = |error: std::io::Error| Failure::new(&format!("cannot read {}: {error}", printable(&name)), None);
    let mut bytes = Vec::new();
    // One byte more than is read shows that there is too much; the library says so.
    let most = MAX_BYTES as u64 + 1;
    if path.as_os_str() == "-" {
        stdin().lock().take(most).read_to_end(&mut bytes).map_err(cannot)?;
    } else {
        let file = File::open(path).map_err(cannot)?;
        file.take(most).read_to_end(&mut bytes).map_err(cannot)?;
    }
    Ok(formats::File::new(name, bytes))
}

/// The files of another program in a folder, by name.
fn folder(path: &Path) -> Result<Vec<formats::File>, Failure> {
    let shown = path.display().to_string();
    let name = printable(&shown);
    let cannot = |error: std::io::Error| Failure::new(&format!("cannot read {name}: {error}"), None);
    let mut paths = Vec::new();
    for entry in fs::read_dir(path).map_err(cannot)? {
        paths.push(entry.map_err(cannot)?.path());
        if paths.len() > MOST_ENTRIES {
            let message = format!("{name} has more than {MOST_ENTRIES} entries");
            return Err(Failure::new(&message, Some("name the files of the negotiation")));
        }
    }
    paths.sort();
    let mut files = Vec::new();
    for path in paths.iter().filter(|path| path.is_file()) {
        files.extend(Some(file(path)?).filter(formats::is_foreign));
    }
    if files.is_empty() {
        let message = format!("{name} is a directory, and holds no files of another program");
        return Err(Failure::new(&message, Some("name the model file in it")));
    }
    Ok(files)
}

/// Reads and compiles the model, or fails with all that is wrong with it. What is noted about the files of other programs
/// goes to standard error, a line each.
pub fn load(file: &ModelFile) -> Result<Loaded, Failure> {
    noted(Source::open(&file.model, &file.reading)?.load())
}

/// The same for a question that is answered for options only.
pub fn load_options(file: &ModelFile) -> Result<Loaded, Failure> {
    noted(Source::open(&file.model, &file.reading)?.compiled(without_continuous))
}

/// Reads and compiles a model with more files among the arguments behind it: those that are no choices.
pub fn load_with(model: &Path, arguments: &[String], reading: &Reading) -> Result<(Loaded, Vec<String>), Failure> {
    load_compiled(model, arguments, reading, Problem::compile)
}

/// The same for a question that is answered for options only.
pub fn load_options_with(
    model: &Path,
    arguments: &[String],
    reading: &Reading,
) -> Result<(Loaded, Vec<String>), Failure> {
    load_compiled(model, arguments, reading, without_continuous)
}

/// The same, compiled in a way of its own.
pub fn load_compiled(
    model: &Path,
    arguments: &[String],
    reading: &Reading,
    compile: impl Fn(&Model) -> Result<Problem, Diagnostics>,
) -> Result<(Loaded, Vec<String>), Failure> {
    let (paths, choices) = files_and_choices(model, arguments);
    Ok((noted(Source::open(&paths, reading)?.compiled(compile))?, choices))
}

/// Compiles a model that has no continuous issues.
pub fn without_continuous(model: &Model) -> Result<Problem, Diagnostics> {
    let problem = Problem::compile(model)?;
    problem.without_continuous().map(|()| problem)
}

fn files_and_choices(model: &Path, arguments: &[String]) -> (Vec<PathBuf>, Vec<String>) {
    let is_file = |argument: &&String| !argument.contains('=') && Path::new(argument).exists();
    let mut paths = vec![model.to_owned()];
    paths.extend(arguments.iter().filter(is_file).map(PathBuf::from));
    (paths, arguments.iter().filter(|argument| !is_file(argument)).cloned().collect())
}

fn noted(loaded: Result<Loaded, (Source, Diagnostics)>) -> Result<Loaded, Failure> {
    let loaded = loaded.map_err(|(source, diagnostics)| Failure(source.render(&diagnostics)))?;
    terminal::complain(&notes(&loaded.notes));
    Ok(loaded)
}

/// Notes as lines.
pub fn notes(notes: &Diagnostics) -> String {
    let line = |note: &zopa::model::Diagnostic| {
        let file = note.place.file.as_deref().map(|file| format!("{}: ", printable(file))).unwrap_or_default();
        let help = note.help.as_deref().map(|help| format!("; {}", printable(help))).unwrap_or_default();
        format!("note: {file}{}{help}\n", printable(&note.message))
    };
    notes.iter().map(line).collect()
}
